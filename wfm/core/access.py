"""Who acts, and what they may do. Every route says `@requires(...)` or `@public`; one that says neither is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_babel import gettext as _

from wfm.core.errors import NotAllowed, NotSignedIn


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    HR = "hr"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    USE_OWN_ACCOUNT = "use_own_account"
    SEE_OWN_WEEK = "see_own_week"
    TELL_OWN_WISHES = "tell_own_wishes"
    SEE_ROSTERS = "see_rosters"
    BUILD_ROSTERS = "build_rosters"
    EDIT_ROSTERS = "edit_rosters"
    FORCE_EDITS = "force_edits"
    PUBLISH_ROSTERS = "publish_rosters"
    DECIDE_TIME_OFF = "decide_time_off"
    SEE_DEMAND = "see_demand"
    MANAGE_DEMAND = "manage_demand"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    SEE_SKILLS = "see_skills"
    ASSESS_SKILLS = "assess_skills"
    MANAGE_CATALOG = "manage_catalog"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"


_EVERYBODY = frozenset({Permission.USE_OWN_ACCOUNT})
_SEES = frozenset({Permission.SEE_ROSTERS, Permission.SEE_DEMAND, Permission.SEE_PEOPLE, Permission.SEE_SKILLS})
PERMISSIONS_OF_ROLE: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.AGENT: _EVERYBODY | {Permission.SEE_OWN_WEEK, Permission.TELL_OWN_WISHES},
        Role.LEAD: _EVERYBODY
        | _SEES
        | {
            Permission.BUILD_ROSTERS,
            Permission.EDIT_ROSTERS,
            Permission.FORCE_EDITS,
            Permission.PUBLISH_ROSTERS,
            Permission.DECIDE_TIME_OFF,
            Permission.MANAGE_DEMAND,
            Permission.MANAGE_PEOPLE,
            Permission.ASSESS_SKILLS,
            Permission.MANAGE_CATALOG,
        },
        Role.HR: _EVERYBODY | _SEES | {Permission.MANAGE_PEOPLE, Permission.ASSESS_SKILLS},
        Role.ADMINISTRATOR: _EVERYBODY
        | _SEES
        | {Permission.MANAGE_PEOPLE, Permission.MANAGE_CATALOG, Permission.MANAGE_ACCOUNTS, Permission.SEE_AUDIT},
    }
)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something. `id` is the account's; a command or a job has none. `agent_id` is set for someone who is rostered.

    `roster_group_ids` are the roster groups that the roles hold for; None where they hold for all. `team_ids` are the teams a lead
    looks after beside them. `locale` and `zone` are how the person reads, where they chose. A program may have been let in to read only."""

    id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    agent_id: int | None = None
    roster_group_ids: frozenset[int] | None = None
    team_ids: frozenset[int] = frozenset()
    locale: str | None = None
    zone: str | None = None
    reads_only: bool = False

    def may(self, permission: Permission) -> bool:
        return any(permission in PERMISSIONS_OF_ROLE[role] for role in self.roles)

    def sees_group(self, roster_group_id: int) -> bool:
        return self.roster_group_ids is None or roster_group_id in self.roster_group_ids


COMMAND_LINE = Actor(id=None, name="command line", roles=frozenset(Role))
JOB = Actor(id=None, name="background job", roles=frozenset(Role))

READING = ("GET", "HEAD", "OPTIONS")
_PUBLIC = "public"
_GUARD = "__wfm_guard__"
_LOADER = "wfm_actor_loader"
View = TypeVar("View", bound=Callable[..., Any])


def requires(permission: Permission) -> Callable[[View], View]:
    """Only a signed-in actor with this permission reaches the view."""

    def mark(view: View) -> View:
        setattr(view, _GUARD, permission)
        return view

    return mark


def public(view: View) -> View:
    """Anyone reaches the view. The list of public routes is fixed by a test, so adding one is a decision."""
    setattr(view, _GUARD, _PUBLIC)
    return view


def guard_of(view: Callable[..., Any]) -> str | None:
    """What the view said: a permission, "public", or None when it said nothing. For a view class the class is asked."""
    found = getattr(view, _GUARD, None) or getattr(getattr(view, "view_class", None), _GUARD, None)
    return None if found is None else str(found)


def is_public(view: Callable[..., Any]) -> bool:
    return guard_of(view) == _PUBLIC


def set_actor_loader(app: Flask, load: Callable[[], Actor | None]) -> None:
    """The accounts feature tells here how the actor of a request is found."""
    app.extensions[_LOADER] = load


def find_current_actor() -> Actor | None:
    """The signed-in actor of this request, or None."""
    if "actor" not in g:
        load: Callable[[], Actor | None] | None = current_app.extensions.get(_LOADER)
        g.actor = load() if load is not None else None
    actor: Actor | None = g.actor
    return actor


def current_actor() -> Actor:
    """The signed-in actor of this request. Raises NotSignedIn."""
    actor = find_current_actor()
    if actor is None:
        raise NotSignedIn(_("Please sign in."))
    return actor


def init_app(app: Flask) -> None:
    app.before_request(_guard)
    app.context_processor(lambda: {"find_current_actor": find_current_actor, "Permission": Permission})
    app.view_functions["static"] = public(app.view_functions["static"])


def _guard() -> None:
    if request.endpoint is None:  # no such route: the 404 handler answers
        return
    guard = guard_of(current_app.view_functions[request.endpoint])
    if guard == _PUBLIC:
        return
    actor = current_actor()
    if guard is None or not actor.may(Permission(guard)):
        raise NotAllowed(_("You are signed in, but your role does not allow this."))
    if actor.reads_only and request.method not in READING:
        raise NotAllowed(_("This token may only read."))
