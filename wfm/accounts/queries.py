"""Reads of user accounts, and the actor that an account is when it signs in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from flask_babel import gettext as _
from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session, selectinload

from wfm.accounts.models import ApiToken, PasswordLink, RoleAssignment, UserAccount, UserSession
from wfm.core.access import Actor, Role
from wfm.core.errors import InvalidInput
from wfm.core.secrets import digest_of


def find_user(session: Session, *, user_id: int) -> UserAccount | None:
    """An active user with the roles held."""
    return session.scalars(
        select(UserAccount).where(UserAccount.id == user_id, UserAccount.is_active).options(selectinload(UserAccount.roles))
    ).one_or_none()


def find_user_by_email(session: Session, *, email: str) -> UserAccount | None:
    """The user of this address, active or not, with the roles held."""
    return session.scalars(
        select(UserAccount).where(UserAccount.email == email.lower()).options(selectinload(UserAccount.roles))
    ).one_or_none()


def demo_users(session: Session) -> Sequence[UserAccount]:
    """The active users that the demo sign-in offers, with the roles held."""
    asked = select(UserAccount).where(UserAccount.is_demo, UserAccount.is_active).options(selectinload(UserAccount.roles))
    return session.scalars(asked.order_by(UserAccount.id)).all()


def names_of_users(session: Session, *, user_ids: Collection[int]) -> dict[int, str]:
    """What these users are called, by id."""
    asked = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(user_ids))
    return dict(session.execute(asked).all())


def actor_of(user: UserAccount) -> Actor:
    """Who a user, read with the roles held, is to the services."""
    return Actor(
        id=user.id,
        name=user.display_name,
        roles=frozenset(held.role for held in user.roles),
        agent_id=user.agent_id,
        roster_group_ids=_groups_held_for(user.roles),
        team_ids=frozenset(held.team_id for held in user.roles if held.team_id is not None),
        locale=user.locale,
        zone=user.zone,
    )


def find_actor(session: Session, *, user_id: int) -> Actor | None:
    """Who an active user is to the services."""
    user = find_user(session, user_id=user_id)
    return None if user is None else actor_of(user)


def administrators_exist(session: Session) -> bool:
    """Whether anybody can let others in."""
    asked = select(RoleAssignment.id).join(UserAccount).where(RoleAssignment.role == Role.ADMINISTRATOR, UserAccount.is_active)
    return session.scalars(asked.limit(1)).first() is not None


def find_session(session: Session, *, secret: str, now: datetime) -> UserSession | None:
    """The session of a secret, unless it is revoked or expired."""
    asked = select(UserSession).where(UserSession.secret_hash == digest_of(secret))
    return session.scalars(asked.where(UserSession.revoked_at.is_(None), UserSession.expires_at > now)).one_or_none()


def live_sessions(session: Session, *, user_id: int, now: datetime) -> Sequence[UserSession]:
    """Where a user is signed in, the latest seen first."""
    asked = select(UserSession).where(UserSession.user_account_id == user_id, UserSession.revoked_at.is_(None))
    return session.scalars(asked.where(UserSession.expires_at > now).order_by(UserSession.last_seen_at.desc(), UserSession.id)).all()


def find_token(session: Session, *, secret: str, now: datetime) -> ApiToken | None:
    """The token of a secret, unless it was revoked or has expired."""
    asked = select(ApiToken).where(ApiToken.secret_hash == digest_of(secret), ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
    return session.scalars(asked).one_or_none()


def tokens_of(session: Session, *, user_id: int, now: datetime) -> Sequence[ApiToken]:
    """The tokens of a user that still open something, the newest first."""
    asked = select(ApiToken).where(ApiToken.user_account_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
    return session.scalars(asked.order_by(ApiToken.id.desc())).all()


def find_password_link(session: Session, *, secret: str, now: datetime) -> PasswordLink | None:
    """The link of a secret, unless it was used or has expired."""
    asked = select(PasswordLink).where(PasswordLink.secret_hash == digest_of(secret))
    return session.scalars(asked.where(PasswordLink.used_at.is_(None), PasswordLink.expires_at > now)).one_or_none()


def users_page(session: Session, *, text: str = "", offset: int = 0, limit: int = 100) -> tuple[Sequence[UserAccount], int]:
    """Users whose name or address holds a text, by name, with the roles held; and how many there are in all."""
    asked = select(UserAccount)
    if text:
        matches = UserAccount.display_name.icontains(text, autoescape=True) | UserAccount.email.icontains(text, autoescape=True)
        asked = asked.where(matches)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    shown = asked.options(selectinload(UserAccount.roles)).order_by(UserAccount.display_name, UserAccount.id).offset(offset).limit(limit)
    return session.scalars(shown).all(), total


def user_with_roles(session: Session, *, user_id: int) -> UserAccount | None:
    """A user, active or not, with the roles held."""
    return session.scalars(select(UserAccount).where(UserAccount.id == user_id).options(selectinload(UserAccount.roles))).one_or_none()


@dataclass(frozen=True, kw_only=True)
class ScopeNames:
    """What a lead can be given: roster groups and teams by id. They belong to a feature above, so their tables are named only."""

    groups: dict[int, str]
    teams: dict[int, str]


def scope_names(session: Session) -> ScopeNames:
    return ScopeNames(groups=_names(session, "roster_group"), teams=_names(session, "team"))


@overload
def find_named(session: Session, *, email: str) -> int: ...
@overload
def find_named(session: Session, *, agent_id: int | None) -> str | None: ...
def find_named(session: Session, *, email: str | None = None, agent_id: int | None = None) -> int | str | None:
    """The agent's id of an e-mail address, or the address of an id. Raises InvalidInput where no agent has the address."""
    agent = table("agent", column("id"), column("email"))
    if email is None:
        return None if agent_id is None else session.scalar(select(agent.c.email).where(agent.c.id == agent_id))
    found: int | None = session.scalar(select(agent.c.id).where(agent.c.email == email.lower()))
    if found is None:
        raise InvalidInput(_("agent is %(value)s; nobody who is rostered has this e-mail address.", value=email))
    return found


def _names(session: Session, kind: str) -> dict[int, str]:
    named = table(kind, column("id"), column("name"))
    return dict(session.execute(select(named.c.id, named.c.name).order_by(named.c.name)).all())


def _groups_held_for(roles: Iterable[RoleAssignment]) -> frozenset[int] | None:
    """None where one of the roles holds everywhere. A role limited to a team holds for no whole roster group."""
    beyond_oneself = [held for held in roles if held.role is not Role.AGENT]
    if any(held.roster_group_id is None and held.team_id is None for held in beyond_oneself):
        return None
    return frozenset(held.roster_group_id for held in beyond_oneself if held.roster_group_id is not None)
