"""Milliseconds of one best response of one person: gains at the prices of a whole pool, the best week, and its books.

Measured in processor time on a pool in which everybody has answered the others once. One person's response is repeated and
divided, so that the step from Python into compiled code does not count.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.results import Row
from scheduling.rostering.coverage import Floats, build_demand
from scheduling.rostering.improve import place_all, respond
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.tables import new_scratch, new_week

COLUMNS = {
    "people": "{people}",
    "queues": "{queues}",
    "seed": "{seed}",
    "available": "{available}",
    "start grid min": "{start_grid_minutes}",
    "median ms": "{median_milliseconds:.3f}",
    "p95 ms": "{p95_milliseconds:.3f}",
    "most ms": "{most_milliseconds:.3f}",
    "load before": "{load_before}",
}
REPEATED = 20


@dataclass(frozen=True, slots=True)
class KernelMeasurement:
    """A pool as it is generated, or with everybody available at all hours, which is the most work for the kernel."""

    people: int
    queues: int
    seed: int
    start_grid_minutes: int = 30
    around_the_clock: bool = False

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {
            "people": self.people,
            "queues": self.queues,
            "seed": self.seed,
            "available": "around the clock" if self.around_the_clock else "by their hours",
            "start_grid_minutes": self.start_grid_minutes,
        }

    def measured(self) -> Row:
        """Time every person of the pool."""
        milliseconds = _milliseconds(self._problem())
        return {
            "median_milliseconds": round(float(np.median(milliseconds)), 4),
            "p95_milliseconds": round(float(np.percentile(milliseconds, 95)), 4),
            "most_milliseconds": round(float(milliseconds.max()), 4),
        }

    def _problem(self) -> RosterProblem:
        problem = make_pool(PoolSpec(people=self.people, queues=self.queues, seed=self.seed, tightness=0.95))
        people = []
        for person in problem.people:
            available = ((0, problem.slots + 96),) if self.around_the_clock else person.available
            contract = replace(person.contract, start_step_minutes=self.start_grid_minutes)
            people.append(replace(person, available=available, contract=contract))
        return replace(problem, people=tuple(people))


def _milliseconds(problem: RosterProblem) -> Floats:
    crew, demand = build_crew(problem), build_demand(problem)
    week, scratch, cover = new_week(crew, len(problem.people)), new_scratch(crew), np.zeros_like(demand.need)
    everybody = np.arange(len(problem.people))
    place_all(crew, demand, cover, week, everybody, scratch)
    respond(crew, demand, cover, week, everybody, scratch)
    taken = []
    for person in everybody:
        repeated = np.full(REPEATED, person)
        started = time.process_time()
        respond(crew, demand, cover, week, repeated, scratch)
        taken.append(1000 * (time.process_time() - started) / REPEATED)
    return np.array(taken)
