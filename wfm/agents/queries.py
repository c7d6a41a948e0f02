"""Reads about people. Each answers for many at once, so that no caller asks once a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from wfm.agents.models import Agent, Contract, RosterGroup, RosterGroupMembership, Team, TeamMembership
from wfm.core.local_week import DateRange
from wfm.core.saving import VALUES_PER_QUESTION

Dated = RosterGroupMembership | TeamMembership | Contract


def _touching(kind: type[Dated], dates: DateRange) -> ColumnElement[bool]:
    """Rows whose validity shares at least one date with `dates`."""
    starts_in_time: Any = True if dates.valid_until is None else kind.valid_from < dates.valid_until
    return or_(kind.valid_until.is_(None), kind.valid_until > dates.valid_from) & starts_in_time


def find_roster_group(session: Session, *, name: str) -> RosterGroup | None:
    return session.scalars(select(RosterGroup).where(RosterGroup.name == name)).one_or_none()


def roster_groups(session: Session) -> Sequence[RosterGroup]:
    return session.scalars(select(RosterGroup).order_by(RosterGroup.name)).all()


def teams(session: Session) -> Sequence[Team]:
    return session.scalars(select(Team).order_by(Team.name)).all()


def find_agent(session: Session, *, agent_id: int) -> Agent | None:
    return session.get(Agent, agent_id)


def find_agent_by_email(session: Session, *, email: str) -> Agent | None:
    return session.scalars(select(Agent).where(Agent.email == email.lower())).one_or_none()


def agent_ids_by_email(session: Session, *, emails: Collection[str]) -> dict[str, int]:
    """The ids of those of the addresses that are somebody's."""
    asked = sorted(set(emails))
    parts = [asked[at : at + VALUES_PER_QUESTION] for at in range(0, len(asked), VALUES_PER_QUESTION)]
    asked_for = (session.execute(select(Agent.email, Agent.id).where(Agent.email.in_(part))) for part in parts)
    return dict(chain.from_iterable(asked_for))


def agents_in_group(
    session: Session, *, roster_group_id: int, dates: DateRange, agent_ids: Collection[int] | None = None
) -> Sequence[Agent]:
    """Active agents who belong to the group on at least one of the dates, by name; where ids are told, only these."""
    member_ids = select(RosterGroupMembership.agent_id).where(
        RosterGroupMembership.roster_group_id == roster_group_id, _touching(RosterGroupMembership, dates)
    )
    asked = select(Agent).where(Agent.is_active, Agent.id.in_(member_ids))
    if agent_ids is not None:
        asked = asked.where(Agent.id.in_(agent_ids))
    return session.scalars(asked.order_by(Agent.display_name, Agent.id)).all()


def countries_of_agents(session: Session) -> Sequence[tuple[str, int]]:
    """The countries of active agents with how many are there, most first."""
    people = func.count()
    asked = select(Agent.country, people).where(Agent.is_active).group_by(Agent.country).order_by(people.desc(), Agent.country)
    return [(country, count) for country, count in session.execute(asked)]


def group_memberships(
    session: Session, *, roster_group_id: int, dates: DateRange, agent_ids: Collection[int] | None = None
) -> dict[int, tuple[DateRange, ...]]:
    """When each agent belongs to the group, for those who do on at least one of the dates; where ids are told, only these."""
    asked = select(RosterGroupMembership.agent_id, RosterGroupMembership.valid_from, RosterGroupMembership.valid_until).where(
        RosterGroupMembership.roster_group_id == roster_group_id, _touching(RosterGroupMembership, dates)
    )
    if agent_ids is not None:
        asked = asked.where(RosterGroupMembership.agent_id.in_(agent_ids))
    found: dict[int, list[DateRange]] = {}
    for agent_id, valid_from, valid_until in session.execute(asked.order_by(RosterGroupMembership.valid_from)):
        found.setdefault(agent_id, []).append(DateRange(valid_from, valid_until))
    return {agent_id: tuple(ranges) for agent_id, ranges in found.items()}


