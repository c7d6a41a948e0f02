"""Every rating that counts on a date, one record a person and work type, with the filters that reports share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from wfm.agent_skills.models import SkillRating
from wfm.agents.models import Agent, RosterGroupMembership, TeamMembership
from wfm.agents.queries import group_names_by_agent, team_names_by_agent
from wfm.catalog.models import Channel, WorkType
from wfm.core.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillFilter:
    """What a report is about: a date, and where told only one zone, team, roster group or work type, and a least level."""

    on: date
    zone: str = ""
    team_id: int | None = None
    roster_group_id: int | None = None
    work_type_id: int | None = None
    level_min: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord:
    """The latest rating of one person on one work type as of the date."""

    agent_id: int
    name: str
    email: str
    zone: str
    country: str
    group: str
    teams: str
    work_type: str
    work_name: str
    channel: str
    required_level: int
    level: int
    enjoyment: int
    speed: float | None
    assessed_on: date
    valid_until: date | None
    evidence: str
    has_lapsed: bool

    @property
    def is_qualified(self) -> bool:
        return not self.has_lapsed and self.level >= self.required_level


def skill_records(session: Session, *, wanted: SkillFilter, actor: Actor) -> tuple[SkillRecord, ...]:
    """The records of everybody the actor looks after, by name and work type; a handful of questions for any number of people."""
    agents = agents_of(session, wanted=wanted, actor=actor)
    ids = list(agents)
    groups, teams = group_names_by_agent(session, agent_ids=ids, on=wanted.on), team_names_by_agent(session, agent_ids=ids, on=wanted.on)
    asked = (
        select(SkillRating, WorkType.code, WorkType.name, WorkType.required_level, Channel.name.label("channel"))
        .join(WorkType, WorkType.id == SkillRating.work_type_id)
        .join(Channel, Channel.id == WorkType.channel_id)
        .where(SkillRating.agent_id.in_(ids), SkillRating.assessed_on <= wanted.on, WorkType.is_active)
        .order_by(SkillRating.assessed_on, SkillRating.id)
    )
    if wanted.work_type_id is not None:
        asked = asked.where(WorkType.id == wanted.work_type_id)
    latest = {(row.SkillRating.agent_id, row.code): row for row in session.execute(asked)}
    records = (
        SkillRecord(
            agent_id=agent_id,
            name=agents[agent_id].display_name,
            email=agents[agent_id].email,
            zone=agents[agent_id].zone,
            country=agents[agent_id].country,
            group=groups.get(agent_id, ""),
            teams=", ".join(teams.get(agent_id, ())),
            work_type=code,
            work_name=row.name,
            channel=row.channel,
            required_level=row.required_level,
            level=row.SkillRating.level,
            enjoyment=row.SkillRating.enjoyment,
            speed=row.SkillRating.speed,
            assessed_on=row.SkillRating.assessed_on,
            valid_until=row.SkillRating.valid_until,
            evidence=row.SkillRating.evidence,
            has_lapsed=row.SkillRating.valid_until is not None and row.SkillRating.valid_until <= wanted.on,
        )
        for (agent_id, code), row in latest.items()
    )
    kept = (record for record in records if record.level >= wanted.level_min)
    return tuple(sorted(kept, key=lambda record: (record.name, record.agent_id, record.work_name)))


def agents_of(session: Session, *, wanted: SkillFilter, actor: Actor) -> dict[int, Agent]:
    """The active people that a report is about, by id."""
    asked = select(Agent).where(Agent.is_active)
    if wanted.zone:
        asked = asked.where(Agent.zone == wanted.zone)
    if wanted.team_id is not None:
        asked = asked.where(Agent.id.in_(_members(TeamMembership.team_id.in_([wanted.team_id]), TeamMembership, wanted.on)))
    groups: Collection[int] | None = actor.roster_group_ids
    if wanted.roster_group_id is not None:
        groups = {wanted.roster_group_id} if actor.sees_group(wanted.roster_group_id) else set()
    if groups is not None:
        asked = asked.where(Agent.id.in_(_members(RosterGroupMembership.roster_group_id.in_(groups), RosterGroupMembership, wanted.on)))
    return {agent.id: agent for agent in session.scalars(asked)}


def _members(which: ColumnElement[bool], kind: type[RosterGroupMembership | TeamMembership], on: date) -> Select[int]:
    """The agents of memberships that hold on a date."""
    return select(kind.agent_id).where(which, kind.valid_from <= on, or_(kind.valid_until.is_(None), kind.valid_until > on))
