"""Which roles reach the pages of weeks, builds and boards."""

from wfm.core.access import Role

EVERYBODY_WHO_SEES_ROSTERS = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
MAY = {
    ("GET", "/weeks"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/board"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/rows"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/table"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/people/{agent}"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/roster.csv"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/versions"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/build"): {Role.LEAD},
    ("POST", "{week}/build"): {Role.LEAD},
    ("GET", "/builds/1"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/builds/1/progress"): EVERYBODY_WHO_SEES_ROSTERS,
    ("POST", "/builds/1/stop"): {Role.LEAD},
    ("POST", "/builds/1/correct"): {Role.LEAD},
    ("POST", "{week}/outlook"): {Role.LEAD},
    ("GET", "/outlooks/2147483646"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/outlooks/2147483646/progress"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/publish"): {Role.LEAD},
    ("POST", "{week}/publish"): {Role.LEAD},
    ("GET", "{week}/versions/1"): EVERYBODY_WHO_SEES_ROSTERS,
    ("POST", "{week}/versions/1/revert"): {Role.LEAD},
    ("POST", "{week}/copy"): {Role.LEAD},
    ("POST", "{week}/give-up"): {Role.LEAD},
    ("GET", "/now"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/team-week"): EVERYBODY_WHO_SEES_ROSTERS,
}
