"""Where each role begins, and which addresses a sign-in may lead to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from wfm.core.access import Actor, Role
from wfm.core.errors import NotAllowed

# Somebody with several roles begins where the first of them does.
START_OF_ROLE: Mapping[Role, str] = MappingProxyType(
    {
        Role.LEAD: "solves.weeks",
        Role.AGENT: "calendars.my_week",
        Role.HR: "agent_skills.matrix",
        Role.ADMINISTRATOR: "solves.weeks",
    }
)


def start_of(actor: Actor) -> str:
    """The address where this actor begins. Raises NotAllowed where they hold no role."""
    for role, endpoint in START_OF_ROLE.items():
        if role in actor.roles:
            return url_for(endpoint)
    raise NotAllowed(_("Your account has no role yet; an administrator can give it one."))


def local_address(given: str | None) -> str | None:
    """The address if it leads to this service, so that a forged link cannot send people elsewhere after they signed in."""
    if not given or not given.startswith("/") or given.startswith("//") or "\\" in given or not given.isprintable():
        return None
    parts = urlsplit(given)
    return None if parts.scheme or parts.netloc else given
