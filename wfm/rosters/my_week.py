"""One agent's published week in their own zone: when they work, on what, what they like of it, and what became of their wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local, week_of
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent
from wfm.availability.kinds import TimeOffState, WishKind
from wfm.availability.queries import time_off_by_agent, wishes_by_agent
from wfm.catalog.kinds import Stage
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval, subtract
from wfm.core.public_holidays import public_holidays
from wfm.rosters.content import SegmentContent
from wfm.rosters.kinds import ActivityKind, SegmentKind
from wfm.rosters.queries import PublishedShift, published_shifts, published_spans, segments_of_shifts
from wfm.rosters.titles import Title, Titles

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
    version_number: int
    starts_at: datetime
    ends_at: datetime
    paid_minutes: int
    segments: tuple[MySegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWish:
    """What the agent wished for, and whether the published week grants it; None while nothing is published for that time."""

    id: int
    kind: WishKind
    starts_at: datetime
    ends_at: datetime
    is_granted: bool | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDay:
    """A local date with the shifts that start on it; on time off approved for any of it the agent is away. `public_holiday` is its name
    where the agent lives."""

    local_date: date
    shifts: tuple[MyShift, ...]
    is_time_off: bool
    public_holiday: str | None


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
    def holidays(self) -> tuple[MyDay, ...]:
        """The days that are public holidays where the agent lives."""
        return tuple(day for day in self.days if day.public_holiday)

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
    holidays = public_holidays(agent.country, agent.subdivision, first=dates[0], last=dates[-1])
    days = tuple(
        MyDay(
            local_date=day,
            shifts=tuple(shift for shift in shifts if shift.starts_at.date() == day),
            is_time_off=day in away,
            public_holiday=holidays.get(day),
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
    titles = Titles(session, [segment for found in segments.values() for segment in found])
    ratings = profiles_on(session, agent_ids=[agent.id], on=to_local(window.starts_at, zone=agent.zone).date())[agent.id].ratings
    enjoyment = {rating.work_type: int(rating.enjoyment) for rating in ratings}

    def described(shift: PublishedShift) -> tuple[MySegment, ...]:
        found = segments.get(shift.shift_id, ())
        return tuple(_segment(segment, titles.of(segment), agent.zone, enjoyment) for segment in found)

    return tuple(_my_shift(shift, agent.zone, described(shift)) for shift in published)


def _my_shift(shift: PublishedShift, zone: str, segments: tuple[MySegment, ...]) -> MyShift:
    return MyShift(
        shift_id=shift.shift_id,
        published_at=shift.published_at,
        version_number=shift.version_number,
        starts_at=to_local(shift.starts_at, zone=zone),
        ends_at=to_local(shift.ends_at, zone=zone),
        paid_minutes=shift.paid_minutes,
        segments=segments,
    )


def _segment(segment: SegmentContent, title: Title, zone: str, enjoyment: Mapping[str, int]) -> MySegment:
    return MySegment(
        kind=segment.kind,
        starts_at=to_local(segment.starts_at, zone=zone),
        ends_at=to_local(segment.ends_at, zone=zone),
        is_paid=segment.is_paid,
        name=title.name,
        code=title.code,
        channel=title.channel,
        stage=title.stage,
        activity_kind=title.activity_kind,
        enjoyment=enjoyment.get(title.code or ""),
    )


def wishes_within(session: Session, *, agent: Agent, window: Interval) -> tuple[MyWish, ...]:
    """The agent's wishes that touch a window, in their zone, with what became of each."""
    shifts = my_shifts(session, agent=agent, window=window)
    return _wishes(session, agent, window, shifts, published_spans(session, agent_id=agent.id, window=window))


def _wishes(
    session: Session, agent: Agent, window: Interval, shifts: Sequence[MyShift], published: Sequence[Interval]
) -> tuple[MyWish, ...]:
    found = wishes_by_agent(session, agent_ids=[agent.id], window=window).get(agent.id, ())
    return tuple(
        MyWish(
            id=wish.id,
            kind=wish.kind,
            starts_at=to_local(wish.starts_at, zone=agent.zone),
            ends_at=to_local(wish.ends_at, zone=agent.zone),
            is_granted=_is_granted(wish.kind, Interval(wish.starts_at, wish.ends_at), shifts, published),
            note=wish.note,
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