def find_group_of(session: Session, *, agent_id: int, on: date) -> RosterGroup | None:
    """The one roster group an agent belongs to at a date."""
    return session.scalars(
        select(RosterGroup)
        .join(RosterGroupMembership, RosterGroupMembership.roster_group_id == RosterGroup.id)
        .where(RosterGroupMembership.agent_id == agent_id, _touching(RosterGroupMembership, DateRange.of_one_day(on)))
    ).one_or_none()


def group_history(session: Session, *, agent_id: int) -> Sequence[RosterGroupMembership]:
    """An agent's memberships of roster groups, oldest first."""
    asked = select(RosterGroupMembership).where(RosterGroupMembership.agent_id == agent_id)
    return session.scalars(asked.order_by(RosterGroupMembership.valid_from)).all()


def agents_in_team(session: Session, *, team_id: int, on: date) -> Sequence[Agent]:
    member_ids = select(TeamMembership.agent_id).where(
        TeamMembership.team_id == team_id, _touching(TeamMembership, DateRange.of_one_day(on))
    )
    return session.scalars(select(Agent).where(Agent.is_active, Agent.id.in_(member_ids)).order_by(Agent.display_name, Agent.id)).all()


def team_ids_by_agent(session: Session, *, agent_ids: Collection[int], on: date) -> dict[int, frozenset[int]]:
    """The teams each agent belongs to at a date; an agent of no team is not listed."""
    asked = select(TeamMembership.agent_id, TeamMembership.team_id).where(
        TeamMembership.agent_id.in_(agent_ids), _touching(TeamMembership, DateRange.of_one_day(on))
    )
    found: dict[int, set[int]] = {}
    for agent_id, team_id in session.execute(asked):
        found.setdefault(agent_id, set()).add(team_id)
    return {agent_id: frozenset(team_ids) for agent_id, team_ids in found.items()}


def contracts_by_agent(session: Session, *, agent_ids: Collection[int], dates: DateRange) -> dict[int, tuple[Contract, ...]]:
    """Each agent's contracts that are valid on at least one of the dates, oldest first; without one an agent is not listed."""
    asked = select(Contract).where(Contract.agent_id.in_(agent_ids), _touching(Contract, dates)).order_by(Contract.valid_from)
    found: dict[int, list[Contract]] = {}
    for contract in session.scalars(asked):
        found.setdefault(contract.agent_id, []).append(contract)
    return {agent_id: tuple(contracts) for agent_id, contracts in found.items()}


def group_names_by_agent(session: Session, *, agent_ids: Collection[int], on: date) -> dict[int, str]:
    """The name of the roster group of each agent at a date; an agent of none is not listed."""
    asked = (
        select(RosterGroupMembership.agent_id, RosterGroup.name)
        .join(RosterGroup, RosterGroup.id == RosterGroupMembership.roster_group_id)
        .where(RosterGroupMembership.agent_id.in_(agent_ids), _touching(RosterGroupMembership, DateRange.of_one_day(on)))
    )
    return dict(session.execute(asked).all())


def team_names_by_agent(session: Session, *, agent_ids: Collection[int], on: date) -> dict[int, tuple[str, ...]]:
    """The names of the teams of each agent at a date, in order; an agent of none is not listed."""
    asked = (
        select(TeamMembership.agent_id, Team.name)
        .join(Team, Team.id == TeamMembership.team_id)
        .where(TeamMembership.agent_id.in_(agent_ids), _touching(TeamMembership, DateRange.of_one_day(on)))
        .order_by(Team.name)
    )
    found: dict[int, list[str]] = {}
    for agent_id, name in session.execute(asked):
        found.setdefault(agent_id, []).append(name)
    return {agent_id: tuple(names) for agent_id, names in found.items()}
