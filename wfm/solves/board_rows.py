"""A board as it is drawn: one row a person, one cell a day, shifts where they lie on the axis of a zone. Plain data for templates."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from flask_babel import gettext as _

from scheduling.timegrid import to_local
from wfm.core.formats import clock, weekday
from wfm.core.intervals import Interval
from wfm.rosters.axis import AxisDay, days_of, night_percents
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.work_marks import WorkMark, mark_of_activity
from wfm.solves.board import BoardPerson, BoardSegment, BoardShift

# Below these lengths a letter, or a name, has no room in a block.
LETTER_MINUTES_WEEK = 90
LETTER_MINUTES_DAY = 25
NAME_MINUTES_A_CHARACTER = 11

NightPattern = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a shift, drawn from `x` on for `width` percent of a day. `text` is what has room in it."""

    kind: SegmentKind
    mark: WorkMark
    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One shift, its clock times in the zone of its row's axis; with the weekday where it started on another day than its cell's.

    `from_minute` and `until_minute` count from 1970 in UTC, as pages name instants.
    """

    x: float
    width: float
    starts: str
    ends: str
    words: str
    blocks: tuple[Block, ...]
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person, which begins at `from_minute`, counted from 1970 in UTC."""

    local_date: date
    from_minute: int
    hours: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One person. `night` numbers the pattern of the hours that are night where they live; `days` are those of the row's axis."""

    person: BoardPerson
    marks: tuple[WorkMark, ...]
    night: int
    days: tuple[AxisDay, ...]

    @property
    def is_below_contract(self) -> bool:
        return self.person.week_minutes is not None and self.person.paid_minutes < self.person.week_minutes[0]

    @property
    def shifts(self) -> tuple[BoardShift, ...]:
        """Those that the row shows."""
        belongs = _overlaps if len(self.days) == 1 else _starts
        return tuple(shift for shift in self.person.shifts if any(belongs(shift, day) for day in self.days))

    @property
    def is_off(self) -> bool:
        return not self.shifts


class RowMaker:
    """Draws rows for the dates shown. `zone` None draws everybody in their own zone. `nights` holds the patterns that rows number."""

    def __init__(self, *, dates: Sequence[date], zone: str | None, marks: Mapping[str, WorkMark], home_zones: Iterable[str]) -> None:
        self.nights: list[NightPattern] = []
        self._dates = tuple(dates)
        self._zone = zone
        self._marks = marks
        self._rest = WorkMark(_("break"), "", 0)
        self._days_of_zone: dict[str, tuple[tuple[AxisDay, ...], int]] = {}
        # In one order, so that a row drawn later has the same numbers as those of the page.
        for home_zone in sorted(home_zones):
            self._days(home_zone)

    def row(self, person: BoardPerson) -> Row:
        days, night = self._days(person.zone)
        marks = tuple(self._marks[skill.work_type] for skill in person.skills if skill.work_type in self._marks)
        return Row(person, marks, night, days)

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """What the row shows, day by day."""
        belongs = _overlaps if self._is_one_day else _starts
        return tuple(
            Cell(
                day.local_date,
                minute_of(day.starts_at),
                day.hours,
                tuple(self._bar(shift, day) for shift in row.person.shifts if belongs(shift, day)),
            )
            for day in row.days
        )

    def key(self, row: Row) -> Hashable:
        """What the drawing of a row depends on, beside the language."""
        return row, self._dates, self._zone, tuple(self._marks.items())

    @property
    def _is_one_day(self) -> bool:
        return len(self._dates) == 1

    def _days(self, home_zone: str) -> tuple[tuple[AxisDay, ...], int]:
        """The days of a row's axis and the number of its night pattern; the same for everybody of a home zone."""
        if home_zone not in self._days_of_zone:
            days, pattern = _axis_of(self._dates, self._zone or home_zone, home_zone)
            if pattern not in self.nights:
                self.nights.append(pattern)
            self._days_of_zone[home_zone] = (days, self.nights.index(pattern))
        return self._days_of_zone[home_zone]

    def _bar(self, shift: BoardShift, day: AxisDay) -> Bar:
        return Bar(
            x=day.percent_at(shift.starts_at),
            width=day.percent_of(shift.ends_at - shift.starts_at),
            starts=_clock_on(shift.starts_at, day),
            ends=clock(shift.ends_at, day.zone),
            words=", ".join(self._words(segment, day) for segment in shift.segments),
            blocks=tuple(self._block(segment, day) for segment in shift.segments),
            from_minute=minute_of(shift.starts_at),
            until_minute=minute_of(shift.ends_at),
        )

    def _block(self, segment: BoardSegment, day: AxisDay) -> Block:
        mark = self._mark(segment)
        starts_at, ends_at = segment.starts_at, segment.ends_at
        if self._is_one_day:  # what lies beyond the day is not seen, so that names stand in the middle of what is
            starts_at, ends_at = max(starts_at, day.starts_at), max(min(ends_at, day.ends_at), day.starts_at)
        length = ends_at - starts_at
        return Block(
            kind=segment.kind,
            mark=mark,
            x=day.percent_at(starts_at),
            width=max(0.0, day.percent_of(length)),
            text="" if segment.kind is SegmentKind.BREAK else self._text(mark, length.total_seconds() / 60),
        )

    def _words(self, segment: BoardSegment, day: AxisDay) -> str:
        return f"{self._mark(segment).name} {clock(segment.starts_at, day.zone)}–{clock(segment.ends_at, day.zone)}"

    def _mark(self, segment: BoardSegment) -> WorkMark:
        if segment.kind is SegmentKind.BREAK:
            return self._rest
        return self._marks.get(segment.code or "") or mark_of_activity(segment.name or "?")

    def _text(self, mark: WorkMark, minutes: float) -> str:
        if self._is_one_day and minutes >= NAME_MINUTES_A_CHARACTER * len(mark.name):
            return mark.name
        return mark.letters if minutes >= (LETTER_MINUTES_DAY if self._is_one_day else LETTER_MINUTES_WEEK) else ""


@lru_cache(maxsize=512)
def _axis_of(dates: tuple[date, ...], zone: str, home_zone: str) -> tuple[tuple[AxisDay, ...], NightPattern]:
    """The days of an axis, and where it is night at home on them."""
    days = days_of(dates, zone=zone)
    return days, night_percents(days, zone=home_zone) if days else ()


def minute_of(instant: datetime) -> int:
    """Minutes since 1970 in UTC."""
    return int(instant.timestamp()) // 60


def works_in(person: BoardPerson, spans: Iterable[Interval]) -> bool:
    """Whether somebody is on shift in any of these spans."""
    return any(shift.starts_at < span.ends_at and span.starts_at < shift.ends_at for span in spans for shift in person.shifts)


def _clock_on(instant: datetime, day: AxisDay) -> str:
    local_date = to_local(instant, zone=day.zone).date()
    told = clock(instant, day.zone)
    return told if local_date == day.local_date else f"{weekday(local_date)} {told}"


def _starts(shift: BoardShift, day: AxisDay) -> bool:
    return day.starts_at <= shift.starts_at < day.ends_at


def _overlaps(shift: BoardShift, day: AxisDay) -> bool:
    return shift.starts_at < day.ends_at and day.starts_at < shift.ends_at
