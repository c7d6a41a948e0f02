"""Reads of user accounts, and the actor that an account is when it signs in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from wfm.accounts.models import RoleAssignment, UserAccount
from wfm.core.access import Actor, Role


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


def find_actor(session: Session, *, user_id: int) -> Actor | None:
    """Who an active user is to the services."""
    user = find_user(session, user_id=user_id)
    if user is None:
        return None
    return Actor(
        id=user.id,
        name=user.display_name,
        roles=frozenset(held.role for held in user.roles),
        agent_id=user.agent_id,
        roster_group_ids=_groups_held_for(user.roles),
    )


def _groups_held_for(roles: Iterable[RoleAssignment]) -> frozenset[int] | None:
    """None where one of the roles holds everywhere. A role limited to a team holds for no whole roster group."""
    beyond_oneself = [held for held in roles if held.role is not Role.AGENT]
    if any(held.roster_group_id is None and held.team_id is None for held in beyond_oneself):
        return None
    return frozenset(held.roster_group_id for held in beyond_oneself if held.roster_group_id is not None)
