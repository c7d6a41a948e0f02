"""Proved lower bounds on the hours short: prices on cells, and every person's best week against them.

For any price π between 0 and 1 per head and slot, no legal roster is less short than
``Σ π · required − Σ over people of the most that one legal week can cover at prices π`` (Lagrangian duality). Good prices
come from block-coordinate Frank–Wolfe on the convexified problem with a smoothed shortage (Lacoste-Julien et al. 2013;
Dubois-Taine & d'Aspremont 2024). The bound holds for the roster's own mode and every hard rule; own costs are left out.

Each slot value is rounded up to a multiple of 2⁻²⁰, so that the sums inside the kernel are exact and the bound is rigorous.
"""

import numpy as np
import numpy.typing as npt

from scheduling.rostering.compiled import compiled
from scheduling.rostering.coverage import Demand
from scheduling.rostering.problem import SLOT_HOURS
from scheduling.rostering.tours.crew import Crew
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER, new_scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GRID = 2.0**20
SLACK_HOURS = 1e-6
"""Covers the rounding of the two outer sums, which are not on the grid."""
SETTLED_SHARE = 0.0005
SMOOTHING_FIRST, SMOOTHING_LAST, SMOOTHING_DECAY = 1.0, 0.02, 0.93


@compiled
def _fill_priced(crew, person, price, value):
    first = crew.first_role[person]
    slots = price.shape[1]
    for role in range(crew.first_role[person + 1] - first):
        q = crew.role_work_type[first + role]
        value[role, slots:] = 0.0
        if q < 0:
            value[role] = 0.0
            continue
        speed = crew.role_speed[first + role]
        for t in range(slots):
            value[role, t] = np.ceil(speed * price[q, t] * GRID) / GRID


@compiled
def _priced_total(crew, price, people, scratch):
    """Sum over ``people`` of the value of the best legal week at ``price``."""
    total = 0.0
    for person in people:
        _fill_priced(crew, person, price, scratch.value)
        value, _ = best_week(crew, person, scratch)
        if value > NEVER:
            total += value
    return total


@compiled
def _step_length(need, cover, toward, smoothing):
    """The share of the way from ``cover`` to ``cover + toward`` at which the smoothed shortage is least."""
    low, high = 0.0, 1.0
    for _ in range(10):
        middle = (low + high) / 2
        slope = 0.0
        for q in range(need.shape[0]):
            for t in range(need.shape[1]):
                d = toward[q, t]
                if d != 0.0:
                    slope -= d * min(1.0, max(0.0, (need[q, t] - cover[q, t] - middle * d) / smoothing))
        if slope < 0.0:
            low = middle
        else:
            high = middle
    return low


@compiled
def _frank_wolfe(crew, need, cover, share, smoothing, people, scratch, price, toward):
    """Move each person's fractional weeks (share: role × slot worked, 0–1) toward the best answer to the present prices."""
    slots = need.shape[1]
    for person in people:
        first, last = crew.first_role[person], crew.first_role[person + 1]
        for role in range(first, last):
            q = crew.role_work_type[role]
            if q >= 0:
                for t in range(slots):
                    price[q, t] = min(1.0, max(0.0, (need[q, t] - cover[q, t]) / smoothing))
        _fill_priced(crew, person, price, scratch.value)
        value, _ = best_week(crew, person, scratch)
        if value <= NEVER:
            continue
        toward[:] = 0.0
        for role in range(first, last):
            q = crew.role_work_type[role]
            if q >= 0:
                for t in range(slots):
                    worked = 1.0 if scratch.codes[t] == role - first else 0.0
                    toward[q, t] += crew.role_speed[role] * (worked - share[role, t])
        step = _step_length(need, cover, toward, smoothing)
        if step <= 0.0:
            continue
        for role in range(first, last):
            for t in range(slots):
                worked = 1.0 if scratch.codes[t] == role - first else 0.0
                share[role, t] += step * (worked - share[role, t])
        cover += step * toward


class BoundSearch:
    """Raises a proved lower bound on the hours short, a slice of work at a time.

    ``hours`` is the best bound proved so far, at least 0. A pass lets everybody move once; then the prices are evaluated.
    """

    def __init__(self, crew: Crew, demand: Demand, *, seed: int) -> None:
        """Start from nobody working and the widest smoothing. The ``crew`` must miss no legal week, see ``crew_for_bound``."""
        self.crew = crew._replace(
            switch_cost=0.0,
            minimum_cost=0.0,
            role_joy=np.zeros_like(crew.role_joy),
            wish_minutes=np.zeros_like(crew.wish_minutes),
        )
        self.need = demand.need
        self.hours = 0.0
        self.passes = 0
        self._cover = np.zeros_like(demand.need)
        self._share = np.zeros((len(crew.role_work_type), demand.need.shape[1]))
        self._price, self._toward = np.zeros_like(demand.need), np.zeros_like(demand.need)
        self._smoothing = SMOOTHING_FIRST
        self._scratch = new_scratch(self.crew)
        self._random = np.random.default_rng(seed)
        self._order: Ints = np.zeros(0, np.int64)
        self._evaluated: Floats | None = None
        self._total = 0.0
        self._next = 0
        self._ceiling = np.inf

    @property
    def is_settled(self) -> bool:
        """Whether no prices can raise the bound by more than SETTLED_SHARE of what is required.

        The fractional roster that the search holds is as little short as its cover says, and no bound of this kind can pass it.
        """
        return self._ceiling - self.hours <= SETTLED_SHARE * float(self.need.sum()) * SLOT_HOURS

    def work(self, calls: int) -> None:
        """Do about ``calls`` kernel calls."""
        people = len(self.crew.contract)
        while calls > 0 and people:
            if self._next == 0 and self._evaluated is None:
                self._order = self._random.permutation(people)
            part = self._order[self._next : self._next + calls]
            calls -= len(part)
            if self._evaluated is None:
                room = (self._scratch, self._price, self._toward)
                _frank_wolfe(self.crew, self.need, self._cover, self._share, self._smoothing, part, *room)
            else:
                self._total += float(_priced_total(self.crew, self._evaluated, part, self._scratch))
            self._next += len(part)
            if self._next >= people:
                self._finish_pass()

    def _finish_pass(self) -> None:
        self._next = 0
        if self._evaluated is None:
            self.passes += 1
            self._ceiling = min(self._ceiling, float(np.maximum(self.need - self._cover, 0.0).sum()) * SLOT_HOURS)
            raw = np.clip((self.need - self._cover) / self._smoothing, 0.0, 1.0)
            self._evaluated = np.ceil(raw * GRID) / GRID
            self._total = 0.0
            return
        proved = (float((self._evaluated * self.need).sum()) - self._total) * SLOT_HOURS - SLACK_HOURS
        self.hours = max(self.hours, proved)
        self._evaluated = None
        self._smoothing = max(SMOOTHING_LAST, self._smoothing * SMOOTHING_DECAY)
