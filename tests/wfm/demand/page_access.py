"""Which roles reach the pages of demand."""

from wfm.core.access import Role

SEES = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
LEAD = {Role.LEAD}
MAY = {
    ("GET", "/demand"): SEES,
    ("GET", "/demand/1"): SEES,
    ("POST", "/demand/1/2026-11-23/forecast"): LEAD,
    ("POST", "/demand/1/2026-11-23/staff"): LEAD,
    ("POST", "/demand/1/2026-11-23/override"): LEAD,
    ("GET", "/demand/1/2026-11-23/phone/at-once"): SEES,
    ("GET", "/demand/1/2026-11-23/phone/2026-11-23"): SEES,
    ("GET", "/demand/1/2026-11-23/phone/2026-11-23/why"): SEES,
    ("POST", "/demand/special-days"): LEAD,
    ("POST", "/demand/special-days/2147483646/remove"): LEAD,
    ("GET", "/demand/public-holidays"): LEAD,
    ("POST", "/demand/public-holidays"): LEAD,
    ("GET", "/demand/plans/2147483646"): SEES,
    ("GET", "/demand/plans/2147483646/progress"): SEES,
    ("POST", "/demand/plans/2147483646/cancel"): LEAD,
    ("GET", "/contacts"): SEES,
    ("POST", "/contacts/types"): LEAD,
    ("GET", "/contacts/reasons"): SEES,
    ("POST", "/contacts/reasons/2147483646"): LEAD,
    ("GET", "/contacts/import"): LEAD,
    ("POST", "/contacts/import"): LEAD,
    ("GET", "/contacts/example.csv"): LEAD,
    ("GET", "/contacts/imports/2147483646"): SEES,
    ("GET", "/contacts/imports/2147483646/progress"): SEES,
    ("POST", "/contacts/imports/2147483646/cancel"): LEAD,
}
