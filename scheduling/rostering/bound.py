"""Proved lower bounds: prices on cells, and every person's best week against them.

For any price π of a head in a cell, no legal roster costs less than
``Σ over cells of the least over y of (cost(y) + π y) − Σ over people of the most that one legal week can earn at prices π`` (Lagrangian
duality), where a week earns its covered heads at their prices less what it costs by itself. Good prices come from block-coordinate
Frank–Wolfe on the convexified problem with smoothed costs (Lacoste-Julien et al. 2013; Dubois-Taine & d'Aspremont 2024). The bound
holds for the roster's own mode and every hard rule.

The same search serves two ends: the objective, in minutes of shortage, and shortage alone, where nothing but missing heads costs
anything. Each slot value is rounded up to a multiple of 2⁻²⁰, so that the sums inside the kernel are exact and the bound is rigorous.
"""

import numpy as np
import numpy.typing as npt

from scheduling.rostering.compiled import compiled
from scheduling.rostering.coverage import DEEP_SHARE, Demand, cell_cost, only_shortage, total_cost
from scheduling.rostering.problem import SLOT_HOURS
from scheduling.rostering.tours.crew import Crew
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER, new_scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GRID = 2.0**20
SLACK = 1e-5
"""Covers the rounding of the two outer sums and of own costs, which are not on the grid."""
SETTLED_SHARE = 0.0005
SMOOTHING_FIRST, SMOOTHING_LAST, SMOOTHING_DECAY = 1.0, 0.02, 0.93


@compiled
def _fill_priced(crew, person, price, value, best_option):
    """value[role, slot] at ``price``, and the option in which a person of that role earns most there."""
    slots = price.shape[1]
    for role in range(crew.first_role[person], crew.first_role[person + 1]):
        at, joy = role - crew.first_role[person], crew.role_joy[role]
        first, last = crew.first_option[role], crew.first_option[role + 1]
        if first == last:
            value[at] = joy
            continue
        value[at, slots:] = joy
        for t in range(slots):
            best, chosen = crew.option_speed[first] * price[crew.option_work_type[first], t], first
            for option in range(first + 1, last):
                here = crew.option_speed[option] * price[crew.option_work_type[option], t]
                if here > best:
                    best, chosen = here, option
            best_option[at, t] = chosen
            value[at, t] = np.ceil((best + joy) * GRID) / GRID


@compiled
def _priced_total(crew, price, people, scratch, best_option):
    """Sum over ``people`` of the value of the best legal week at ``price``."""
    total = 0.0
    for person in people:
        _fill_priced(crew, person, price, scratch.value, best_option)
        value, _ = best_week(crew, person, scratch)
        if value > NEVER:
            total += value
    return total


@compiled
def _smoothed_price(demand, q, t, cover, smoothing):
    """What a head more is worth in a cell, with the corners of its cost rounded off over ``smoothing`` heads."""
    need = demand.need[q, t]
    worth = min(1.0, max(0.0, (need - cover) / smoothing))
    worth += (demand.deep - 1.0) * min(1.0, max(0.0, (DEEP_SHARE * need - cover) / smoothing))
    over = max(0.0, cover - need)
    return demand.head_cost[q] * (worth - demand.surplus * min(1.0, over / smoothing) - 2.0 * demand.crowding * over)


@compiled
def _fill_prices(demand, q, cover, smoothing, price):
    """Fill the smoothed prices of one work type."""
    for t in range(cover.shape[1]):
        price[q, t] = _smoothed_price(demand, q, t, cover[q, t], smoothing)


@compiled
def _step_length(demand, cover, toward, dearer, smoothing):
    """The share of the way from ``cover`` to ``cover + toward`` at which the smoothed cost is least; all of it costs ``dearer`` more."""
    low, high = 0.0, 1.0
    for _ in range(10):
        middle = (low + high) / 2
        slope = dearer
        for q in range(cover.shape[0]):
            for t in range(cover.shape[1]):
                d = toward[q, t]
                if d != 0.0:
                    slope -= d * _smoothed_price(demand, q, t, cover[q, t] + middle * d, smoothing)
        if slope < 0.0:
            low = middle
        else:
            high = middle
    return low


@compiled
def _frank_wolfe(crew, demand, fraction, smoothing, people, scratch, best_option):
    """Move each person's fractional weeks toward the best answer to the present prices."""
    cover, share, cost, price, toward = fraction
    slots = cover.shape[1]
    for person in people:
        first, last = crew.first_role[person], crew.first_role[person + 1]
        options = range(crew.first_option[first], crew.first_option[last])
        for option in options:
            _fill_prices(demand, crew.option_work_type[option], cover, smoothing, price)
        _fill_priced(crew, person, price, scratch.value, best_option)
        value, _ = best_week(crew, person, scratch)
        if value <= NEVER:
            continue
        toward[:] = 0.0
        earned = 0.0
        for option in options:
            q, speed = crew.option_work_type[option], crew.option_speed[option]
            for t in range(slots):
                toward[q, t] -= speed * share[option, t]
        for t in range(slots):
            if scratch.codes[t] >= 0 and crew.role_work[first + scratch.codes[t]] >= 0:
                option = best_option[scratch.codes[t], t]
                toward[crew.option_work_type[option], t] += crew.option_speed[option]
                earned += crew.option_speed[option] * price[crew.option_work_type[option], t]
        own = earned - value
        step = _step_length(demand, cover, toward, own - cost[person], smoothing)
        if step <= 0.0:
            continue
        for option in options:
            for t in range(slots):
                share[option, t] -= step * share[option, t]
        for t in range(slots):
            if scratch.codes[t] >= 0 and crew.role_work[first + scratch.codes[t]] >= 0:
                share[best_option[scratch.codes[t], t], t] += step
        cost[person] += step * (own - cost[person])
        cover += step * toward


