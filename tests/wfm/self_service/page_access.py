"""Which roles reach the pages at which people speak for themselves, and those of leads who answer."""

from wfm.core.access import Role

AGENT = {Role.AGENT}
MAY = {
    ("GET", "/my-availability"): AGENT,
    ("POST", "/my-availability"): AGENT,
    ("POST", "/my-availability/dates"): AGENT,
    ("POST", "/my-availability/dates/copy"): AGENT,
    ("POST", "/my-availability/dates/2147483646/remove"): AGENT,
    ("GET", "/my-wishes"): AGENT,
    ("POST", "/my-wishes"): AGENT,
    ("POST", "/my-wishes/2147483646/remove"): AGENT,
    ("GET", "/my-time-off"): AGENT,
    ("POST", "/my-time-off"): AGENT,
    ("POST", "/my-time-off/2147483646/withdraw"): AGENT,
    ("GET", "/my-liking"): AGENT,
    ("POST", "/my-liking"): AGENT,
    ("GET", "/time-off"): {Role.LEAD},
    ("POST", "/time-off/2147483646"): {Role.LEAD},
}
