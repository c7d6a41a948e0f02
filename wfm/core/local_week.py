"""Stretches of wall-clock time on a weekday or a date, and the instants they stand for in a zone.

A stretch whose end is at or before its start ends on the next day; from 00:00 to 00:00 is a whole day. A boundary that the
clocks jump over moves forward by the jump, one that exists twice is the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from scheduling.timegrid import start_of_day, to_instant, to_local
from wfm.core.checks import check_between, check_quarter_hour
from wfm.core.intervals import Interval, intersect

MIDNIGHT = time(0, 0)
FAR = timedelta(days=2)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class WeeklyStretch:
    """From `local_start` until before `local_end`, beginning on each ISO weekday `weekday`; on quarters of an hour."""

    weekday: int
    local_start: time
    local_end: time

    def __post_init__(self) -> None:
        check_between("weekday", self.weekday, 1, 7)
        check_quarter_hour("local_start", self.local_start)
        check_quarter_hour("local_end", self.local_end)

    def to_json(self) -> dict[str, Any]:
        return {"weekday": self.weekday, "local_start": f"{self.local_start:%H:%M}", "local_end": f"{self.local_end:%H:%M}"}

    @staticmethod
    def from_json(value: dict[str, Any]) -> WeeklyStretch:
        return WeeklyStretch(value["weekday"], time.fromisoformat(value["local_start"]), time.fromisoformat(value["local_end"]))


@dataclass(frozen=True, slots=True)
class DateRange:
    """Local dates from `valid_from` until before `valid_until`; without an end it is open."""

    valid_from: date
    valid_until: date | None = None

    @staticmethod
    def of_one_day(local_date: date) -> DateRange:
        return DateRange(local_date, local_date + ONE_DAY)

    def holds(self, local_date: date) -> bool:
        return self.valid_from <= local_date and (self.valid_until is None or local_date < self.valid_until)

    def overlaps(self, other: DateRange) -> bool:
        starts_in_time = other.valid_until is None or self.valid_from < other.valid_until
        return starts_in_time and (self.valid_until is None or other.valid_from < self.valid_until)


def stretch_on(local_date: date, local_start: time, local_end: time, *, zone: str) -> Interval:
    """The instants of a stretch that begins on a date. Empty (start not before end) where the clocks jump over all of it."""
    end_date = local_date if local_end > local_start else local_date + ONE_DAY
    return Interval(_instant(local_date, local_start, zone), _instant(end_date, local_end, zone))


def whole_days(first_date: date, last_date: date, *, zone: str) -> Interval:
    """All of these local dates, the last one included."""
    return Interval(start_of_day(first_date, zone=zone), start_of_day(last_date + ONE_DAY, zone=zone))


def weekly_intervals(stretches: Iterable[WeeklyStretch], *, zone: str, window: Interval) -> tuple[Interval, ...]:
    """The instants of weekly stretches within a window."""
    by_weekday: dict[int, list[WeeklyStretch]] = {}
    for stretch in stretches:
        by_weekday.setdefault(stretch.weekday, []).append(stretch)
    found = (
        stretch_on(day, stretch.local_start, stretch.local_end, zone=zone)
        for day in dates_touching(window, zone=zone)
        for stretch in by_weekday.get(day.isoweekday(), ())
    )
    return intersect(found, (window,))


def dates_touching(window: Interval, *, zone: str) -> tuple[date, ...]:
    """Every local date on which a stretch may begin that reaches into the window: the day before it counts too."""
    first = to_local(window.starts_at, zone=zone).date() - ONE_DAY
    last = to_local(window.ends_at - datetime.resolution, zone=zone).date()
    return tuple(first + timedelta(days=at) for at in range((last - first).days + 1))


def date_range_interval(dates: DateRange, *, zone: str, window: Interval) -> Interval:
    """The instants of a range of local dates within a window; empty (start not before end) where they do not meet."""
    starts_at, ends_at = window
    # No zone is two days from UTC, so a date further away needs no look at what the zone's clocks did in its year.
    if dates.valid_from >= starts_at.date() - FAR:
        starts_at = max(starts_at, _instant(dates.valid_from, MIDNIGHT, zone))
    if dates.valid_until is not None and dates.valid_until <= ends_at.date() + FAR:
        ends_at = min(ends_at, _instant(dates.valid_until, MIDNIGHT, zone))
    return Interval(starts_at, ends_at)


@lru_cache(maxsize=65536)
def _instant(local_date: date, local: time, zone: str) -> datetime:
    if local == MIDNIGHT:
        return start_of_day(local_date, zone=zone)
    return to_instant(datetime.combine(local_date, local), zone=zone).instant
