"""Reads about people for those who look after them: the list, one person, and what a file would do."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from skills.profiles import SkillRating as Rated
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent, Contract, RosterGroup, RosterGroupMembership, Team, TeamMembership
from wfm.agents.queries import contracts_by_agent, group_history
from wfm.availability.models import AvailabilityPattern
from wfm.availability.queries import patterns_by_agent
from wfm.catalog.models import WorkType
from wfm.core.access import Actor
from wfm.core.errors import NotFound
from wfm.core.local_week import DateRange
from wfm.people.comparing import Comparison, Line
from wfm.people.file_reading import read_sheets
from wfm.people.kinds import LineState
from wfm.people.known import LONG_AGO, known_people
from wfm.people.models import PeopleFile
from wfm.people.person_cells import Belonging, cells_of_person, details_of, employment_of
from wfm.rosters.models import Activity
from wfm.rosters.queries import partners_of, weekly_activities

COLLEAGUES_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What storing a file would do, line by line."""

    lines: tuple[Line, ...]

    @property
    def counts(self) -> Mapping[LineState, int]:
        return Counter(line.state for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """Changes where the file would do something else than was shown."""
        told = "\n".join(f"{line.sheet}/{line.number}/{line.state}/{line.changes}/{line.faults}" for line in self.lines)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """A line of the list of people."""

    agent: Agent
    group_name: str | None
    team_names: tuple[str, ...]
    week_minutes_max: int | None
    skill_count: int
    has_pattern: bool


def preview_of(session: Session, *, name: str, content: bytes, actor: Actor, on: date) -> Preview:
    """What a file would do today. Raises InvalidInput where it cannot be read at all."""
    sheets = read_sheets(name, content)
    emails = {row.cells.get("email", "").lower() for sheet in sheets for row in sheet.rows}
    comparison = Comparison(known_people(session, emails=emails, actor=actor, on=on), on=on)
    return Preview(lines=tuple(comparison.line(sheet.kind, row) for sheet in sheets for row in sheet.rows))


def find_people_file(session: Session, *, file_id: int, actor: Actor) -> PeopleFile:
    """A file that the actor uploaded. Raises NotFound."""
    found = session.get(PeopleFile, file_id)
    if found is None or found.uploaded_by_id != actor.id:
        raise NotFound(_("There is no such file."))
    return found


def people_page(
    session: Session, *, actor: Actor, on: date, text: str = "", group_id: int | None = None, offset: int, limit: int
) -> tuple[list[ListedPerson], int]:
    """A page of the people the actor looks after, by name, and how many there are."""
    asked = select(Agent).where(_looked_after(actor, on))
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        asked = asked.where(or_(Agent.display_name.ilike(like), Agent.email.ilike(like), Agent.zone.ilike(like)))
    if group_id is not None:
        asked = asked.where(Agent.id.in_(select(RosterGroupMembership.agent_id).where(_in_group(group_id, on))))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    agents = session.scalars(asked.order_by(Agent.display_name, Agent.id).offset(offset).limit(limit)).all()
    return _listed(session, agents, on), total


def find_person(session: Session, *, agent_id: int, actor: Actor, on: date) -> Agent:
    """A person the actor looks after. Raises NotFound for anybody else, there or not."""
    found = session.scalars(select(Agent).where(Agent.id == agent_id, _looked_after(actor, on))).one_or_none()
    if found is None:
        raise NotFound(_("There is no agent %(id)s.", id=agent_id))
    return found


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """Everything about one person that those who look after them see."""

    agent: Agent
    contracts: Sequence[Contract]
    groups: Sequence[tuple[RosterGroupMembership, str]]
    teams: Sequence[tuple[TeamMembership, str]]
    ratings: Sequence[tuple[WorkType, Rated | None]]
    patterns: Sequence[AvailabilityPattern]
    weekly: Sequence[Activity]
    partners: Sequence[Agent]
    cells: Mapping[str, str]
    """The person's line in a sheet of people; the forms show it."""


def person_page(session: Session, *, agent_id: int, actor: Actor, on: date) -> PersonPage:
    """One person, with history. Raises NotFound."""
    agent = find_person(session, agent_id=agent_id, actor=actor, on=on)
    contracts = contracts_by_agent(session, agent_ids=[agent_id], dates=DateRange(LONG_AGO)).get(agent_id, ())
    group_names = dict(session.execute(select(RosterGroup.id, RosterGroup.name)).all())
    team_names = dict(session.execute(select(Team.id, Team.name)).all())
    memberships = session.scalars(
        select(TeamMembership).where(TeamMembership.agent_id == agent_id).order_by(TeamMembership.valid_from, TeamMembership.id)
    )
    profile = profiles_on(session, agent_ids=[agent_id], on=on)[agent_id]
    work_types = session.scalars(select(WorkType).where(WorkType.is_active).order_by(WorkType.name, WorkType.code))
    return PersonPage(
        agent=agent,
        contracts=contracts,
        groups=[(row, group_names[row.roster_group_id]) for row in group_history(session, agent_id=agent_id)],
        teams=[(row, team_names[row.team_id]) for row in memberships],
        ratings=[(work_type, profile.find(work_type.code)) for work_type in work_types],
        patterns=patterns_by_agent(session, agent_ids=[agent_id], dates=DateRange(LONG_AGO)).get(agent_id, ()),
        partners=_partners(session, agent_id),
        weekly=weekly_activities(session, agent_ids=[agent_id], on=on).get(agent_id, ()),
        cells=cells_of_person(details_of(agent), employment_of(contracts[-1]) if contracts else None, Belonging()),
    )


def colleagues(session: Session, *, agent_id: int, actor: Actor, on: date) -> Sequence[tuple[str, str]]:
    """Names and addresses of others whom the actor looks after, to choose from; at most COLLEAGUES_MAX."""
    asked = select(Agent.email, Agent.display_name).where(Agent.is_active, Agent.id != agent_id, _looked_after(actor, on))
    found = session.execute(asked.order_by(Agent.display_name, Agent.id).limit(COLLEAGUES_MAX))
    return [(email, name) for email, name in found]


def _partners(session: Session, agent_id: int) -> Sequence[Agent]:
    pairs = partners_of(session, agent_ids=[agent_id])
    others = [pair.partner_id if pair.agent_id == agent_id else pair.agent_id for pair in pairs]
    return session.scalars(select(Agent).where(Agent.id.in_(others)).order_by(Agent.display_name, Agent.id)).all() if others else ()


def people_sheet(session: Session, *, actor: Actor, on: date) -> list[dict[str, str]]:
    """Everybody the actor looks after as lines of a sheet of people: what comes out can be changed and brought in again."""
    emails = list(session.scalars(select(Agent.email).where(_looked_after(actor, on)).order_by(Agent.email)))
    known = known_people(session, emails=emails, actor=actor, on=on)
    return [
        cells_of_person(details_of(person.agent), employment_of(person.contracts[-1]) if person.contracts else None, person.belonging)
        for person in sorted(known.people.values(), key=lambda person: (person.agent.display_name, person.agent.id))
    ]


def _looked_after(actor: Actor, on: date) -> ColumnElement[bool]:
    if actor.roster_group_ids is None:
        return true()
    in_groups = select(RosterGroupMembership.agent_id).where(
        RosterGroupMembership.roster_group_id.in_(actor.roster_group_ids), _holds(RosterGroupMembership, on)
    )
    in_teams = select(TeamMembership.agent_id).where(TeamMembership.team_id.in_(actor.team_ids), _holds(TeamMembership, on))
    return or_(Agent.id.in_(in_groups), Agent.id.in_(in_teams))


def _in_group(group_id: int, on: date) -> ColumnElement[bool]:
    return (RosterGroupMembership.roster_group_id == group_id) & _holds(RosterGroupMembership, on)


def _holds(kind: type[RosterGroupMembership | TeamMembership], on: date) -> ColumnElement[bool]:
    """Belongs at the date or will: somebody who starts next month is looked after today."""
    return or_(kind.valid_until.is_(None), kind.valid_until > on)


def _listed(session: Session, agents: Sequence[Agent], on: date) -> list[ListedPerson]:
    ids = [agent.id for agent in agents]
    known = known_people(session, emails=[agent.email for agent in agents], actor=_EVERYBODY, on=on)
    profiles = profiles_on(session, agent_ids=ids, on=on)
    found = []
    for agent in agents:
        person = known.people[agent.email]
        contract = next((row for row in person.contracts if DateRange(row.valid_from, row.valid_until).holds(on)), None)
        found.append(
            ListedPerson(
                agent=agent,
                group_name=person.belonging.group_name or None,
                team_names=person.belonging.team_names,
                week_minutes_max=contract.week_minutes_max if contract else None,
                skill_count=len(profiles[agent.id].ratings),
                has_pattern=bool(known.patterns.get(agent.id)),
            )
        )
    return found


_EVERYBODY = Actor(id=None, name="")
