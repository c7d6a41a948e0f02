"""A week's roster to take away: what every format is written from, with everybody's name and their own local times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.rostering.files import roster_to_json
from scheduling.timegrid import to_local
from wfm.agents.models import Agent
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent, roster_of
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import work_names
from wfm.rosters.titles import Titles, segments_of
from wfm.rosters.weeks import RosterWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSegment:
    """A block; its times are aware and in the person's zone. A break has neither code nor name."""

    kind: SegmentKind
    starts_at: datetime
    ends_at: datetime
    minutes: int
    is_paid: bool
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportShift:
    starts_at: datetime
    ends_at: datetime
    paid_minutes: int
    segments: tuple[ExportSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPerson:
    agent_id: int
    display_name: str
    email: str
    zone: str
    paid_minutes: int
    shifts: tuple[ExportShift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterExport:
    """A week to write out. `status` tells which roster it is, such as "version 2" or "draft 1"."""

    week: RosterWeek
    status: str
    made_at: datetime
    people: tuple[ExportPerson, ...]
    roster: dict[str, Any]


def export_of(session: Session, *, week: RosterWeek, contents: Sequence[WeekContent], status: str, made_at: datetime) -> RosterExport:
    """What people do in a week, ready for every format. `roster` is the same as `roster/1`; its people are named by id."""
    of_agent = {content.agent_id: content for content in contents}
    titles = Titles(session, segments_of(contents))
    asked = select(Agent).where(Agent.id.in_(of_agent)).order_by(Agent.display_name, Agent.id)
    people = tuple(_person(agent, of_agent[agent.id], titles) for agent in session.scalars(asked))
    roster = roster_of(contents, problem_name=week.name, horizon=week.horizon, names=work_names(session))
    return RosterExport(week=week, status=status, made_at=made_at, people=people, roster=roster_to_json(roster))


def _person(agent: Agent, content: WeekContent, titles: Titles) -> ExportPerson:
    return ExportPerson(
        agent_id=agent.id,
        display_name=agent.display_name,
        email=agent.email,
        zone=agent.zone,
        paid_minutes=content.paid_minutes,
        shifts=tuple(_shift(shift, agent.zone, titles) for shift in content.shifts),
    )


def _shift(shift: ShiftContent, zone: str, titles: Titles) -> ExportShift:
    return ExportShift(
        starts_at=to_local(shift.starts_at, zone=zone),
        ends_at=to_local(shift.ends_at, zone=zone),
        paid_minutes=shift.paid_minutes,
        segments=tuple(_segment(segment, zone, titles) for segment in shift.segments),
    )


def _segment(segment: SegmentContent, zone: str, titles: Titles) -> ExportSegment:
    title = titles.of(segment)
    return ExportSegment(
        kind=segment.kind,
        starts_at=to_local(segment.starts_at, zone=zone),
        ends_at=to_local(segment.ends_at, zone=zone),
        minutes=segment.minutes,
        is_paid=segment.is_paid,
        code=title.code or "",
        name=title.name or "",
    )
