"""Shifts as an iCalendar file: one event a shift, in the agent's own zone, under a name that stays when the shift is moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask_babel import gettext as _
from icalendar import Calendar, Event

from wfm.rosters.exports import ExportPerson, RosterExport

PRODUCT = "-//wfm//roster//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarBlock:
    """A stretch of a shift, by the name of what it is for."""

    starts_at: datetime
    ends_at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarShift:
    """A shift in the agent's zone (aware), and by which version it was published when. `person` is told where a file has several people."""

    agent_id: int
    person: str | None
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    number: int
    blocks: tuple[CalendarBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceShift:
    """A shift that a published version had and version `number`, of that instant, has no more in this form."""

    agent_id: int
    starts_at: datetime
    number: int
    withdrawn_at: datetime


def calendar_of(shifts: Iterable[CalendarShift], *, name: str, once: Iterable[OnceShift] = ()) -> bytes:
    """The file. A shift is known by its agent and the local date on which it starts, so another time on that date is the same event,
    with a higher sequence. A date that had a shift once and has none now is told as cancelled, so that calendars take it away."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    told: set[str] = set()
    ordered = sorted(shifts, key=lambda shift: (shift.agent_id, shift.starts_at))
    for (agent_id, local_date), on_date in groupby(ordered, key=lambda shift: (shift.agent_id, shift.starts_at.date())):
        for number, shift in enumerate(on_date, start=1):
            uid = _uid(agent_id, local_date, number)
            told.add(uid)
            calendar.add_component(_event(shift, uid=uid))
    for cancelled in sorted(once, key=lambda shift: (shift.starts_at, -shift.number)):
        uid = _uid(cancelled.agent_id, cancelled.starts_at.date(), 1)
        if uid not in told:
            told.add(uid)
            calendar.add_component(_cancelled(cancelled, uid=uid))
    calendar.add_missing_timezones(first_date=_first_date(ordered), last_date=_last_date(ordered))
    text: bytes = calendar.to_ical()
    return text


def ics_of(export: RosterExport) -> bytes:
    """Everybody's shifts in one calendar, each event naming the person."""
    shifts = [shift for person in export.people for shift in _calendar_shifts(person, export)]
    return calendar_of(shifts, name=export.week.name)


def _calendar_shifts(person: ExportPerson, export: RosterExport) -> list[CalendarShift]:
    return [
        CalendarShift(
            agent_id=person.agent_id,
            person=person.display_name if len(export.people) > 1 else None,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            published_at=export.made_at,
            number=1,
            blocks=tuple(
                CalendarBlock(starts_at=segment.starts_at, ends_at=segment.ends_at, name=segment.name) for segment in shift.segments
            ),
        )
        for shift in person.shifts
    ]


def _event(shift: CalendarShift, *, uid: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", shift.published_at)
    event.add("last-modified", shift.published_at)
    event.add("sequence", shift.number - 1)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    work = ", ".join(dict.fromkeys(block.name for block in shift.blocks if block.name)) or _("Shift")
    event.add("summary", f"{shift.person}: {work}" if shift.person else work)
    event.add("description", "\n".join(_line(block) for block in shift.blocks))
    event.add("transp", "OPAQUE")
    return event


def _cancelled(shift: OnceShift, *, uid: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", shift.withdrawn_at)
    event.add("last-modified", shift.withdrawn_at)
    event.add("sequence", shift.number - 1)
    event.add("dtstart", shift.starts_at)
    event.add("status", "CANCELLED")
    event.add("summary", _("Cancelled"))
    return event


def _line(block: CalendarBlock) -> str:
    return f"{block.starts_at:%H:%M}–{block.ends_at:%H:%M} {block.name or _('break')}"


def _uid(agent_id: int, local_date: date, number: int) -> str:
    part = "" if number == 1 else f"-{number}"
    return f"shift-{agent_id}-{local_date:%Y%m%d}{part}@wfm"


def _first_date(shifts: Sequence[CalendarShift]) -> date:
    return min((shift.starts_at.date() for shift in shifts), default=date(2000, 1, 1)) - timedelta(days=366)


def _last_date(shifts: Sequence[CalendarShift]) -> date:
    return max((shift.ends_at.date() for shift in shifts), default=date(2000, 1, 1)) + timedelta(days=366)
