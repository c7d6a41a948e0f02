"""Who is on now and who takes over: the published rosters of some groups around an instant, across zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.timegrid import SLOT, SLOTS_PER_HOUR, Horizon, to_local
from wfm.agents.models import Agent, RosterGroup, RosterGroupMembership
from wfm.core.intervals import Interval
from wfm.demand.queries import find_latest_requirement, requirement_curves
from wfm.rosters.content import SegmentContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import published_shifts, segments_of_shifts
from wfm.rosters.titles import Titles
from wfm.rosters.weeks import week_holding

AHEAD = timedelta(hours=24)
TAKES_OVER_WITHIN = timedelta(hours=8)
GAP_HEADS = 0.5
"""So many heads may be missing on average of an hour before it is told as a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Somebody who is on, or who comes next: what they do (None in a break), until when, and how long their shift lasts."""

    agent_id: int
    display_name: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    doing: str | None
    is_break: bool
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HourAhead:
    """An hour of the next day: people at work on average, and what it takes where somebody said so."""

    starts_at: datetime
    present: float
    required: float

    @property
    def is_short(self) -> bool:
        return self.required - self.present > GAP_HEADS


@dataclass(frozen=True, kw_only=True)
class Now:
    """The state at an instant."""

    at: datetime
    on: tuple[OnDuty, ...]
    coming: tuple[OnDuty, ...]
    hours: tuple[HourAhead, ...]


def now_of_group(session: Session, *, group: RosterGroup, at: datetime) -> Now:
    """Who of a group works at an instant, who begins in the hours after it, and the day ahead hour by hour."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    window = Interval(hour, hour + AHEAD)
    agents = _agents(session, group)
    shifts = [shift for shift in published_shifts(session, agent_ids=list(agents), window=window) if shift.roster_group_id == group.id]
    segments = segments_of_shifts(session, shift_ids=[shift.shift_id for shift in shifts])
    titles = Titles(session, [segment for found in segments.values() for segment in found])
    on: list[OnDuty] = []
    coming: list[OnDuty] = []
    for shift in shifts:
        if shift.ends_at <= at or shift.starts_at > at + TAKES_OVER_WITHIN:
            continue
        agent, parts = agents[shift.agent_id], segments.get(shift.shift_id, ())
        part = next((found for found in parts if found.ends_at > at), None)
        person = OnDuty(
            agent_id=agent.id,
            display_name=agent.display_name,
            zone=agent.zone,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            doing=titles.of(part).name if part is not None else None,
            is_break=part is not None and part.kind is SegmentKind.BREAK,
            until=part.ends_at if part is not None else shift.ends_at,
        )
        (on if shift.starts_at <= at else coming).append(person)
    return Now(
        at=at,
        on=tuple(sorted(on, key=lambda person: person.ends_at)),
        coming=tuple(sorted(coming, key=lambda person: person.starts_at)),
        hours=_hours(session, group, window, [part for found in segments.values() for part in found]),
    )


def _agents(session: Session, group: RosterGroup) -> dict[int, Agent]:
    members = select(RosterGroupMembership.agent_id).where(RosterGroupMembership.roster_group_id == group.id)
    return {agent.id: agent for agent in session.scalars(select(Agent).where(Agent.id.in_(members)))}


def _hours(session: Session, group: RosterGroup, window: Interval, segments: Sequence[SegmentContent]) -> tuple[HourAhead, ...]:
    horizon = Horizon(window.starts_at, window.ends_at)
    present, required = np.zeros(horizon.slots), np.zeros(horizon.slots)
    for segment in segments:
        if segment.kind is SegmentKind.WORK:
            first = max(0, (segment.starts_at - horizon.starts_at) // SLOT)
            present[first : max(first, (segment.ends_at - horizon.starts_at) // SLOT)] += 1
    ends = (to_local(instant, zone=group.zone).date() for instant in (window.starts_at, window.ends_at - SLOT))
    for week in {week.week_date: week for week in (week_holding(group, date) for date in ends)}.values():
        requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=week.week_date)
        if requirement is None:
            continue
        shift = (week.horizon.starts_at - horizon.starts_at) // SLOT
        into, out_of = max(0, shift), max(0, -shift)
        for need in requirement_curves(session, requirement=requirement).values():
            part = need.heads[out_of : out_of + horizon.slots - into]
            required[into : into + part.size] += part
    return tuple(
        HourAhead(
            starts_at=horizon.instant_of(slot),
            present=float(present[slot : slot + SLOTS_PER_HOUR].mean()),
            required=float(required[slot : slot + SLOTS_PER_HOUR].mean()),
        )
        for slot in range(0, horizon.slots, SLOTS_PER_HOUR)
    )
