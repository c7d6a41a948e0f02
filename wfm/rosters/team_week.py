"""The published week of a team's people, whatever roster groups they work for, each on their own local dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local, week_of
from wfm.agents.models import Agent, Team, TeamMembership
from wfm.availability.kinds import TimeOffState
from wfm.availability.models import TimeOff
from wfm.availability.queries import time_off_by_agent
from wfm.core.access import Actor
from wfm.core.intervals import Interval
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import PublishedShift, published_shifts, segments_of_shifts
from wfm.rosters.titles import Titles

FIRST_WEEKDAY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShift:
    """A presence, with what it is for in the order of the day, each named once."""

    starts_at: datetime
    ends_at: datetime
    paid_minutes: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """A local date of somebody with the shifts that start on it; on time off approved for any of it they are away."""

    local_date: date
    shifts: tuple[TeamShift, ...]
    is_time_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    agent_id: int
    display_name: str
    zone: str
    days: tuple[TeamDay, ...]

    @property
    def paid_minutes(self) -> int:
        return sum(shift.paid_minutes for day in self.days for shift in day.shifts)


def teams_seen_by(session: Session, *, actor: Actor) -> Sequence[Team]:
    """The teams that the actor looks after, by name; all of them for who looks after everybody."""
    asked = select(Team).order_by(Team.name)
    return session.scalars(asked if actor.roster_group_ids is None else asked.where(Team.id.in_(actor.team_ids))).all()


def team_week(session: Session, *, team_id: int, local_date: date) -> tuple[Member, ...]:
    """What is published for the people of a team in the week, Monday to Sunday, that holds the date; by name. A fixed number of
    questions for a team of any size."""
    first = local_date - timedelta(days=local_date.isoweekday() - FIRST_WEEKDAY)
    dates = [first + timedelta(days=at) for at in range(7)]
    agents = _members(session, team_id, dates[0], dates[-1])
    # A zone is at most a day away from UTC, so this holds every local date of everybody.
    week = week_of(first, zone="UTC", week_starts_on=FIRST_WEEKDAY)
    window = Interval(week.starts_at - timedelta(days=1), week.ends_at + timedelta(days=1))
    ids = [agent.id for agent in agents]
    shifts = published_shifts(session, agent_ids=ids, window=window)
    segments = segments_of_shifts(session, shift_ids=[shift.shift_id for shift in shifts])
    titles = Titles(session, (part for found in segments.values() for part in found))
    leave = time_off_by_agent(session, agent_ids=ids, window=window, states=[TimeOffState.APPROVED])

    def told(shift: PublishedShift) -> TeamShift:
        named = (titles.of(part).name for part in segments.get(shift.shift_id, ()) if part.kind is not SegmentKind.BREAK)
        names = tuple(dict.fromkeys(name for name in named if name))
        return TeamShift(starts_at=shift.starts_at, ends_at=shift.ends_at, paid_minutes=shift.paid_minutes, names=names)

    zones = {agent.id: agent.zone for agent in agents}
    starting: dict[tuple[int, date], list[TeamShift]] = defaultdict(list)
    for shift in shifts:
        starting[shift.agent_id, to_local(shift.starts_at, zone=zones[shift.agent_id]).date()].append(told(shift))

    def day_of(agent: Agent, day: date) -> TeamDay:
        is_away = any(_holds(row, day, agent.zone) for row in leave.get(agent.id, ()))
        return TeamDay(local_date=day, shifts=tuple(starting.get((agent.id, day), ())), is_time_off=is_away)

    return tuple(
        Member(agent_id=agent.id, display_name=agent.display_name, zone=agent.zone, days=tuple(day_of(agent, day) for day in dates))
        for agent in agents
    )


def _members(session: Session, team_id: int, first: date, last: date) -> Sequence[Agent]:
    """Who belongs to the team on one of the dates."""
    member_ids = select(TeamMembership.agent_id).where(
        TeamMembership.team_id == team_id,
        TeamMembership.valid_from <= last,
        or_(TeamMembership.valid_until.is_(None), TeamMembership.valid_until > first),
    )
    asked = select(Agent).where(Agent.is_active, Agent.id.in_(member_ids))
    return session.scalars(asked.order_by(Agent.display_name, Agent.id)).all()


def _holds(row: TimeOff, day: date, zone: str) -> bool:
    first, last = (to_local(instant, zone=zone).date() for instant in (row.starts_at, row.ends_at - timedelta(microseconds=1)))
    return first <= day <= last
