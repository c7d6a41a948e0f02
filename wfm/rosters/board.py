"""The board as plain data: one row a person, one cell a day, shifts where they lie on the axis of a zone. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from scheduling.timegrid import to_local
from wfm.core.formats import clock
from wfm.core.intervals import Interval
from wfm.rosters.axis import AxisDay, days_of, night_percents
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.work_marks import WorkMark, WorkMarks

# Below these lengths a letter, or a name, has no room in a block.
LETTER_MINUTES_WEEK = 90
LETTER_MINUTES_DAY = 25
NAME_MINUTES_A_CHARACTER = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPerson:
    """Who has a row. `skills` are ids of work types; contract minutes are a week's least and most, None without a contract."""

    agent_id: int
    name: str
    zone: str
    team_ids: frozenset[int] = frozenset()
    skills: tuple[int, ...] = ()
    contract_minutes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which rows are shown; what is None or empty restricts nothing."""

    team_id: int | None = None
    work_type_id: int | None = None
    home_zone: str | None = None
    short: tuple[Interval, ...] | None = None

    def keeps(self, person: BoardPerson, content: WeekContent) -> bool:
        return (
            (self.team_id is None or self.team_id in person.team_ids)
            and (self.work_type_id is None or self.work_type_id in person.skills)
            and (self.home_zone is None or self.home_zone == person.zone)
            and (self.short is None or any(_meets(shift, span) for shift in content.shifts for span in self.short))
        )


@dataclass(frozen=True, slots=True)
class BoardBlock:
    """One stretch of a shift, drawn from `x` on for `width` percent of a day. `text` is what has room in it."""

    kind: SegmentKind
    mark: WorkMark
    x: float
    width: float
    starts: str
    ends: str
    text: str


@dataclass(frozen=True, slots=True)
class BoardShift:
    """One presence, its clock times in the zone of its row's axis."""

    x: float
    width: float
    starts: str
    ends: str
    blocks: tuple[BoardBlock, ...]


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One day of one person. `night` numbers the pattern of the hours that are night where they live."""

    local_date: date
    hours: int
    shifts: tuple[BoardShift, ...]
    night: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    person: BoardPerson
    paid_minutes: int
    marks: tuple[WorkMark, ...]
    cells: tuple[BoardCell, ...]

    @property
    def is_below_contract(self) -> bool:
        return self.person.contract_minutes is not None and self.paid_minutes < self.person.contract_minutes[0]

    @property
    def is_off(self) -> bool:
        return not any(cell.shifts for cell in self.cells)


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """People of one home zone, or, for a single day, everybody (`zone` None)."""

    zone: str | None
    rows: tuple[BoardRow, ...]


NightPattern = tuple[tuple[float, float], ...]


class Board:
    """Draws rows for the dates shown. `zone` None draws everybody in their own zone."""

    def __init__(self, *, dates: Sequence[date], zone: str | None, marks: WorkMarks) -> None:
        self.dates = tuple(dates)
        self.zone = zone
        self.marks = marks
        self.nights: list[NightPattern] = []
        self._days_of_zone: dict[str, tuple[tuple[AxisDay, int], ...]] = {}
        self._numbers: dict[NightPattern, int] = {}

    @property
    def is_one_day(self) -> bool:
        return len(self.dates) == 1

    def row(self, person: BoardPerson, content: WeekContent) -> BoardRow:
        days = self._days(person.zone)
        belongs = _overlaps if self.is_one_day else _starts
        cells = tuple(
            BoardCell(day.local_date, day.hours, tuple(self._shift(shift, day) for shift in content.shifts if belongs(shift, day)), night)
            for day, night in days
        )
        known = self.marks.work_types
        return BoardRow(person, content.paid_minutes, tuple(known[skill] for skill in person.skills if skill in known), cells)

    def _days(self, home_zone: str) -> tuple[tuple[AxisDay, int], ...]:
        """The days of a row's axis, each with the number of its night pattern; the same for everybody of a home zone."""
        if home_zone not in self._days_of_zone:
            days = days_of(self.dates, zone=self.zone or home_zone)
            self._days_of_zone[home_zone] = tuple((day, self._night_number(night_percents(day, zone=home_zone))) for day in days)
        return self._days_of_zone[home_zone]

    def _night_number(self, pattern: NightPattern) -> int:
        if pattern not in self._numbers:
            self._numbers[pattern] = len(self.nights)
            self.nights.append(pattern)
        return self._numbers[pattern]

    def _shift(self, shift: ShiftContent, day: AxisDay) -> BoardShift:
        return BoardShift(
            x=day.percent_at(shift.starts_at),
            width=day.percent_of(shift.ends_at - shift.starts_at),
            starts=clock(shift.starts_at, day.zone),
            ends=clock(shift.ends_at, day.zone),
            blocks=tuple(self._block(segment, day) for segment in shift.segments),
        )

    def _block(self, segment: SegmentContent, day: AxisDay) -> BoardBlock:
        mark = self.marks.of(segment)
        return BoardBlock(
            kind=segment.kind,
            mark=mark,
            x=day.percent_at(segment.starts_at),
            width=day.percent_of(segment.ends_at - segment.starts_at),
            starts=clock(segment.starts_at, day.zone),
            ends=clock(segment.ends_at, day.zone),
            text=self._text(mark, segment.minutes) if segment.kind is not SegmentKind.BREAK else "",
        )

    def _text(self, mark: WorkMark, minutes: int) -> str:
        if self.is_one_day and minutes >= NAME_MINUTES_A_CHARACTER * len(mark.name):
            return mark.name
        return mark.letters if minutes >= (LETTER_MINUTES_DAY if self.is_one_day else LETTER_MINUTES_WEEK) else ""


def rows_by_zone(rows: Iterable[BoardRow], *, at: datetime) -> tuple[BoardGroup, ...]:
    """Rows in groups of one home zone, from east to west as the sun goes, by name within."""

    def order(row: BoardRow) -> tuple[float, str]:
        offset = to_local(at, zone=row.person.zone).utcoffset()
        return (-offset.total_seconds() if offset else 0.0, row.person.zone)

    ordered = sorted(rows, key=lambda row: (*order(row), row.person.name))
    return tuple(BoardGroup(zone, tuple(found)) for zone, found in groupby(ordered, key=lambda row: row.person.zone))


def rows_by_start(rows: Iterable[BoardRow]) -> tuple[BoardGroup, ...]:
    """The rows of one day in the order in which people begin; who is off comes last."""

    def order(row: BoardRow) -> tuple[bool, float, str]:
        shifts = [shift.x for cell in row.cells for shift in cell.shifts]
        return (not shifts, min(shifts, default=0.0), row.person.name)

    ordered = tuple(sorted(rows, key=order))
    return (BoardGroup(None, ordered),) if ordered else ()


def contents_by_agent(contents: Iterable[WeekContent]) -> Mapping[int, WeekContent]:
    return {content.agent_id: content for content in contents}


def _meets(shift: ShiftContent, span: Interval) -> bool:
    return shift.starts_at < span.ends_at and span.starts_at < shift.ends_at


def _starts(shift: ShiftContent, day: AxisDay) -> bool:
    return day.starts_at <= shift.starts_at < day.ends_at


def _overlaps(shift: ShiftContent, day: AxisDay) -> bool:
    return shift.starts_at < day.ends_at and day.starts_at < shift.ends_at
