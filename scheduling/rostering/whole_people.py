"""What whole people can cover: the gaps between the sums of their speeds, which make the bound on shortage stronger.

A fractional roster covers 0.3 of a head by a third of somebody. A roster cannot: where only whole people serve a cell, it is covered by a
sum of their speeds, and between two neighbouring sums lies nothing. Over the sums alone, the shortage of a cell that needs n heads costs no
less than the line from the last sum below n to the first one above it: a convex cost that every roster pays and a fractional one used not
to. Small needs gain most; from some heads on, the sums lie so close that nothing is gained.
"""

from collections.abc import Collection
from math import gcd

import numpy as np
import numpy.typing as npt

from scheduling.rostering.coverage import Demand, Floats
from scheduling.rostering.tours.crew import Crew

GRAINS = 1000
"""Speeds are told in thousandths of a head."""
GRAIN_LEAST = 5
"""Where speeds have no common measure of at least so many thousandths, their sums lie too close to matter."""
HEADS_MOST = 8.0
"""Needs above this gain nothing."""
EXACT = 1e-9


def covered_by_whole_people(demand: Demand, crew: Crew, *, but_for: Collection[int]) -> Demand:
    """The same shortage, counted over what whole people can cover. ``demand`` costs nothing but shortage, each head of a row the same;
    ``but_for`` are rows whose need moves."""
    need, deep_need, shallow = demand.need.copy(), demand.need.copy(), demand.shallow.copy()
    slots = need.shape[1]
    is_free = (crew.run_end[:, :slots] > np.arange(slots)).astype(np.int64)
    for row in range(demand.work_types):
        grains = _grains_of(crew, row)
        wanted = (need[row] > 0) & (need[row] <= HEADS_MOST)
        if grains is None or row in but_for or not wanted.any():
            continue
        measure = gcd(*grains.values())
        if measure < GRAIN_LEAST:
            continue
        people = {grain: [person for person, its in grains.items() if its == grain] for grain in set(grains.values())}
        available = {grain // measure: is_free[members][:, wanted].sum(axis=0) for grain, members in people.items()}
        below, above = _neighbours(available, need[row, wanted] * GRAINS / measure)
        low, high = below * measure / GRAINS, above * measure / GRAINS
        has_gap = (need[row, wanted] - low > EXACT) & (high - need[row, wanted] > EXACT)
        cells = np.flatnonzero(wanted)[has_gap]
        low, high = low[has_gap], high[has_gap]
        shallow[row, cells] = (need[row, cells] - low) / (high - low)
        deep_need[row, cells], need[row, cells] = low, high
    return demand._replace(need=need, deep_need=deep_need, shallow=shallow)


def _grains_of(crew: Crew, row: int) -> dict[int, int] | None:
    """The speed of each person who serves a row, in grains; None where somebody shares their presence out, or has a speed in between."""
    grains: dict[int, int] = {}
    options = np.diff(crew.first_option)
    for option in np.flatnonzero(crew.option_work_type == row).tolist():
        role = int(np.searchsorted(crew.first_option, option, side="right")) - 1
        told = float(crew.option_speed[option]) * GRAINS
        if options[role] != 1 or abs(told - round(told)) > EXACT or round(told) == 0:
            return None
        person = int(np.searchsorted(crew.first_role, role, side="right")) - 1
        if grains.setdefault(person, round(told)) != round(told):
            return None
    return grains or None


def _neighbours(available: dict[int, npt.NDArray[np.int64]], need: Floats) -> tuple[Floats, Floats]:
    """By cell the last sum of units up to the need and the first from it on, the need itself where all sums lie below it."""
    largest = max(available)
    columns = int(np.ceil(need.max())) + largest + 1
    reached = np.zeros((len(need), columns), np.bool_)
    reached[:, 0] = True
    for units, heads in available.items():
        for count in range(1, min(int(heads.max(initial=0)), columns // units) + 1):
            enough = heads >= count
            reached[enough, units:] |= reached[enough, :-units]
    place = np.arange(columns)
    below = np.where(reached & (place <= need[:, None] + EXACT), place, 0).max(axis=1).astype(np.float64)
    above = np.where(reached & (place >= need[:, None] - EXACT), place, columns).min(axis=1).astype(np.float64)
    return below, np.where(above < columns, above, need)
