"""What sharing people among work types saves a small team: the same requirement in focus, and in blend on bundles of more and more."""

from dataclasses import dataclass, replace

from benchmarks.results import Row
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import Bundle, CoverageMode, RosterProblem
from scheduling.rostering.scoring import score

COLUMNS = {
    "people": "{people}",
    "queues": "{queues}",
    "tightness": "{tightness}",
    "seed": "{seed}",
    "work types in a bundle": "{bundled}",
    "limit s": "{seconds:g}",
    "required h": "{required_hours:,.1f}",
    "short %": "{short_percent:.2f}",
    "surplus %": "{surplus_percent:.2f}",
    "load before": "{load_before}",
}
BUNDLED = (1, 2, 5, 10)
"""So many work types stand in each bundle; 1 is focus."""


@dataclass(frozen=True, slots=True)
class SharingMeasurement:
    """A free pool, its work types in their order cut into bundles of ``bundled``."""

    people: int
    queues: int
    seed: int
    tightness: float
    bundled: int
    seconds: float

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {
            "people": self.people,
            "queues": self.queues,
            "tightness": self.tightness,
            "seed": self.seed,
            "bundled": self.bundled,
            "seconds": self.seconds,
        }

    def measured(self) -> Row:
        """Solve, and count what is short by the score."""
        spec = PoolSpec(people=self.people, queues=self.queues, seed=self.seed, tightness=self.tightness)
        problem = _shared(make_pool(spec), self.bundled)
        roster = solve(problem, limits=Limits(seconds=self.seconds, threads=2, seed=self.seed)).roster
        counted = score(problem, roster)
        return {
            "required_hours": counted.required_hours,
            "short_percent": round(100 * counted.short_hours / counted.required_hours, 4),
            "surplus_percent": round(100 * counted.surplus_hours / counted.required_hours, 4),
        }


def _shared(problem: RosterProblem, bundled: int) -> RosterProblem:
    """The same people and requirement, with so many work types to a bundle."""
    if bundled == 1:
        return problem
    names = [work_type.id for work_type in problem.work_types]
    bundles = tuple(Bundle("+".join(part), part) for part in (tuple(names[at : at + bundled]) for at in range(0, len(names), bundled)))
    work_types = tuple(replace(work_type, mode=CoverageMode.BLEND) for work_type in problem.work_types)
    return replace(problem, work_types=work_types, bundles=bundles)
