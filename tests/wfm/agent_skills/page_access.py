"""Which roles reach the pages of skills."""

from wfm.core.access import Role

MAY = {
    ("GET", "/skills"): {Role.LEAD, Role.HR, Role.ADMINISTRATOR},
    ("GET", "/skills.csv"): {Role.LEAD, Role.HR, Role.ADMINISTRATOR},
}
