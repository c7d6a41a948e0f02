"""Which roles reach the pages of people."""

from wfm.core.access import Role

LOOKS_AFTER = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
MAY = {
    ("GET", "/people"): LOOKS_AFTER,
    ("POST", "/people"): LOOKS_AFTER,
    ("GET", "/people.csv"): LOOKS_AFTER,
    ("GET", "/people/new"): LOOKS_AFTER,
    ("GET", "/people/{agent}"): LOOKS_AFTER,
    ("POST", "/people/{agent}"): LOOKS_AFTER,
    ("POST", "/people/{agent}/skills"): {Role.LEAD, Role.HR},
    ("POST", "/people/{agent}/hours"): LOOKS_AFTER,
    ("POST", "/people/{agent}/weekly"): LOOKS_AFTER,
    ("POST", "/people/{agent}/weekly/2147483646/end"): LOOKS_AFTER,
    ("POST", "/people/{agent}/partners"): LOOKS_AFTER,
    ("POST", "/people/{agent}/partners/2147483646/end"): LOOKS_AFTER,
    ("POST", "/people/{agent}/switch"): LOOKS_AFTER,
    ("GET", "/people/import"): LOOKS_AFTER,
    ("POST", "/people/import"): LOOKS_AFTER,
    ("GET", "/people/import/2147483646"): LOOKS_AFTER,
    ("POST", "/people/import/2147483646/store"): LOOKS_AFTER,
    ("POST", "/people/import/2147483646/give-up"): LOOKS_AFTER,
    ("GET", "/people/template.xlsx"): LOOKS_AFTER,
    ("GET", "/people/template/people.csv"): LOOKS_AFTER,
}
