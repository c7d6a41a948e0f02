"""Round a fractional roster to a whole one: people take one week each, in turn, while the shares of the rest make room.

Whoever's turn it is leaves their shares and takes the week that is best against all others, whole or fractional: by then exactly what
they gave is missing. From time to time those who are left move their shares to what has been decided. It sees the whole week at once,
where answering one another only sees the next best step; where work is short it starts the search a good deal lower.
"""

from copy import deepcopy

import numpy as np

from scheduling.rostering.coverage import Demand, total_cost, total_cover
from scheduling.rostering.fraction import Fraction, move_shares, take_out
from scheduling.rostering.improve import place_all, respond
from scheduling.rostering.prices import fill_prices
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import Week, new_scratch, new_week

SLICES = 100
"""In so many slices people take their weeks; after each the others move share."""
ANSWERS = 3
"""So often everybody answers everybody at the end."""


class Dive:
    """One rounding, a slice of work at a time; ``week`` holds the roster when ``is_done``."""

    def __init__(self, crew: Crew, demand: Demand, fraction: Fraction, *, spring: float, seed: int) -> None:
        """Start from a copy of ``fraction``, whose prices become the centre."""
        self.crew, self.demand, self.spring = crew, demand, spring
        self.fraction = deepcopy(fraction)
        self.fraction.center[:] = self.fraction.price
        self.week: Week = new_week(crew, len(crew.contract))
        self._random = np.random.default_rng(seed)
        self._order = self._random.permutation(len(crew.contract))
        self._slice = max(1, len(self._order) // SLICES)
        self._next, self._answers = 0, 0
        self._is_deciding = True
        self._cover = self.fraction.cover
        self._scratch = new_scratch(crew)

    @property
    def is_done(self) -> bool:
        """Whether everybody has a week and has answered the others."""
        return self._answers >= ANSWERS

    @property
    def cost(self) -> float:
        """Cost of the roster in minutes of shortage, once it is done."""
        return float(total_cost(self.demand, self._cover)) + float(self.week.own_cost.sum())

    def work(self, calls: int) -> None:
        """Do about ``calls`` kernel calls."""
        while calls > 0 and not self.is_done:
            part = self._order[self._next : self._next + min(calls, self._slice)]
            calls -= len(part)
            self._next += len(part)
            if self._is_deciding:
                self._decide(part)
            else:
                respond(self.crew, self.demand, self._cover, self.week, part, self._scratch)
            if self._next >= len(self._order):
                self._finish_pass()

    def _decide(self, part: Ints) -> None:
        for person in part:
            take_out(self.crew, self.fraction, person)
            # A kernel of its own for this would take longer to compile than all dives of a year to run.
            place_all(self.crew, self.demand, self.fraction.cover, self.week, part[part == person], self._scratch)
        rest = self._order[self._next :]
        if len(rest):
            fill_prices(self.demand, self.fraction.cover, self.fraction.center, self.spring, self.fraction.price)
            move_shares(self.crew, self.demand, self.fraction, self.spring, rest)

    def _finish_pass(self) -> None:
        self._next = 0
        if self._is_deciding:
            self._is_deciding = False
            self._cover = total_cover(self.crew, self.week, *self.demand.need.shape)  # without the rounding of all those shares
        else:
            self._answers += 1
            self._order = self._random.permutation(len(self._order))
