"""The tables that the kernel fills for one person at a time, and the weeks that come out of it.

A value is in minutes of shortage. ``NEVER`` stands for what must not be; sums that contain it stay far below ``HOPELESS``.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import compiled
from scheduling.rostering.tours.crew import ABSENT, Crew

NEVER = -1e18
HOPELESS = -1e15
ARRIVAL_FIELDS = 7
"""Of a shift in the tables: slots, paid units, kind, next position, dates off before it; the last two again after a long rest."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Parts = npt.NDArray[np.float32]


class Scratch(NamedTuple):
    """Room for one thread's tables, sized for the largest person of a crew."""

    value: Floats
    locked_before: Ints
    starts_before: Ints
    unbroken: Codes
    locked_break: Ints
    switch_at: Floats
    block_value: Floats
    fresh_value: Floats
    role_best: Floats
    stretch: Floats
    before_pause: Floats
    shift_value: Floats
    arrival: Ints
    idle_value: Floats
    week_value: Floats
    reached: Codes
    position_slot: Ints
    position_at: Ints
    codes: Codes
    shifts: Ints
    choice: Ints


class Week(NamedTuple):
    """The weeks of all people: a code for each slot, how presence is shared there, and each shift's start, length and paid units.

    ``split`` has the part of a person that each option of the slot's role has; it has no options where nobody shares their presence.
    """

    codes: Codes
    split: Parts
    shifts: Ints
    shift_count: Ints
    own_cost: Floats


def new_scratch(crew: Crew) -> Scratch:
    """Allocate the tables that ``best_week`` fills for people of ``crew``."""
    slots = crew.last_slot + 1
    roles = int(np.diff(crew.first_role).max(initial=1))
    positions = int(crew.start_kind.astype(bool).sum(axis=1).max(initial=0)) + 1
    width = int((crew.state_units_to - crew.state_units_from + 1).sum(axis=1).max(initial=1))
    stretch = int(crew.stretch_max.max(initial=1)) + 1
    return Scratch(
        value=np.zeros((roles, slots)),
        locked_before=np.zeros(slots + 1, np.int64),
        starts_before=np.zeros(slots + 1, np.int64),
        unbroken=np.zeros(slots + 1, np.int8),
        locked_break=np.zeros(slots + 1, np.int64),
        switch_at=np.zeros(slots),
        block_value=np.zeros((roles, slots)),
        fresh_value=np.zeros((roles, slots)),
        role_best=np.zeros(roles),
        stretch=np.full((slots, stretch), NEVER),
        before_pause=np.full((max(1, crew.pause_id.shape[2]), slots), NEVER),
        shift_value=np.full((positions, crew.length.shape[1] + 1), NEVER),
        arrival=np.zeros((positions, crew.length.shape[1] + 1, ARRIVAL_FIELDS), np.int64),
        idle_value=np.zeros(positions),
        week_value=np.full((positions, width), NEVER),
        reached=np.zeros((positions, crew.state_accepts.shape[1]), np.int8),
        position_slot=np.zeros(positions, np.int64),
        position_at=np.zeros(slots + 1, np.int64),
        codes=np.zeros(slots, np.int8),
        shifts=np.zeros((crew.shifts_max, 3), np.int64),
        choice=np.zeros((roles + 1, stretch), np.int64),
    )


def new_week(crew: Crew, people: int) -> Week:
    """The weeks of ``people`` people who are absent all week."""
    return Week(
        codes=np.full((people, crew.last_slot + 1), ABSENT, np.int8),
        split=np.zeros((people, crew.slots, crew.options_max if crew.options_max > 1 else 0), np.float32),
        shifts=np.zeros((people, crew.shifts_max, 3), np.int64),
        shift_count=np.zeros(people, np.int64),
        own_cost=np.zeros(people),
    )


@compiled
def copy_row(target, at, source, row):
    """Copy one person's week."""
    target.split[at] = source.split[row]
    target.codes[at] = source.codes[row]
    target.shifts[at] = source.shifts[row]
    target.shift_count[at] = source.shift_count[row]
    target.own_cost[at] = source.own_cost[row]
