"""Which roles reach the skill reports."""

from wfm.core.access import Role

SEES = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
MAY = {
    ("GET", "/reports/skills"): SEES,
    ("GET", "/reports/skills.csv"): SEES,
    ("GET", "/reports/depth"): SEES,
}
