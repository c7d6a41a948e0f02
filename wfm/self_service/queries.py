"""Reads of what one person said about themselves, and of the time off that waits for a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from scheduling.timegrid import start_of_day, to_local
from skills.profiles import SkillRating as Rated
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent, RosterGroupMembership, TeamMembership
from wfm.agents.queries import contracts_by_agent
from wfm.availability.expansion import KindOfHours
from wfm.availability.kinds import TimeOffState
from wfm.availability.models import AvailabilityException, AvailabilityPattern, TimeOff, Wish
from wfm.availability.queries import patterns_by_agent
from wfm.catalog.models import Channel, WorkType
from wfm.core.access import Actor
from wfm.core.errors import NotAllowed, NotFound
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, WeeklyStretch

CLOCKS_LOOKED_AHEAD = timedelta(days=120)
DECIDED_SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A local date on which the clocks of a zone are moved, by so many minutes: above 0 forward, and the day is shorter."""

    local_date: date
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Days off in a calendar year: allowed by the contract (None where it does not say), approved, and asked for."""

    year: int
    allowed: int | None
    approved: float
    pending: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTimeOff:
    """A request as the lead sees it: whose, and how many others of the same roster group are off then."""

    row: TimeOff
    agent: Agent
    others_off: int


def own_agent(session: Session, *, actor: Actor) -> Agent:
    """The person that the actor is rostered as. Raises NotAllowed."""
    agent = session.get(Agent, actor.agent_id) if actor.agent_id is not None else None
    if agent is None:
        raise NotAllowed(_("Your account does not belong to anybody who is rostered."))
    return agent


def own_patterns(session: Session, *, agent_id: int, since: date) -> Sequence[AvailabilityPattern]:
    """The usual weeks that hold on a date or later, by their first date."""
    return patterns_by_agent(session, agent_ids=[agent_id], dates=DateRange(since)).get(agent_id, ())


def contract_hours(session: Session, *, agent_id: int, on: date) -> tuple[KindOfHours, ...]:
    """The hours of the contract of a date: they hold while the person entered none."""
    found = contracts_by_agent(session, agent_ids=[agent_id], dates=DateRange.of_one_day(on)).get(agent_id, ())
    return tuple(KindOfHours(WeeklyStretch.from_json(told)) for contract in found[:1] for told in contract.default_hours)


def own_exceptions(session: Session, *, agent_id: int, since: date) -> Sequence[AvailabilityException]:
    asked = select(AvailabilityException).where(AvailabilityException.agent_id == agent_id, AvailabilityException.local_date >= since)
    return session.scalars(asked.order_by(AvailabilityException.local_date, AvailabilityException.local_start)).all()


def find_own_exception(session: Session, *, exception_id: int, agent_id: int) -> AvailabilityException:
    """Raises NotFound where it is not this person's."""
    found = session.get(AvailabilityException, exception_id)
    if found is None or found.agent_id != agent_id:
        raise NotFound(_("There is no exception %(id)s.", id=exception_id))
    return found


def find_own_wish(session: Session, *, wish_id: int, agent_id: int) -> Wish:
    """Raises NotFound where it is not this person's."""
    found = session.get(Wish, wish_id)
    if found is None or found.agent_id != agent_id:
        raise NotFound(_("There is no wish %(id)s.", id=wish_id))
    return found


def own_time_off(session: Session, *, agent_id: int, since: datetime) -> Sequence[TimeOff]:
    asked = select(TimeOff).where(TimeOff.agent_id == agent_id, TimeOff.ends_at > since)
    return session.scalars(asked.order_by(TimeOff.starts_at, TimeOff.id)).all()


def find_own_time_off(session: Session, *, time_off_id: int, agent_id: int) -> TimeOff:
    """Raises NotFound where it is not this person's."""
    found = session.get(TimeOff, time_off_id)
    if found is None or found.agent_id != agent_id:
        raise NotFound(_("There is no time off %(id)s.", id=time_off_id))
    return found


def allowance(session: Session, *, agent: Agent, year: int) -> Allowance:
    """How the days off of a calendar year stand, days counted in the person's zone on the weekdays Monday to Friday."""
    starts_at, ends_at = (start_of_day(date(at, 1, 1), zone=agent.zone) for at in (year, year + 1))
    rows = session.scalars(
        select(TimeOff).where(
            TimeOff.agent_id == agent.id,
            TimeOff.state.in_([TimeOffState.APPROVED, TimeOffState.PENDING]),
            TimeOff.starts_at < ends_at,
            TimeOff.ends_at > starts_at,
        )
    )
    days = {TimeOffState.APPROVED: 0.0, TimeOffState.PENDING: 0.0}
    for row in rows:
        days[row.state] += _working_days(Interval(max(row.starts_at, starts_at), min(row.ends_at, ends_at)), agent.zone)
    contracts = contracts_by_agent(session, agent_ids=[agent.id], dates=DateRange(date(year, 1, 1), date(year + 1, 1, 1))).get(agent.id, ())
    allowed = [contract.leave_days_per_year for contract in contracts if contract.leave_days_per_year is not None]
    return Allowance(
        year=year, allowed=allowed[-1] if allowed else None, approved=days[TimeOffState.APPROVED], pending=days[TimeOffState.PENDING]
    )


