"""Which weekends of the week a person must have free, by their contract and the weekends before."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scheduling.rostering.person import Person, SegmentLock, ShiftLock
from scheduling.timegrid import Horizon, iso_weekdays, local_date_of, local_dates

SATURDAY = 6
_DAYS_BEFORE_1970 = 719162
"""Ordinal days before 1970-01-01, one less, so that a week of them begins on a Monday."""


def closed_weekends(person: Person, *, horizon: Horizon, relaxed: bool) -> npt.NDArray[np.bool_]:
    """For each slot of the horizon whether a shift must not start there, because its weekend must be free.

    A week may touch two weekends by a person's own dates. Where either may be worked but not both, the one with locked work is open,
    otherwise the second, as the first is the end of one that has passed; ``relaxed`` closes neither.
    """
    contract = person.contract
    closed = np.zeros(horizon.slots, bool)
    if contract.weekends_off_min is None or contract.period_weeks is None:
        return closed
    dates = local_dates(horizon, zone=person.zone)
    numbers = np.where(iso_weekdays(dates) >= SATURDAY, (dates.astype(np.int64) + _DAYS_BEFORE_1970) // 7, -1)
    candidates = sorted({int(number) for number in numbers if number >= 0})
    past = _weekends(person, horizon, (first for first, _ in person.history))
    locked = _weekends(person, horizon, (lock.shift.slots[0] for lock in person.locks if isinstance(lock, ShiftLock)))
    most = contract.period_weeks - contract.weekends_off_min

    def is_legal(chosen: Iterable[int]) -> bool:
        new = locked | set(chosen)
        worked = past | new
        return all(sum(weekend - contract.period_weeks < other <= weekend for other in worked) <= most for weekend in new)  # type: ignore[operator]

    legal = [set(chosen) for size in range(len(candidates) + 1) for chosen in combinations(candidates, size) if is_legal(chosen)]
    needed = _weekends(person, horizon, (lock.segment.slots[0] for lock in person.locks if isinstance(lock, SegmentLock)))
    largest = max(legal, key=lambda chosen: (len(chosen & needed), len(chosen), sorted(chosen)), default=set())
    opened = set().union(*legal) if relaxed else largest
    return (numbers >= 0) & ~np.isin(numbers, sorted(opened))


def _weekends(person: Person, horizon: Horizon, starts: Iterable[int]) -> set[int]:
    """The numbers of the weekends on which shifts start."""
    dates = [local_date_of(slot, horizon=horizon, zone=person.zone) for slot in starts]
    return {(date.toordinal() - 1) // 7 for date in dates if date.isoweekday() >= SATURDAY}
