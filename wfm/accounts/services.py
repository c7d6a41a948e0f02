"""Writes of user accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from wfm.accounts.models import RoleAssignment, UserAccount
from wfm.accounts.queries import find_actor, find_user_by_email
from wfm.accounts.session_services import revoke_sessions
from wfm.audit.services import record, record_change, record_created, values_of
from wfm.core.access import Actor, Role
from wfm.core.checks import check_email, check_locale, check_text, check_zone
from wfm.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from wfm.core.saving import save


class LastAdministrator(Conflict):
    code = "last_administrator"


@dataclass(frozen=True, kw_only=True)
class RoleGrant:
    """A role, and where it holds: a lead's can be limited to one roster group or one team."""

    role: Role
    roster_group_id: int | None = None
    team_id: int | None = None

    def __post_init__(self) -> None:
        scopes = [name for name in ("roster_group_id", "team_id") if getattr(self, name) is not None]
        if scopes and self.role is not Role.LEAD:
            raise InvalidInput(_("%(scope)s is given, but only the role of a lead can be limited", scope=scopes[0]))
        if len(scopes) > 1:
            raise InvalidInput(_("roster_group_id and team_id are given; a role is limited by one of them"))


@dataclass(frozen=True, kw_only=True)
class UserDetails:
    """Who signs in. The e-mail address is kept in small letters; `agent_id` links to the person rostered."""

    email: str
    display_name: str
    locale: str | None = None
    zone: str | None = None
    agent_id: int | None = None
    is_demo: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", self.email.lower())
        check_email("email", self.email)
        check_text("display_name", self.display_name, longest=200)
        if self.locale is not None:
            check_locale("locale", self.locale)
        if self.zone is not None:
            check_zone("zone", self.zone)


def create_user(session: Session, *, details: UserDetails, grants: Sequence[RoleGrant], actor: Actor, now: datetime) -> UserAccount:
    """The person can sign in and has these roles. Raises InvalidInput, or Conflict where the address or the agent has an account."""
    user = UserAccount(**vars(details), created_at=now)
    save(session, user, duplicate=_("The address %(email)s or this agent has an account already.", email=details.email))
    record_created(session, user, actor=actor, now=now)
    roles = [RoleAssignment(user_account_id=user.id, **vars(grant)) for grant in grants]
    save(session, *roles, duplicate=_("A role is given twice."))
    record_created(session, *roles, actor=actor, now=now)
    return user


def create_administrator(session: Session, *, email: str, display_name: str, actor: Actor, now: datetime) -> UserAccount:
    """There is an administrator of this address. Raises InvalidInput, or Conflict where the address has an account."""
    details = UserDetails(email=email, display_name=display_name)
    return create_user(session, details=details, grants=[RoleGrant(role=Role.ADMINISTRATOR)], actor=actor, now=now)


def ensure_demo_users(
    session: Session, *, users: Sequence[tuple[UserDetails, RoleGrant]], actor: Actor, now: datetime
) -> list[UserAccount]:
    """Each of these users is offered by the demo sign-in; one whose address has an account already stays as they are."""
    found = []
    for details, grant in users:
        if not details.is_demo:
            raise InvalidInput(_("%(email)s is not marked as a demo user", email=details.email))
        known = find_user_by_email(session, email=details.email)
        found.append(known or create_user(session, details=details, grants=[grant], actor=actor, now=now))
    return found


def sign_in_demo_user(session: Session, *, user_id: int, now: datetime) -> Actor:
    """Who has signed in without a password, which is on record. Raises NotAllowed for anyone but an active demo user."""
    user = session.get(UserAccount, user_id)
    actor = find_actor(session, user_id=user_id)
    if user is None or actor is None or not user.is_demo:
        raise NotAllowed(_("Only the people of the demo can be signed in without a password."))
    user.last_signed_in_at = now
    record(session, actor=actor, action="sign_in", entity="user_account", entity_id=user_id, now=now)
    return actor


