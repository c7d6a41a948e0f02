"""From minutes of a file to quarter hours since 1970 in UTC, with the local times that clock changes skip or repeat.

A local time that does not exist moves forward. One that exists twice is the first, unless the order of the file shows the
second: its times went up all along and now fall back within the repeated stretch. Both are counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduling.timegrid import SLOT_MINUTES, Reading, to_instant
from wfm.demand.time_texts import WALL_CLOCK_ZERO, Minute, UtcMinute, instant_of_minute

MOVED_FORWARD = "local_times_moved_forward"
READ_AS_FIRST = "double_local_times_read_as_first"
READ_AS_SECOND = "double_local_times_read_as_second"
DOUBLE_STRETCH_MINUTES_MAX = 180  # clocks are put back by less


class _Quarter(NamedTuple):
    first: int
    second: int
    reading: Reading


class FileOrder:
    """What the order of rows tells so far. ``repeats_count``: an equal time is a step back too, for no interval comes twice."""

    __slots__ = ("_in_order", "_previous", "_previous_is_double", "_repeats_count", "_second")

    def __init__(self, *, repeats_count: bool) -> None:
        self._repeats_count = repeats_count
        self._previous = -1
        self._previous_is_double = False
        self._in_order = True
        self._second = False

    def shows_second(self, minute: int, *, is_double: bool) -> bool:
        """Whether a local minute is the later of two. To be asked for every row, in order."""
        if minute < self._previous or (self._repeats_count and is_double and minute == self._previous):
            same_night = is_double and self._previous_is_double and self._previous - minute < DOUBLE_STRETCH_MINUTES_MAX
            if same_night and self._in_order and not self._second:
                self._second = True
            else:
                self._in_order = False
        if not is_double:
            self._second = False
        self._previous = minute
        self._previous_is_double = is_double
        return self._second and self._in_order


class Quarters:
    """Quarter hours of a file in one zone."""

    def __init__(self, *, zone: str) -> None:
        self._zone = zone
        self._known: dict[int, _Quarter] = {}
        self.counts: Counter[str] = Counter()

    def quarter_of(self, minute: Minute, order: FileOrder) -> int:
        """The quarter since 1970 in UTC in which a minute of the file lies."""
        if isinstance(minute, UtcMinute):
            return minute.minute // SLOT_MINUTES
        found = self._known.get(minute // SLOT_MINUTES)
        if found is None:
            found = self._known[minute // SLOT_MINUTES] = self._look_up(minute // SLOT_MINUTES)
        is_double = found.reading is Reading.TWICE
        second = order.shows_second(minute, is_double=is_double)
        if found.reading is Reading.ONCE:
            return found.first
        if not is_double:
            self.counts[MOVED_FORWARD] += 1
            return found.first
        self.counts[READ_AS_SECOND if second else READ_AS_FIRST] += 1
        return found.second if second else found.first

    def _look_up(self, local_quarter: int) -> _Quarter:
        local = WALL_CLOCK_ZERO + timedelta(minutes=local_quarter * SLOT_MINUTES)
        first, second = (to_instant(local, zone=self._zone, second=later) for later in (False, True))
        return _Quarter(quarter_at(first.instant), quarter_at(second.instant), first.reading)


def quarter_at(instant: datetime) -> int:
    """The quarter since 1970 in which an instant lies."""
    return (instant - instant_of_minute(0)) // timedelta(minutes=SLOT_MINUTES)


def instant_at(quarter: int) -> datetime:
    """The instant at which a quarter since 1970 starts."""
    return instant_of_minute(quarter * SLOT_MINUTES)