def own_ratings(session: Session, *, agent_id: int, on: date) -> list[tuple[WorkType, str, Rated | None]]:
    """Every active work type with its channel and the person's latest rating, by channel and name."""
    profile = profiles_on(session, agent_ids=[agent_id], on=on)[agent_id]
    asked = select(WorkType, Channel.name).join(Channel, Channel.id == WorkType.channel_id).where(WorkType.is_active)
    rows = session.execute(asked.order_by(Channel.name, WorkType.name, WorkType.code)).all()
    return [(work_type, channel, profile.find(work_type.code)) for work_type, channel in rows]


def time_off_to_decide(session: Session, *, actor: Actor) -> list[RequestedTimeOff]:
    """The requests of people the actor looks after that wait for an answer, the earliest first."""
    asked = (
        select(TimeOff, Agent)
        .join(Agent, Agent.id == TimeOff.agent_id)
        .where(TimeOff.state == TimeOffState.PENDING, _looked_after(actor))
        .order_by(TimeOff.starts_at, TimeOff.id)
    )
    return [RequestedTimeOff(row=row, agent=agent, others_off=_others_off(session, row)) for row, agent in session.execute(asked)]


def time_off_decided(session: Session, *, actor: Actor) -> list[tuple[TimeOff, Agent]]:
    """What was decided of people the actor looks after, the newest first."""
    asked = (
        select(TimeOff, Agent)
        .join(Agent, Agent.id == TimeOff.agent_id)
        .where(TimeOff.decided_at.is_not(None), _looked_after(actor))
        .order_by(TimeOff.decided_at.desc(), TimeOff.id.desc())
        .limit(DECIDED_SHOWN_MAX)
    )
    return [(row, agent) for row, agent in session.execute(asked)]


def find_time_off_to_decide(session: Session, *, time_off_id: int, actor: Actor) -> TimeOff:
    """A request of somebody the actor looks after. Raises NotFound for anybody else's."""
    asked = select(TimeOff).join(Agent, Agent.id == TimeOff.agent_id).where(TimeOff.id == time_off_id, _looked_after(actor))
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(_("There is no time off %(id)s.", id=time_off_id))
    return found


def clock_changes(zone: str, *, since: date) -> list[ClockChange]:
    """When the clocks of a zone are moved in the months ahead."""
    days = [since + timedelta(days=at) for at in range(CLOCKS_LOOKED_AHEAD.days)]
    lengths = (start_of_day(day + timedelta(days=1), zone=zone) - start_of_day(day, zone=zone) for day in days)
    usual = timedelta(days=1)
    return [
        ClockChange(day, (usual - length) // timedelta(minutes=1)) for day, length in zip(days, lengths, strict=True) if length != usual
    ]


def _working_days(span: Interval, zone: str) -> float:
    """The working days of a span; a day of which less than half is meant counts half."""
    total = 0.0
    day = to_local(span.starts_at, zone=zone).date()
    while (starts_at := start_of_day(day, zone=zone)) < span.ends_at:
        ends_at = start_of_day(day + timedelta(days=1), zone=zone)
        share = (min(ends_at, span.ends_at) - max(starts_at, span.starts_at)) / (ends_at - starts_at)
        if day.isoweekday() <= 5:
            total += 1.0 if share > 0.5 else 0.5
        day += timedelta(days=1)
    return total


def _others_off(session: Session, row: TimeOff) -> int:
    group_id = select(RosterGroupMembership.roster_group_id).where(
        RosterGroupMembership.agent_id == row.agent_id, RosterGroupMembership.valid_until.is_(None)
    )
    colleagues = select(RosterGroupMembership.agent_id).where(
        RosterGroupMembership.roster_group_id.in_(group_id), RosterGroupMembership.valid_until.is_(None)
    )
    asked = select(TimeOff.agent_id).where(
        TimeOff.state == TimeOffState.APPROVED,
        TimeOff.agent_id.in_(colleagues),
        TimeOff.agent_id != row.agent_id,
        TimeOff.starts_at < row.ends_at,
        TimeOff.ends_at > row.starts_at,
    )
    return len(set(session.scalars(asked)))


def _looked_after(actor: Actor) -> ColumnElement[bool]:
    if actor.roster_group_ids is None:
        return true()
    in_groups = select(RosterGroupMembership.agent_id).where(
        RosterGroupMembership.roster_group_id.in_(actor.roster_group_ids), RosterGroupMembership.valid_until.is_(None)
    )
    in_teams = select(TeamMembership.agent_id).where(TeamMembership.team_id.in_(actor.team_ids), TeamMembership.valid_until.is_(None))
    return or_(Agent.id.in_(in_groups), Agent.id.in_(in_teams))