@compiled
def _priced_cells(demand, price):
    """Sum over cells of the least that cover may cost at ``price``: cost(y) + price · y over all y from 0 on."""
    total = 0.0
    for q in range(price.shape[0]):
        for t in range(price.shape[1]):
            need, head_cost, here = demand.need[q, t], demand.head_cost[q], price[q, t]
            if here >= head_cost * demand.deep:
                y = 0.0
            elif here >= head_cost:
                y = DEEP_SHARE * need
            elif here >= -head_cost * (demand.surplus + demand.crowding):
                y = need
            else:
                y = need + np.ceil(((-here / head_cost - demand.surplus) / demand.crowding - 1.0) / 2.0)
            total += cell_cost(demand, q, t, y) + here * y
    return total


class BoundSearch:
    """Raises a proved lower bound on what a legal roster costs, a slice of work at a time.

    ``proved`` is the best bound so far, at least 0, in the unit of ``demand``. A pass lets everybody move once; then the prices are
    evaluated.
    """

    def __init__(self, crew: Crew, demand: Demand, *, seed: int) -> None:
        """Start from nobody working and the widest smoothing. The ``crew`` must miss no legal week and overstate no own cost."""
        self.crew, self.demand = crew, demand
        self.proved = 0.0
        self.passes = 0
        people, options = len(crew.contract), len(crew.option_speed)
        self._cover = np.zeros_like(demand.need)
        self._own_cost = np.zeros(people)
        self._fraction = (
            self._cover,
            np.zeros((options, demand.need.shape[1])),
            self._own_cost,
            np.zeros_like(demand.need),
            np.zeros_like(demand.need),
        )
        self._smoothing = SMOOTHING_FIRST
        self._scratch = new_scratch(self.crew)
        self._best_option = np.zeros(self._scratch.value.shape, np.int64)
        self._random = np.random.default_rng(seed)
        self._order: Ints = np.zeros(0, np.int64)
        self._evaluated: Floats | None = None
        self._total = 0.0
        self._next = 0
        self._ceiling = np.inf
        self._idle_cost = float(total_cost(demand, self._cover))

    @property
    def is_settled(self) -> bool:
        """Whether no prices can raise the bound by more than SETTLED_SHARE of what it would cost if nobody worked.

        The fractional roster that the search holds costs as much as its cover says, and no bound of this kind can pass it.
        """
        return self._ceiling - self.proved <= SETTLED_SHARE * self._idle_cost

    def work(self, calls: int) -> None:
        """Do about ``calls`` kernel calls."""
        people = len(self.crew.contract)
        while calls > 0 and people:
            if self._next == 0 and self._evaluated is None:
                self._order = self._random.permutation(people)
            part = self._order[self._next : self._next + calls]
            calls -= len(part)
            if self._evaluated is None:
                _frank_wolfe(self.crew, self.demand, self._fraction, self._smoothing, part, self._scratch, self._best_option)
            else:
                self._total += float(_priced_total(self.crew, self._evaluated, part, self._scratch, self._best_option))
            self._next += len(part)
            if self._next >= people:
                self._finish_pass()

    def _finish_pass(self) -> None:
        self._next = 0
        if self._evaluated is None:
            self.passes += 1
            self._ceiling = min(self._ceiling, float(total_cost(self.demand, self._cover)) + float(self._own_cost.sum()))
            self._evaluated = self._prices()
            self._total = 0.0
            return
        self.proved = max(self.proved, float(_priced_cells(self.demand, self._evaluated)) - self._total - SLACK)
        self._evaluated = None
        self._smoothing = max(SMOOTHING_LAST, self._smoothing * SMOOTHING_DECAY)

    def _prices(self) -> Floats:
        """The prices at the present fractional roster, on the grid."""
        prices = np.zeros_like(self._cover)
        for q in range(len(prices)):
            _fill_prices(self.demand, q, self._cover, self._smoothing, prices)
        return np.ceil(prices * GRID) / GRID


class ShortageBound(BoundSearch):
    """The same for shortage alone: ``hours`` short are unavoidable, whatever else is weighed."""

    def __init__(self, crew: Crew, demand: Demand, *, seed: int) -> None:
        """Leave all own costs out."""
        bare = crew._replace(
            switch_cost=0.0, minimum_cost=0.0, role_joy=np.zeros_like(crew.role_joy), wish_minutes=np.zeros_like(crew.wish_minutes)
        )
        super().__init__(bare, only_shortage(demand), seed=seed)

    @property
    def hours(self) -> float:
        """Hours short that are proved unavoidable."""
        return self.proved * SLOT_HOURS
