"""Which roles reach the pages of accounts and users. User 1 is there or not; who may not ask is told so before that is looked at."""

from wfm.core.access import Role

EVERYBODY = set(Role)
ADMINISTRATOR = {Role.ADMINISTRATOR}
MAY = {
    ("GET", "/account"): EVERYBODY,
    ("POST", "/account"): EVERYBODY,
    ("POST", "/account/password"): EVERYBODY,
    ("POST", "/account/tokens"): EVERYBODY,
    ("POST", "/account/tokens/2147483646/revoke"): EVERYBODY,
    ("GET", "/api-document"): EVERYBODY,
    ("POST", "/account/sessions/2147483646/revoke"): EVERYBODY,
    ("POST", "/account/sessions/revoke"): EVERYBODY,
    ("GET", "/users"): ADMINISTRATOR,
    ("POST", "/users"): ADMINISTRATOR,
    ("GET", "/users/new"): ADMINISTRATOR,
    ("GET", "/users/2147483646"): ADMINISTRATOR,
    ("POST", "/users/2147483646"): ADMINISTRATOR,
    ("POST", "/users/2147483646/link"): ADMINISTRATOR,
    ("POST", "/users/2147483646/switch"): ADMINISTRATOR,
    ("POST", "/users/2147483646/sessions/revoke"): ADMINISTRATOR,
}
