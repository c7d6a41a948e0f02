"""Seconds to replan one absence in a finished roster, and how many people change for it."""

import statistics
import time
from dataclasses import dataclass

import numpy as np

from benchmarks.results import Row
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.replan import replan_absence

COLUMNS = {
    "people": "{people}",
    "queues": "{queues}",
    "tightness": "{tightness}",
    "seed": "{seed}",
    "median s": "{median_seconds:.2f}",
    "worst s": "{worst_seconds:.2f}",
    "changed, most": "{most_changed}",
    "of the hours lost won back": "{won_back_share:.0%}",
    "load before": "{load_before}",
}
ABSENCES = 20


@dataclass(frozen=True, slots=True)
class AbsenceMeasurement:
    """A free pool, solved first; then ABSENCES people, drawn at random, miss one shift each, one at a time."""

    people: int
    queues: int
    seed: int
    tightness: float
    seconds: float

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"people": self.people, "queues": self.queues, "seed": self.seed, "tightness": self.tightness, "seconds": self.seconds}

    def measured(self) -> Row:
        """Time each replan and count what it changes."""
        problem = make_pool(PoolSpec(people=self.people, queues=self.queues, seed=self.seed, tightness=self.tightness))
        roster = solve(problem, limits=Limits(seconds=self.seconds, threads=2, seed=self.seed)).roster
        rng = np.random.default_rng(self.seed)
        replan_absence(problem, roster, person=roster.shifts[0].person, away=roster.shifts[0].slots)  # loads what is not loaded yet
        seconds, changed, lost, won = [], [], 0.0, 0.0
        for at in rng.choice(len(roster.shifts), ABSENCES, replace=False).tolist():
            shift = roster.shifts[at]
            started = time.perf_counter()
            found = replan_absence(problem, roster, person=shift.person, away=shift.slots)
            seconds.append(time.perf_counter() - started)
            changed.append(len(found.changes))
            lost += found.short_hours_unmended - found.short_hours_before
            won += found.short_hours_unmended - found.short_hours
        return {
            "median_seconds": round(statistics.median(seconds), 3),
            "worst_seconds": round(max(seconds), 3),
            "most_changed": max(changed),
            "won_back_share": round(won / lost, 4) if lost else 1.0,
        }
