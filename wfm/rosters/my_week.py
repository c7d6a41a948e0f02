"""One agent's published week in their own zone: when they work, on what, what they like of it, and what became of their wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local, week_of
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent
from wfm.availability.kinds import TimeOffState, WishKind
from wfm.availability.queries import time_off_by_agent, wishes_by_agent
from wfm.catalog.kinds import Stage
from wfm.catalog.models import Bundle, Channel, WorkType
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval, subtract
from wfm.rosters.content import SegmentContent
from wfm.rosters.kinds import ActivityKind, SegmentKind
from wfm.rosters.models import Activity
from wfm.rosters.queries import PublishedShift, published_shifts, published_spans, segments_of_shifts

FIRST_WEEKDAY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MySegment:
    """One stretch of a shift. Work tells its channel and stage, and how gladly the agent does it (−2…+2, None where not said)."""

    kind: SegmentKind
    starts_at: datetime
    ends_at: datetime
    is_paid: bool
    name: str | None
    code: str | None = None
    channel: str | None = None
    stage: Stage | None = None
    activity_kind: ActivityKind | None = None
    enjoyment: int | None = None

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MyShift:
    """One presence. Its times are aware and in the agent's zone."""

    shift_id: int
    published_at: datetime
    starts_at: datetime
    ends_at: datetime
    paid_minutes: int
    segments: tuple[MySegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWish:
    """What the agent wished for, and whether the published week grants it; None while nothing is published for that time."""

    kind: WishKind
    starts_at: datetime
    ends_at: datetime
    is_granted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDay:
    """A local date with the shifts that start on it; on time off approved for any of it the agent is away."""

    local_date: date
    shifts: tuple[MyShift, ...]
    is_time_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWeek:
    """Seven local dates of the agent, Monday to Sunday. `is_published` when something of it is, be it that they are off."""

    agent_id: int
    display_name: str
    zone: str
    first_date: date
    is_published: bool
    days: tuple[MyDay, ...]
    wishes: tuple[MyWish, ...]

    @property
    def last_date(self) -> date:
        return self.first_date + timedelta(days=6)

    @property
    def shifts(self) -> tuple[MyShift, ...]:
        return tuple(shift for day in self.days for shift in day.shifts)

    @property
    def paid_minutes(self) -> int:
        return sum(shift.paid_minutes for shift in self.shifts)

    @property
    def enjoyed_minutes(self) -> int:
        """Minutes of work that the agent said they like or love."""
        return sum(segment.minutes for shift in self.shifts for segment in shift.segments if (segment.enjoyment or 0) > 0)


class NoSuchAgent(NotFound):
    code = "no_such_agent"


def my_week(session: Session, *, agent_id: int, local_date: date) -> MyWeek:
    """The published week that holds a local date of the agent. Raises NoSuchAgent."""
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise NoSuchAgent(_("There is no agent %(id)s.", id=agent_id))
    horizon = week_of(local_date, zone=agent.zone, week_starts_on=FIRST_WEEKDAY)
    window = Interval(horizon.starts_at, horizon.ends_at)
    shifts = my_shifts(session, agent=agent, window=window)
    published = published_spans(session, agent_id=agent_id, window=window)
    first_date = to_local(horizon.starts_at, zone=agent.zone).date()
    leave = time_off_by_agent(session, agent_ids=[agent_id], window=window, states=[TimeOffState.APPROVED]).get(agent_id, ())
    away = {day for row in leave for day in _dates(row.starts_at, row.ends_at, agent.zone)}
    dates = [first_date + timedelta(days=at) for at in range(7)]
    days = tuple(
        MyDay(
            local_date=day,
            shifts=tuple(shift for shift in shifts if shift.starts_at.date() == day),
            is_time_off=day in away,
        )
        for day in dates
    )
    return MyWeek(
        agent_id=agent.id,
        display_name=agent.display_name,
        zone=agent.zone,
        first_date=first_date,
        is_published=bool(published),
        days=days,
        wishes=_wishes(session, agent, window, shifts, published),
    )


def my_shifts(session: Session, *, agent: Agent, window: Interval) -> tuple[MyShift, ...]:
    """The agent's published shifts that touch a window, with what each block is for, in the agent's zone."""
    published = published_shifts(session, agent_ids=[agent.id], window=window)
    segments = segments_of_shifts(session, shift_ids=[shift.shift_id for shift in published])
    describe = _Descriptions(session, agent, segments, on=to_local(window.starts_at, zone=agent.zone).date())
    return tuple(_my_shift(shift, segments.get(shift.shift_id, ()), agent.zone, describe) for shift in published)


def _my_shift(shift: PublishedShift, segments: Sequence[SegmentContent], zone: str, describe: _Descriptions) -> MyShift:
    return MyShift(
        shift_id=shift.shift_id,
        published_at=shift.published_at,
        starts_at=to_local(shift.starts_at, zone=zone),
        ends_at=to_local(shift.ends_at, zone=zone),
        paid_minutes=shift.paid_minutes,
        segments=tuple(describe.segment(segment, zone) for segment in segments),
    )


class _Descriptions:
    """What the work and the activities of some segments are called, asked once for all of them."""

    def __init__(self, session: Session, agent: Agent, segments: Mapping[int, Sequence[SegmentContent]], *, on: date) -> None:
        every = [segment for found in segments.values() for segment in found]
        work = select(WorkType.id, WorkType.code, WorkType.name, WorkType.stage, Channel.name.label("channel"))
        self._work_types = {row.id: row for row in session.execute(work.join(Channel, Channel.id == WorkType.channel_id))}
        bundle_ids = {segment.bundle_id for segment in every if segment.bundle_id}
        self._bundles = {row.id: row for row in session.scalars(select(Bundle).where(Bundle.id.in_(bundle_ids)))}
        activity_ids = {segment.activity_id for segment in every if segment.activity_id}
        self._activities = {row.id: row for row in session.scalars(select(Activity).where(Activity.id.in_(activity_ids)))}
        ratings = profiles_on(session, agent_ids=[agent.id], on=on)[agent.id].ratings
        self._enjoyment = {rating.work_type: int(rating.enjoyment) for rating in ratings}

    def segment(self, segment: SegmentContent, zone: str) -> MySegment:
        starts_at, ends_at = (to_local(instant, zone=zone) for instant in (segment.starts_at, segment.ends_at))
        if segment.work_type_id is not None:
            work = self._work_types[segment.work_type_id]
            return MySegment(
                kind=segment.kind,
                starts_at=starts_at,
                ends_at=ends_at,
                is_paid=segment.is_paid,
                name=work.name,
                code=work.code,
                channel=work.channel,
                stage=work.stage,
                enjoyment=self._enjoyment.get(work.code),
            )
        named = self._bundles.get(segment.bundle_id or 0) or self._activities.get(segment.activity_id or 0)
        return MySegment(
            kind=segment.kind,
            starts_at=starts_at,
            ends_at=ends_at,
            is_paid=segment.is_paid,
            name=named.name if named else None,
            code=named.code if isinstance(named, Bundle) else None,
            activity_kind=named.kind if isinstance(named, Activity) else None,
        )


def _wishes(
    session: Session, agent: Agent, window: Interval, shifts: Sequence[MyShift], published: Sequence[Interval]
) -> tuple[MyWish, ...]:
    found = wishes_by_agent(session, agent_ids=[agent.id], window=window).get(agent.id, ())
    return tuple(
        MyWish(
            kind=wish.kind,
            starts_at=to_local(wish.starts_at, zone=agent.zone),
            ends_at=to_local(wish.ends_at, zone=agent.zone),
            is_granted=_is_granted(wish.kind, Interval(wish.starts_at, wish.ends_at), shifts, published),
        )
        for wish in found
    )


def _is_granted(kind: WishKind, wished: Interval, shifts: Sequence[MyShift], published: Sequence[Interval]) -> bool | None:
    """As the roster's score counts it: a wish to be off is kept when no shift touches it."""
    if subtract([wished], published):
        return None
    touched = any(shift.starts_at < wished.ends_at and wished.starts_at < shift.ends_at for shift in shifts)
    return touched == (kind is WishKind.WORK)


def _dates(starts_at: datetime, ends_at: datetime, zone: str) -> list[date]:
    first = to_local(starts_at, zone=zone).date()
    last = to_local(ends_at - timedelta(microseconds=1), zone=zone).date()
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]