def update_user(
    session: Session, *, user_id: int, details: UserDetails, grants: Sequence[RoleGrant], actor: Actor, now: datetime
) -> UserAccount:
    """The user is as told now, with these roles and no others. Raises NotFound, InvalidInput, LastAdministrator, or Conflict where
    the address or the agent has another account."""
    user = _locked(session, user_id)
    taken = select(UserAccount.id).where(UserAccount.id != user_id, _same_person(details))
    if session.scalar(taken.limit(1)) is not None:
        raise Conflict(_("The address %(email)s or this agent has an account already.", email=details.email))
    before = _told(user)
    for name, value in vars(details).items():
        setattr(user, name, value)
    user = _give_roles(session, user, grants)
    record_change(session, user, before, _told(user), actor=actor, now=now)
    return user


def set_roles(session: Session, *, user_id: int, grants: Sequence[RoleGrant], actor: Actor, now: datetime) -> UserAccount:
    """The user has these roles and no others. Raises NotFound, InvalidInput, LastAdministrator."""
    user = _locked(session, user_id)
    before = _told(user)
    user = _give_roles(session, user, grants)
    record_change(session, user, before, _told(user), actor=actor, now=now)
    return user


def choose_settings(session: Session, *, user_id: int, locale: str | None, zone: str | None, actor: Actor, now: datetime) -> None:
    """The user reads in this language, or as the browser says; times of pages that ask for no zone are in this one. Raises InvalidInput."""
    user = session.get(UserAccount, user_id)
    if user is None:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    if locale is not None:
        check_locale("locale", locale)
    if zone is not None:
        check_zone("zone", zone)
    before = values_of(user)
    user.locale, user.zone = locale, zone
    record_change(session, user, before, actor=actor, now=now)


def deactivate_user(session: Session, *, user_id: int, actor: Actor, now: datetime) -> UserAccount:
    """The person can no longer sign in and is signed out. Raises NotFound, LastAdministrator."""
    user = _locked(session, user_id)
    if any(held.role is Role.ADMINISTRATOR for held in user.roles):
        _keep_an_administrator(session, user_id)
    before = values_of(user)
    user.is_active = False
    record_change(session, user, before, action="deactivate", actor=actor, now=now)
    revoke_sessions(session, user_id=user_id, actor=actor, now=now)
    return user


def activate_user(session: Session, *, user_id: int, actor: Actor, now: datetime) -> UserAccount:
    """The person can sign in again. Raises NotFound."""
    user = _locked(session, user_id)
    before = values_of(user)
    user.is_active = True
    record_change(session, user, before, action="activate", actor=actor, now=now)
    return user


def _give_roles(session: Session, user: UserAccount, grants: Sequence[RoleGrant]) -> UserAccount:
    wanted, held = set(grants), {_grant_of(row): row for row in user.roles}
    gone = [row for grant, row in held.items() if grant not in wanted]
    if any(row.role is Role.ADMINISTRATOR for row in gone):
        _keep_an_administrator(session, user.id)
    for row in gone:
        session.delete(row)
    new = [RoleAssignment(user_account_id=user.id, **vars(grant)) for grant in wanted if grant not in held]
    save(session, *new, duplicate=_("A role is given twice."))
    session.expire(user, ["roles"])
    return _locked(session, user.id)


def _locked(session: Session, user_id: int) -> UserAccount:
    asked = select(UserAccount).where(UserAccount.id == user_id).options(selectinload(UserAccount.roles)).with_for_update()
    user = session.scalars(asked).one_or_none()
    if user is None:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    return user


def _same_person(details: UserDetails) -> ColumnElement[bool]:
    same_address = UserAccount.email == details.email
    return same_address if details.agent_id is None else same_address | (UserAccount.agent_id == details.agent_id)


def _keep_an_administrator(session: Session, user_id: int) -> None:
    others = (
        select(RoleAssignment.id)
        .join(UserAccount, UserAccount.id == RoleAssignment.user_account_id)
        .where(RoleAssignment.role == Role.ADMINISTRATOR, UserAccount.is_active, UserAccount.id != user_id)
    )
    if session.scalar(others.limit(1)) is None:
        raise LastAdministrator(_("This is the last administrator; make somebody else one first."))


def _grant_of(row: RoleAssignment) -> RoleGrant:
    return RoleGrant(role=row.role, roster_group_id=row.roster_group_id, team_id=row.team_id)


def _told(user: UserAccount) -> dict[str, Any]:
    """What the audit trail tells of a user: the account and its roles."""
    roles = sorted(({"role": row.role, "roster_group_id": row.roster_group_id, "team_id": row.team_id} for row in user.roles), key=str)
    return values_of(user) | {"roles": roles}
