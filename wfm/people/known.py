"""What the service knows of the people a file speaks about, asked in a handful of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.agent_skills.models import SkillRating
from wfm.agents.models import Agent, Contract, RosterGroup, RosterGroupMembership, Team, TeamMembership
from wfm.agents.queries import contracts_by_agent, roster_groups, teams
from wfm.availability.models import AvailabilityPattern
from wfm.availability.queries import pattern_of, patterns_by_agent
from wfm.catalog.models import WorkType
from wfm.core.access import Actor
from wfm.core.local_week import DateRange
from wfm.people.person_cells import Belonging

LONG_AGO = date(1900, 1, 1)
EMAILS_PER_QUESTION = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person who is there already."""

    agent: Agent
    contracts: tuple[Contract, ...]
    belonging: Belonging
    group_id: int | None
    is_looked_after: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """Everything that lines are compared with. `groups` are those the actor looks after."""

    people: Mapping[str, KnownPerson]
    groups: Mapping[str, int]
    teams: Mapping[str, int]
    work_types: Mapping[str, int]
    ratings: Mapping[tuple[int, int], Sequence[SkillRating]]
    patterns: Mapping[int, Sequence[AvailabilityPattern]]


def known_people(session: Session, *, emails: Collection[str], actor: Actor, on: date) -> Known:
    """What is known about the people of these addresses, as of a date."""
    agents = _agents(session, sorted(set(emails)))
    ids = [agent.id for agent in agents]
    contracts = contracts_by_agent(session, agent_ids=ids, dates=DateRange(LONG_AGO))
    groups = {group.id: group for group in roster_groups(session)}
    known_teams = {team.id: team for team in teams(session)}
    group_ids, team_ids = _groups_now(session, ids, on), _teams_now(session, ids, on)
    return Known(
        people={
            agent.email: KnownPerson(
                agent=agent,
                contracts=contracts.get(agent.id, ()),
                belonging=_belonging(group_ids.get(agent.id), team_ids.get(agent.id, ()), groups, known_teams),
                group_id=group_ids.get(agent.id),
                is_looked_after=_looks_after(actor, group_ids.get(agent.id), team_ids.get(agent.id, ())),
            )
            for agent in agents
        },
        groups={group.name: group.id for group in groups.values() if actor.sees_group(group.id)},
        teams={team.name: team.id for team in known_teams.values()},
        work_types=dict(session.execute(select(WorkType.code, WorkType.id).where(WorkType.is_active)).all()),
        ratings=_ratings(session, ids),
        patterns=patterns_by_agent(session, agent_ids=ids, dates=DateRange(LONG_AGO)),
    )


def is_entered(patterns: Sequence[AvailabilityPattern], valid: DateRange, hours: frozenset[object]) -> bool:
    """Whether one of the patterns says these hours for these dates already."""
    return any(DateRange(row.valid_from, row.valid_until) == valid and frozenset(pattern_of(row).hours) == hours for row in patterns)


def _agents(session: Session, emails: Sequence[str]) -> list[Agent]:
    parts = [emails[at : at + EMAILS_PER_QUESTION] for at in range(0, len(emails), EMAILS_PER_QUESTION)]
    return [agent for part in parts for agent in session.scalars(select(Agent).where(Agent.email.in_(part)))]


def _groups_now(session: Session, ids: Sequence[int], on: date) -> dict[int, int]:
    """The group of each agent at the date, else the first one they will be in."""
    asked = select(RosterGroupMembership).where(RosterGroupMembership.agent_id.in_(ids)).order_by(RosterGroupMembership.valid_from.desc())
    found: dict[int, int] = {}
    for row in session.scalars(asked):
        if row.valid_until is None or row.valid_until > on:
            found[row.agent_id] = row.roster_group_id
    return found


def _teams_now(session: Session, ids: Sequence[int], on: date) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in session.scalars(select(TeamMembership).where(TeamMembership.agent_id.in_(ids))):
        if row.valid_until is None or row.valid_until > on:
            found.setdefault(row.agent_id, []).append(row.team_id)
    return found


def _belonging(group_id: int | None, team_ids: Sequence[int], groups: Mapping[int, RosterGroup], known: Mapping[int, Team]) -> Belonging:
    names = tuple(sorted({known[team_id].name for team_id in team_ids}))
    return Belonging(group_name=groups[group_id].name if group_id is not None else "", team_names=names)


def _looks_after(actor: Actor, group_id: int | None, team_ids: Sequence[int]) -> bool:
    if actor.roster_group_ids is None:
        return True
    return group_id in actor.roster_group_ids or not actor.team_ids.isdisjoint(team_ids)


def _ratings(session: Session, ids: Sequence[int]) -> dict[tuple[int, int], list[SkillRating]]:
    asked = select(SkillRating).where(SkillRating.agent_id.in_(ids)).order_by(SkillRating.assessed_on, SkillRating.id)
    found: dict[tuple[int, int], list[SkillRating]] = {}
    for row in session.scalars(asked):
        found.setdefault((row.agent_id, row.work_type_id), []).append(row)
    return found
