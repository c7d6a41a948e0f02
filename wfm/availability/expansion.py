"""From what a person entered, in local time, to the instants when they can work. Pure: no database, no clock.

Hours of a date come from the pattern that is valid on it, else from the contract's default hours ("not entered"). A stretch
belongs to the date on which it begins and may pass midnight. Exceptions add or cut; approved time off and the dates of
contracts cut everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from scheduling.timegrid import SLOT, Horizon, Span
from wfm.availability.kinds import AvailabilityKind
from wfm.core.intervals import Interval, intersect, subtract, union
from wfm.core.local_week import MIDNIGHT, DateRange, WeeklyStretch, date_range_interval, dates_touching, stretch_on


@dataclass(frozen=True, slots=True)
class KindOfHours:
    """A weekly stretch and what the person says about it."""

    stretch: WeeklyStretch
    kind: AvailabilityKind = AvailabilityKind.AVAILABLE


@dataclass(frozen=True, slots=True)
class Pattern:
    """A person's usual week while it is valid; without hours they can never work."""

    valid: DateRange
    hours: tuple[KindOfHours, ...]


@dataclass(frozen=True, slots=True)
class DatedException:
    """One date that differs: the whole of it, or the stretch that begins on it (then both times are given)."""

    local_date: date
    kind: AvailabilityKind
    local_start: time | None = None
    local_end: time | None = None


@dataclass(frozen=True, slots=True)
class ContractHours:
    """When a contract is valid, and the hours that hold as long as the person entered none."""

    valid: DateRange
    default_hours: tuple[WeeklyStretch, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything that bears on when one person can work. Time off is the approved one."""

    zone: str
    contracts: tuple[ContractHours, ...]
    patterns: tuple[Pattern, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    time_off: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """The instants when a person can work, those of them they like, and the contract's dates for which they entered no pattern."""

    available: tuple[Interval, ...]
    preferred: tuple[Interval, ...]
    not_entered: tuple[date, ...]


def expand(entered: Entered, *, window: Interval) -> Availability:
    """When the person can work within a window."""
    dates = dates_touching(window, zone=entered.zone)
    hours = [told for day in dates for told in _hours_on(day, entered)]
    by_kind = {kind: [interval for told, interval in hours if told is kind] for kind in AvailabilityKind}
    under_contract = [date_range_interval(contract.valid, zone=entered.zone, window=window) for contract in entered.contracts]
    cut = by_kind[AvailabilityKind.UNAVAILABLE] + list(entered.time_off)

    def left_of(found: Iterable[Interval]) -> tuple[Interval, ...]:
        return intersect(subtract(found, cut), under_contract)

    return Availability(
        available=left_of(by_kind[AvailabilityKind.AVAILABLE] + by_kind[AvailabilityKind.PREFERRED]),
        preferred=left_of(by_kind[AvailabilityKind.PREFERRED]),
        not_entered=tuple(
            day for day in dates[1:] if _find_contract(day, entered) is not None and not any(p.valid.holds(day) for p in entered.patterns)
        ),
    )


def available_slots(intervals: Iterable[Interval], *, horizon: Horizon) -> tuple[Span, ...]:
    """The whole slots of a horizon that lie within the intervals, as the roster problem's `available` wants them."""
    start = horizon.starts_at
    spans = ((-((start - interval.starts_at) // SLOT), (interval.ends_at - start) // SLOT) for interval in union(intervals))
    return tuple(span for span in spans if span[0] < span[1])


def _hours_on(day: date, entered: Entered) -> Iterator[tuple[AvailabilityKind, Interval]]:
    for told in _usual_hours(day, entered):
        if told.stretch.weekday == day.isoweekday():
            yield told.kind, stretch_on(day, told.stretch.local_start, told.stretch.local_end, zone=entered.zone)
    for exception in entered.exceptions:
        if exception.local_date == day:
            local_start, local_end = exception.local_start or MIDNIGHT, exception.local_end or MIDNIGHT
            yield exception.kind, stretch_on(day, local_start, local_end, zone=entered.zone)


def _usual_hours(day: date, entered: Entered) -> Sequence[KindOfHours]:
    for pattern in entered.patterns:
        if pattern.valid.holds(day):
            return pattern.hours
    contract = _find_contract(day, entered)
    return () if contract is None else [KindOfHours(stretch) for stretch in contract.default_hours]


def _find_contract(day: date, entered: Entered) -> ContractHours | None:
    return next((contract for contract in entered.contracts if contract.valid.holds(day)), None)
