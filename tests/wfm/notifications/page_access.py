"""Which roles reach the pages of notices."""

from wfm.core.access import Role

EVERYBODY = set(Role)
MAY = {("GET", "/notices"): EVERYBODY, ("POST", "/notices/read"): EVERYBODY, ("POST", "/notices/choice"): EVERYBODY}
