"""What the past says about a person: unpopular hours worked lately, and when they usually start. Derived from the history, never stored.

An hour is *unpopular* when it is a night, 22:00 to 06:00, or a Saturday or Sunday of the person's own zone.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduling.rostering.person import Person
from scheduling.rostering.roster import Span
from scheduling.timegrid import NIGHT_FROM_MINUTE, NIGHT_UNTIL_MINUTE, SLOTS_PER_DAY, Horizon, iso_weekdays, local_dates, local_minutes

LEDGER_DATES = 56
"""So many local dates before the horizon count."""
BURDEN_MAX = 4.0
SATURDAY = 6


def is_unpopular(horizon: Horizon, *, zone: str, first_slot: int, last_slot: int) -> npt.NDArray[np.bool_]:
    """For each slot from ``first_slot`` on whether it is unpopular in a zone."""
    minutes = local_minutes(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot)
    weekday = iso_weekdays(local_dates(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot))
    is_night = (minutes >= NIGHT_FROM_MINUTE) | (minutes < NIGHT_UNTIL_MINUTE)
    return is_night | (weekday >= SATURDAY)


def burdens(people: Sequence[Person], *, horizon: Horizon) -> list[float]:
    """How heavily an unpopular hour weighs for each person.

    It is what they worked of them in the last LEDGER_DATES days over the mean of all, at most BURDEN_MAX; 1 for everybody where there
    is no such past.
    """
    first = -LEDGER_DATES * SLOTS_PER_DAY
    by_zone: dict[str, npt.NDArray[np.int64]] = {}
    worked = np.zeros(len(people))
    for at, person in enumerate(people):
        if not person.history:
            continue
        if person.zone not in by_zone:
            unpopular = is_unpopular(horizon, zone=person.zone, first_slot=first, last_slot=SLOTS_PER_DAY)
            by_zone[person.zone] = np.concatenate([[0], np.cumsum(unpopular)])
        before = by_zone[person.zone]
        spans = np.clip(np.array(person.history), first, SLOTS_PER_DAY) - first
        worked[at] = (before[spans[:, 1]] - before[spans[:, 0]]).sum()
    mean = float(worked.mean()) if len(people) else 0.0
    if mean == 0.0:
        return [1.0] * len(people)
    return [float(burden) for burden in np.minimum(BURDEN_MAX, worked / mean)]


def usual_start(person: Person) -> int | None:
    """The slot of the local day at which shifts of the history start, the one nearest to all of them; None without a history."""
    if not person.history:
        return None
    of_day = slots_of_day(person, np.array([start for start, _ in person.history], np.int64))
    apart = distance(of_day[:, None], of_day[None, :]).sum(axis=1)
    return int(of_day[np.argmin(apart)])


def slots_of_day(person: Person, slots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many slots of the person's local day have gone by at each slot."""
    midnights = np.asarray(person.midnights)
    since: npt.NDArray[np.int64] = slots - midnights[np.searchsorted(midnights, slots, side="right") - 1]
    return since


def distance(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Slots between two times of day, the shorter way round the clock."""
    apart = np.abs(one - other) % SLOTS_PER_DAY
    shorter: npt.NDArray[np.int64] = np.minimum(apart, SLOTS_PER_DAY - apart)
    return shorter


def spans_of(flags: npt.NDArray[np.bool_]) -> list[Span]:
    """The runs of True as half-open spans."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]
