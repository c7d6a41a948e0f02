"""Contacts a second of the simulation, on one core: drawing them, sending them through a roster, and both with the outlook made of it.

Three hundred people, ten of each of thirty kinds, who serve two to four of twenty work types around the clock, with a break every eight
hours; either all at one speed or everybody at their own. Measured in processor time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.results import Row
from scheduling.demand import Numbers
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import Bundle, CoverageMode, Person, RosterProblem, Skill, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.simulation.contacts import ContactStream, draw_contacts
from scheduling.simulation.simulate import simulate
from scheduling.timegrid import SLOT_SECONDS

COLUMNS = {
    "work types": "{work_types}",
    "people": "{people}",
    "kinds of people": "{kinds}",
    "speeds": "{speeds}",
    "contacts a week": "{contacts:,.0f}",
    "in time": "{in_time:.1%}",
    "occupancy": "{occupancy:.1%}",
    "drawn a second": "{drawn:,.0f}",
    "simulated a second": "{simulated:,.0f}",
    "load before": "{load_before}",
}
SHIFT_SLOTS, BREAK_FROM, BREAK_UNTIL = 32, 14, 16
HANDLE_SECONDS = (60.0, 180.0)
LOAD_SHARE = 0.8
REPLICATIONS, SEED = 5, 1


@dataclass(frozen=True, slots=True)
class SimulationMeasurement:
    """A pool of ``people`` in ``kinds`` kinds of the same work types, and a stream for each of ``work_types``."""

    has_own_speeds: bool
    people: int = 300
    kinds: int = 30
    work_types: int = 20

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        speeds = "own" if self.has_own_speeds else "one"
        return {"work_types": self.work_types, "people": self.people, "kinds": self.kinds, "speeds": speeds}

    def measured(self) -> Row:
        """Draw, simulate, sum up; the best of three, for other work on the machine only ever slows it down."""
        problem, roster, streams = self.week()
        simulate(problem, roster, streams, replications=1)  # compiles, where nobody has before
        outlook = simulate(problem, roster, streams, replications=REPLICATIONS, seed=SEED)
        contacts = REPLICATIONS * outlook.contacts
        drawing = _seconds(lambda: [draw_contacts(streams, seed=SEED, replication=at) for at in range(REPLICATIONS)])
        whole = _seconds(lambda: simulate(problem, roster, streams, replications=REPLICATIONS, seed=SEED))
        offered = np.array([work.whole.offered for work in outlook.work_types])
        in_time = np.array([work.whole.in_time.value or 0.0 for work in outlook.work_types])
        return {
            "contacts": outlook.contacts,
            "in_time": float(in_time @ offered / offered.sum()),
            "occupancy": outlook.mean_occupancy_share,
            "drawn": contacts / drawing,
            "simulated": contacts / whole,
        }

    def week(self) -> tuple[RosterProblem, Roster, list[ContactStream]]:
        """The people, where they work, and what arrives."""
        random = np.random.default_rng(SEED)
        pool = make_pool(PoolSpec(people=self.people, queues=self.work_types, seed=SEED, tightness=1.0))
        names = [work_type.id for work_type in pool.work_types]
        served = [sorted({names[kind % len(names)], *random.choice(names, random.integers(1, 4))}) for kind in range(self.kinds)]
        lowest, highest = (0.8, 1.25) if self.has_own_speeds else (1.0, 1.0)
        speeds = random.uniform(lowest, highest, (self.people, self.work_types))
        people = tuple(
            replace(
                person,
                skills=tuple(Skill(name, 3, float(speeds[number, names.index(name)])) for name in served[number % self.kinds]),
                wishes=(),
            )
            for number, person in enumerate(pool.people)
        )
        problem = replace(
            pool,
            work_types=tuple(WorkType(name, mode=CoverageMode.BLEND) for name in names),
            bundles=tuple(Bundle(f"kind-{kind}", tuple(of_kind)) for kind, of_kind in enumerate(served)),
            people=people,
        )
        shifts = (
            _shift(person, f"kind-{number % self.kinds}", first)
            for number, person in enumerate(people)
            for first in range(0, problem.slots, SHIFT_SLOTS)
        )
        heads = {name: sum(1 / len(served[n % self.kinds]) for n in range(self.people) if name in served[n % self.kinds]) for name in names}
        streams = [_stream(name, problem.slots, heads[name], random.uniform(*HANDLE_SECONDS)) for name in names]
        return problem, Roster(problem.name, tuple(shifts)), streams


def _shift(person: Person, bundle: str, first: int) -> Shift:
    pause = (first + BREAK_FROM, first + BREAK_UNTIL)
    last = first + SHIFT_SLOTS
    before, after = (Segment(SegmentKind.WORK, span, bundle=bundle) for span in ((first, pause[0]), (pause[1], last)))
    return Shift(person.id, (first, last), (before, Segment(SegmentKind.BREAK, pause), after))


def _stream(name: str, slots: int, heads: float, seconds: float) -> ContactStream:
    """Contacts that keep so many heads busy for LOAD_SHARE of their time."""
    flat: Numbers = np.ones(slots)
    return ContactStream(name, flat * heads * LOAD_SHARE * SLOT_SECONDS / seconds, flat * seconds, 20.0, patience_seconds=300.0)


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)
