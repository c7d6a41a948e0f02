"""Which roles reach what the board asks while somebody edits."""

from wfm.core.access import Role

EVERYBODY_WHO_SEES_ROSTERS = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
MAY = {
    ("GET", "{week}/board/state"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/changes"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/history"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/warnings"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/shift"): {Role.LEAD},
    ("POST", "{week}/board/edits"): {Role.LEAD},
    ("POST", "{week}/board/undo"): {Role.LEAD},
    ("POST", "{week}/board/redo"): {Role.LEAD},
    ("POST", "{week}/board/draft"): {Role.LEAD},
    ("GET", "{week}/shortage"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/shortage/why"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/absence"): {Role.LEAD},
    ("POST", "{week}/absence"): {Role.LEAD},
    ("POST", "{week}/absence/cover"): {Role.LEAD},
    ("GET", "{week}/absence/proposal"): {Role.LEAD},
    ("POST", "{week}/absence/replan"): {Role.LEAD},
}
