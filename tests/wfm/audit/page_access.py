"""Which roles reach the audit trail."""

from wfm.core.access import Role

MAY = {("GET", "/audit"): {Role.ADMINISTRATOR}, ("GET", "/audit.csv"): {Role.ADMINISTRATOR}}
