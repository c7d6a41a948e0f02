"""Which roles reach the pages of one's own week."""

from wfm.core.access import Role

MAY = {
    ("GET", "/my-week"): {Role.AGENT},
    ("GET", "/my-week/2026-11-23"): {Role.AGENT},
    ("GET", "/my-week/2026-11-23/why"): {Role.AGENT},
    ("POST", "/my-week/seen"): {Role.AGENT},
    ("GET", "/my-week/calendar"): {Role.AGENT},
    ("POST", "/my-week/calendar"): {Role.AGENT},
    ("POST", "/my-week/calendar/revoke"): {Role.AGENT},
}
