"""Ways into the service, in a closed list."""

from enum import StrEnum


class SignInWay(StrEnum):
    DEMO = "demo"
    PASSWORD = "password"  # noqa: S105  the name of a way in, not a password
    PROVIDER = "provider"
