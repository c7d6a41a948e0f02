"""Instants, 15-minute slots and the local calendar of a zone. The only place that converts between zones.

Instants are aware and in UTC; spans are half-open. A slot is an integer counted from a horizon's start, negative before it.
A local time that does not exist moves forward by the length of the gap; one that exists twice is the first unless the caller
says it is the second. What happened is told by :class:`Reading`, so that callers can count and report it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.zone_offsets import DAY_SECONDS, EPOCH, UnknownZoneError, find_first_second_of, offsets_between, zone_named

__all__ = [
    "SLOT", "SLOTS_PER_DAY", "SLOTS_PER_HOUR", "SLOT_MINUTES", "SLOT_SECONDS", "Horizon", "LocalDays", "LocalReading", "OffGridError",
    "Reading", "Span", "UnknownZoneError", "iso_weekdays", "local_date_of", "local_dates", "local_days", "local_minutes", "local_spans",
    "midnights", "night_minutes", "slot_of_local", "start_of_day", "to_instant", "to_local", "week_of", "weeks_from", "zone_named",
]  # fmt: skip

SLOT_MINUTES = 15
SLOT_SECONDS = SLOT_MINUTES * 60
SLOTS_PER_HOUR = 60 // SLOT_MINUTES
SLOTS_PER_DAY = 24 * SLOTS_PER_HOUR
SLOT = timedelta(minutes=SLOT_MINUTES)
NIGHT_FROM_MINUTE = 22 * 60
NIGHT_UNTIL_MINUTE = 6 * 60

Span = tuple[int, int]
_FIRST_WEEKDAY = 4  # 1970-01-01, where days count from, was a Thursday


class OffGridError(ValueError):
    """An instant or an offset that is not on a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The span ``[starts_at, ends_at)`` between two instants on quarters of an hour, cut into slots of 15 minutes."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        """Keep both instants in UTC; refuse naive ones, ones off the grid, and an empty span."""
        for name in ("starts_at", "ends_at"):
            instant: datetime = getattr(self, name)
            if instant.tzinfo is None:
                raise ValueError(f"{name} is {instant.isoformat()}, it needs an offset such as Z")
            object.__setattr__(self, name, instant.astimezone(UTC))
            if (instant - EPOCH) % SLOT:
                raise OffGridError(f"{name} is {instant.isoformat()}, not on a quarter of an hour")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"ends_at is {self.ends_at.isoformat()}, not after starts_at {self.starts_at.isoformat()}")

    @property
    def slots(self) -> int:
        """Number of slots."""
        return (self.ends_at - self.starts_at) // SLOT

    def instant_of(self, slot: int) -> datetime:
        """The instant at which a slot starts."""
        return self.starts_at + slot * SLOT

    def slot_of(self, instant: datetime) -> int:
        """The slot that starts at this instant. Raises OffGridError."""
        slot, rest = divmod(instant - self.starts_at, SLOT)
        if rest:
            raise OffGridError(f"{instant.isoformat()} is not on a quarter of an hour")
        return slot

    def slot_containing(self, instant: datetime) -> int:
        """The slot in which this instant lies."""
        return (instant - self.starts_at) // SLOT

    def slots_touched(self, starts_at: datetime, ends_at: datetime) -> Span:
        """The slots that have some of ``[starts_at, ends_at)`` in them."""
        return self.slot_containing(starts_at), -((self.starts_at - ends_at) // SLOT)

    def contains(self, instant: datetime) -> bool:
        """Whether the instant lies in ``[starts_at, ends_at)``."""
        return self.starts_at <= instant < self.ends_at


class Reading(StrEnum):
    """How a local time was understood."""

    ONCE = "once"
    MOVED_FORWARD = "moved_forward"
    TWICE = "twice"


class LocalReading(NamedTuple):
    """The instant a local time stands for, and how it was understood."""

    instant: datetime
    reading: Reading


def to_instant(local: datetime, *, zone: str, second: bool = False) -> LocalReading:
    """The instant of a wall-clock time without a zone. ``second`` picks the later of two, and nothing else."""
    if local.tzinfo is not None:
        raise ValueError(f"{local.isoformat()} has an offset already")
    tz = zone_named(zone)
    first = local.replace(tzinfo=tz, fold=0).astimezone(UTC)
    later = local.replace(tzinfo=tz, fold=1).astimezone(UTC)
    if first == later:
        return LocalReading(first, Reading.ONCE)
    if first > later:  # within a gap the offset before it leads past the gap's end, by as much as was missing
        return LocalReading(first, Reading.MOVED_FORWARD)
    return LocalReading(later if second else first, Reading.TWICE)


def to_local(instant: datetime, *, zone: str) -> datetime:
    """The wall clock of a zone at an instant (aware, so that it cannot be mistaken for another zone's)."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no offset; an instant needs one")
    return instant.astimezone(zone_named(zone))


def _local_seconds(horizon: Horizon, first_slot: int, last_slot: int, zone: str) -> npt.NDArray[np.int64]:
    """Wall-clock seconds since 1970-01-01 00:00 local at the start of each slot in ``[first_slot, last_slot)``."""
    base = (horizon.starts_at - EPOCH) // SLOT
    seconds = (np.arange(first_slot, last_slot, dtype=np.int64) + base) * SLOT_SECONDS
    offsets = offsets_between(zone, horizon.instant_of(first_slot).year, horizon.instant_of(last_slot).year)
    return seconds + offsets.seconds[np.searchsorted(offsets.starts, seconds, side="right") - 1]


@lru_cache(maxsize=1024)
def local_dates(horizon: Horizon, *, zone: str, first_slot: int = 0, last_slot: int | None = None) -> npt.NDArray[np.datetime64]:
    """The local date of each slot's start, as ``datetime64[D]``; by default of all slots of the horizon. Read-only."""
    local = _local_seconds(horizon, first_slot, horizon.slots if last_slot is None else last_slot, zone)
    dates = (local // DAY_SECONDS).astype("datetime64[D]")
    dates.setflags(write=False)
    return dates


@lru_cache(maxsize=1024)
def local_minutes(horizon: Horizon, *, zone: str, first_slot: int = 0, last_slot: int | None = None) -> npt.NDArray[np.int64]:
    """The minute of the local day (0–1439) at each slot's start; by default of all slots of the horizon. Read-only."""
    local = _local_seconds(horizon, first_slot, horizon.slots if last_slot is None else last_slot, zone)
    minutes = local % DAY_SECONDS // 60
    minutes.setflags(write=False)
    return minutes


def iso_weekdays(dates: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """The ISO weekday (1–7) of each date."""
    weekdays: npt.NDArray[np.int64] = (dates.astype("datetime64[D]").astype(np.int64) + _FIRST_WEEKDAY - 1) % 7 + 1
    return weekdays


def local_date_of(slot: int, *, horizon: Horizon, zone: str) -> date:
    """The local date at a slot's start."""
    return to_local(horizon.instant_of(slot), zone=zone).date()


def night_minutes(span: Span, *, horizon: Horizon, zone: str) -> int:
    """Minutes of a span of slots that lie between 22:00 and 06:00 of the zone."""
    minutes = _local_seconds(horizon, span[0], span[1], zone) % DAY_SECONDS // 60
    return SLOT_MINUTES * int(np.count_nonzero((minutes >= NIGHT_FROM_MINUTE) | (minutes < NIGHT_UNTIL_MINUTE)))


class LocalDays(NamedTuple):
    """Local dates of a zone in order, and the slot of the first instant of each. A date that never was is not listed."""

    dates: tuple[date, ...]
    first_slots: tuple[int, ...]

    def index_of(self, slot: int) -> int:
        """Index of the local date in which a slot lies. Raises ValueError before the first."""
        at = bisect_right(self.first_slots, slot) - 1
        if at < 0:
            raise ValueError(f"slot {slot} lies before {self.dates[0]}, the first local date listed")
        return at


@lru_cache(maxsize=4096)
def local_days(horizon: Horizon, *, zone: str, first_slot: int, last_slot: int) -> LocalDays:
    """The local dates from the one in which ``first_slot`` lies to the first that starts at or after ``last_slot``.

    A date begins with its first instant: where the clocks jump over midnight, with the instant of the jump.
    Raises OffGridError where a zone's day does not begin on a quarter of an hour (some did, long ago).
    """
    offsets = offsets_between(zone, horizon.instant_of(first_slot).year - 1, horizon.instant_of(last_slot).year + 1)
    day = local_date_of(first_slot, horizon=horizon, zone=zone)
    dates: list[date] = []
    first_slots: list[int] = []
    while not first_slots or first_slots[-1] < last_slot:
        second = find_first_second_of(day, offsets)
        if second is not None:
            dates.append(day)
            first_slots.append(_slot_of_second(second, horizon, zone))
        day += timedelta(days=1)
    return LocalDays(tuple(dates), tuple(first_slots))


def _slot_of_second(second: int, horizon: Horizon, zone: str) -> int:
    instant = EPOCH + timedelta(seconds=second)
    slot, rest = divmod(instant - horizon.starts_at, SLOT)
    if rest:
        raise OffGridError(f"in {zone} a day begins at {instant.isoformat()}, not on a quarter of an hour")
    return slot


def midnights(horizon: Horizon, *, zone: str, first_slot: int, last_slot: int) -> tuple[int, ...]:
    """The first instant of each local date as a slot, from at or before ``first_slot`` to at or after ``last_slot``."""
    return local_days(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot).first_slots


def week_of(local_date: date, *, zone: str, week_starts_on: int) -> Horizon:
    """The week that holds a local date: from 00:00 of the ISO weekday ``week_starts_on`` (1–7), 167 to 169 h long."""
    if not 1 <= week_starts_on <= 7:
        raise ValueError(f"week_starts_on is {week_starts_on}, it lies between 1 (Monday) and 7 (Sunday)")
    first = local_date - timedelta(days=(local_date.isoweekday() - week_starts_on) % 7)
    return Horizon(start_of_day(first, zone=zone), start_of_day(first + timedelta(days=7), zone=zone))


def weeks_from(local_date: date, *, weeks: int, zone: str, week_starts_on: int) -> tuple[Horizon, tuple[Span, ...]]:
    """The horizon of ``weeks`` weeks beginning with the one that holds a local date, and each week as a span of its slots."""
    if weeks < 1:
        raise ValueError(f"weeks is {weeks}, the least is 1")
    parts = [week_of(local_date + timedelta(days=7 * at), zone=zone, week_starts_on=week_starts_on) for at in range(weeks)]
    horizon = Horizon(parts[0].starts_at, parts[-1].ends_at)
    return horizon, tuple((horizon.slot_of(part.starts_at), horizon.slot_of(part.ends_at)) for part in parts)


def start_of_day(local_date: date, *, zone: str) -> datetime:
    """The first instant of a local date, in UTC; of the next one where this date never was."""
    offsets = offsets_between(zone, local_date.year - 1, local_date.year + 1)
    second = find_first_second_of(local_date, offsets)
    if second is None:
        return start_of_day(local_date + timedelta(days=1), zone=zone)
    return EPOCH + timedelta(seconds=second)


def slot_of_local(local_date: date, minute: int, *, horizon: Horizon, zone: str) -> int:
    """The slot at which the wall clock of a zone shows a minute of a date; minutes of 1440 and more lead into the next dates."""
    days, minute_of_day = divmod(minute, 24 * 60)
    if minute_of_day == 0:
        return horizon.slot_of(start_of_day(local_date + timedelta(days=days), zone=zone))
    local = datetime.combine(local_date + timedelta(days=days), time(minute_of_day // 60, minute_of_day % 60))
    return horizon.slot_of(to_instant(local, zone=zone).instant)


def local_spans(dates: Sequence[date], minutes: Span, *, horizon: Horizon, zone: str) -> tuple[Span, ...]:
    """One span of slots a date, from the first to the second minute of the local day; empty ones (in a DST gap) left out."""
    first, last = minutes
    if not 0 <= first < last:
        raise ValueError(f"minutes is {list(minutes)}: it must start at 0 or later and end after its start")
    spans = ((slot_of_local(day, first, horizon=horizon, zone=zone), slot_of_local(day, last, horizon=horizon, zone=zone)) for day in dates)
    return tuple(span for span in spans if span[0] < span[1])
