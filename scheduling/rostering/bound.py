"""Proved lower bounds: prices on cells, and every person's best week against them.

For any price π of a head in a cell, no legal roster costs less than
``Σ over cells of the least over y of (cost(y) + π y) − Σ over people of the most that one legal week can earn at prices π`` (Lagrangian
duality), where a week earns its covered heads at their prices less what it costs by itself. Good prices come from a fractional roster
(fraction.py): it and the prices approach each other by the proximal point method, whose subproblems are solved over the weeks that
the kernel has found so far. The bound holds for the roster's own mode and every hard rule, and comes as near as one likes to the
best of its kind, the cost of the cheapest fractional roster.

The same search serves two ends: the objective, in minutes of shortage, and shortage alone, where nothing but missing heads costs
anything.
"""

from collections.abc import Sequence

import numpy as np

from scheduling.rostering.backlog import Backlog, least_worth
from scheduling.rostering.backlog_plan import BacklogPlan
from scheduling.rostering.coverage import Demand, Floats, only_shortage, total_cost
from scheduling.rostering.fraction import Fraction, learn_weeks, move_shares, new_fraction, total_own_cost
from scheduling.rostering.prices import GRID, fill_prices, priced_cells
from scheduling.rostering.problem import SLOT_HOURS
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import new_scratch
from scheduling.rostering.whole_people import covered_by_whole_people

SLACK = 1e-5
"""Covers the rounding of the two outer sums and of own costs, which are not on the grid."""
SETTLED_SHARE = 0.0005
SPRING_LEAST, SPRING_SHARE = 4.0, 0.5
"""How many heads move a price by the worth of a head: this share of the mean need of a cell, and no fewer than the least."""
MOVES_PER_PASS = 5
"""How often everybody moves share between two rounds of the kernel."""


class BoundSearch:
    """Raises a proved lower bound on what a legal roster costs, a slice of work at a time.

    ``proved`` is the best bound so far, at least 0, in the unit of ``demand``. A pass asks the kernel for everybody's best week at one set
    of prices, which proves a bound, and then moves shares among the weeks known.
    """

    def __init__(self, crew: Crew, demand: Demand, *, seed: int, backlogs: Sequence[Backlog] = ()) -> None:
        """Start from nobody working. The ``crew`` must miss no legal week and overstate no own cost."""
        self.crew, self.demand = crew, demand._replace(need=demand.need.copy())
        self.backlogs, self._plan = backlogs, BacklogPlan(crew, self.demand, backlogs)
        self._standing = demand._replace(need=_standing_need(demand, backlogs))
        self.proved = 0.0
        self.passes = 0
        self.fraction: Fraction = new_fraction(crew, demand)
        self.fraction.center[:] = demand.head_cost[:, None]  # the first bound is that of capacity alone
        needed = demand.need[demand.need > 0]
        self.spring = max(SPRING_LEAST, SPRING_SHARE * float(needed.mean())) if len(needed) else SPRING_LEAST
        self._scratch = new_scratch(self.crew)
        self._best_option = np.zeros(self._scratch.value.shape, np.int64)
        self._random = np.random.default_rng(seed)
        self._order: Ints = np.zeros(0, np.int64)
        self._refill_prices()
        self._asked: Floats = self._prices()
        self._value = 0.0
        self._next = 0
        self._highest = -np.inf
        self._ceiling = np.inf
        self._idle_cost = float(total_cost(demand, self.fraction.cover))

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
            if self._next == 0:
                self._order = self._random.permutation(people)
            part = self._order[self._next : self._next + calls]
            calls -= len(part)
            self._value += float(learn_weeks(self.crew, self.fraction, self._asked, part, self._scratch, self._best_option))
            self._next += len(part)
            if self._next >= people:
                self._finish_pass()

    def _finish_pass(self) -> None:
        here = self._worth_of_work(self._asked) - self._value - SLACK
        if here > self._highest:
            self._highest = here
            self.proved = max(self.proved, here)
            self.fraction.center[:] = self._asked
        self._next, self._value = 0, 0.0
        self.passes += 1
        self._plan.move(self.fraction.cover, self._random)
        self._refill_prices()
        for _ in range(MOVES_PER_PASS):
            move_shares(self.crew, self.demand, self.fraction, self.spring, self._random.permutation(len(self.crew.contract)))
        self._plan.move(self.fraction.cover, self._random)
        self._ceiling = min(self._ceiling, float(total_cost(self.demand, self.fraction.cover)) + total_own_cost(self.fraction))
        self._asked = self._prices()

    def proved_at(self, price: Floats, people: Ints) -> float:
        """What ``price`` proves, in the unit of ``demand``, where nobody but ``people`` can earn anything."""
        asked = self._on_grid(price)
        value = float(learn_weeks(self.crew, self.fraction, asked, people, self._scratch, self._best_option))
        return self._worth_of_work(asked) - value - SLACK

    def _worth_of_work(self, price: Floats) -> float:
        """The least that all work can cost at ``price``. No plan of waiting work that the search holds enters it."""
        costs = self.demand.head_cost
        waiting = sum(least_worth(backlog, price[backlog.row], head_cost=costs[backlog.row]) for backlog in self.backlogs)
        return float(priced_cells(self._standing, price)) + waiting

    def _refill_prices(self) -> None:
        """The centre has moved or weeks have come; moves of share keep the prices up to date by themselves."""
        fill_prices(self.demand, self.fraction.cover, self.fraction.center, self.spring, self.fraction.price)

    def _prices(self) -> Floats:
        """The held prices at the present fractional roster, on the grid."""
        return self._on_grid(self.fraction.price)

    def _on_grid(self, price: Floats) -> Floats:
        """Rounded up, but to no more than a missing head costs: above that nothing is proved where cover may fall below zero, as it does
        in the row of a pair of which one works alone."""
        dearest = self.demand.head_cost * self.demand.deep
        return np.minimum(np.ceil(price * GRID) / GRID, dearest[:, None])


class ShortageBound(BoundSearch):
    """The same for shortage alone: ``hours`` short are unavoidable, whatever else is weighed."""

    def __init__(self, crew: Crew, demand: Demand, *, seed: int, backlogs: Sequence[Backlog] = ()) -> None:
        """Leave all own costs out, and count what whole people can cover."""
        moving = {backlog.row for backlog in backlogs}
        whole = covered_by_whole_people(only_shortage(demand), crew, but_for=moving)
        super().__init__(_without_own_costs(crew), whole, seed=seed, backlogs=backlogs)

    @property
    def hours(self) -> float:
        """Hours short that are proved unavoidable."""
        return self.proved * SLOT_HOURS


def proved_cost(objective: BoundSearch, shortage: ShortageBound) -> float:
    """What no roster costs less than: by the objective's own bound, or because so much stays short, at the lowest priority."""
    head_cost = objective.demand.head_cost[: objective.demand.work_types]
    return max(objective.proved, shortage.proved * float(head_cost.min()) if len(head_cost) else 0.0)


def _standing_need(demand: Demand, backlogs: Sequence[Backlog]) -> Floats:
    """The need that no plan may move."""
    need = demand.need.copy()
    for backlog in backlogs:
        need[backlog.row] = backlog.standing
    return need


def _without_own_costs(crew: Crew) -> Crew:
    nothing = {name: np.zeros_like(getattr(crew, name)) for name in ("role_joy", "wish_minutes", "favour_minutes", "fixed_cost")}
    return crew._replace(switch_cost=0.0, minimum_cost=0.0, consistency_cost=0.0, **nothing)
