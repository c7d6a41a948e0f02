"""Moves the need of work that may wait to where a roster does it, and what it leaves undone to the lulls.

The roster and the plan of such work answer each other: for the cover there is, the plan asks for what that cover gets done in time, and
for the rest where people are free and other work is scarce. Each step lowers the cost, or leaves it.
"""

from collections.abc import Sequence

import numpy as np

from scheduling.rostering.backlog import Backlog, asked, done_in_time
from scheduling.rostering.coverage import Demand, Floats
from scheduling.rostering.tours.crew import Crew

NOISE_SLOTS = 8
NOISE_SHARE = 0.2
"""Each plan looks at stretches of NOISE_SLOTS slots as up to so much more or less attractive, so that no place is asked for for ever."""


class BacklogPlan:
    """Keeps ``demand.need`` of the waiting work up to date, in place."""

    def __init__(self, crew: Crew, demand: Demand, backlogs: Sequence[Backlog]) -> None:
        """Count once how many people could come for each work, slot by slot."""
        self.demand, self.backlogs = demand, backlogs
        self._free = {backlog.row: _people_free(crew, backlog.row, demand.need.shape[1]) for backlog in backlogs}
        self._others = np.ones(demand.work_types, np.bool_)
        self._others[[backlog.row for backlog in backlogs]] = False

    def move(self, cover: Floats, random: np.random.Generator) -> None:
        """Ask for the work where ``cover`` gets it done, and for the rest where it would disturb least."""
        if not self.backlogs:
            return
        need, given = self.demand.need[: self.demand.work_types][self._others], cover[: self.demand.work_types][self._others]
        busy, idle = need.sum(axis=0), np.maximum(0.0, given - need).sum(axis=0)
        noise = 1.0 + NOISE_SHARE * (2.0 * random.random(-(-len(busy) // NOISE_SLOTS)) - 1.0)
        for backlog in self.backlogs:
            attraction = (self._free[backlog.row] / (1.0 + busy) + idle) * np.repeat(noise, NOISE_SLOTS)[: len(busy)]
            done = done_in_time(backlog, cover[backlog.row])
            self.demand.need[backlog.row] = asked(backlog, done, attraction=attraction)


def _people_free(crew: Crew, row: int, slots: int) -> Floats:
    """How many people who hold the skill are available, by slot."""
    free = np.zeros(slots)
    for person in range(len(crew.contract)):
        first, last = crew.first_option[crew.first_role[person]], crew.first_option[crew.first_role[person + 1]]
        if row in crew.option_work_type[first:last]:
            free += crew.run_end[person, :slots] > np.arange(slots)
    return free
