"""Which roles reach the pages of what has to be there first."""

from wfm.core.access import Role

SETS_UP = {Role.LEAD, Role.ADMINISTRATOR}
MAY = {
    ("GET", "/getting-started"): SETS_UP,
    ("GET", "/groups"): SETS_UP,
    ("POST", "/groups"): SETS_UP,
    ("POST", "/groups/2147483646"): SETS_UP,
    ("POST", "/groups/2147483646/presence"): SETS_UP,
    ("POST", "/groups/2147483646/presence/2147483646/remove"): SETS_UP,
    ("POST", "/teams"): SETS_UP,
    ("POST", "/teams/2147483646"): SETS_UP,
    ("GET", "/work-types"): SETS_UP,
    ("POST", "/work-types"): SETS_UP,
    ("GET", "/work-types/new"): SETS_UP,
    ("GET", "/work-types/2147483646"): SETS_UP,
    ("POST", "/work-types/2147483646"): SETS_UP,
    ("POST", "/work-types/2147483646/retire"): SETS_UP,
    ("POST", "/catalog/channels"): SETS_UP,
}
