"""Do people do the work they like, and are unpopular hours shared? Eight weeks of one pool, each built on the weeks before it.

The same weeks are built twice: with the weights on people's side as the service usually sets them, and with all of them at 0. How evenly
the unpopular hours could be shared at best, by what people offer and their contracts alone, is told beside it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from benchmarks.results import Row
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.ledger import LEDGER_DATES, is_unpopular
from scheduling.rostering.pools import DEFAULT_WEEK, PoolSpec, make_pool
from scheduling.rostering.problem import Person, RosterProblem, Weights
from scheduling.rostering.roster import Roster, Span
from scheduling.rostering.scoring import score
from scheduling.timegrid import SLOT, SLOTS_PER_DAY, Horizon, midnights
from wfm.solves.options import USUAL_WEIGHTS

COLUMNS = {
    "people": "{people}",
    "queues": "{queues}",
    "tightness": "{tightness}",
    "seed": "{seed}",
    "short at 0": "{unkind_short_share:.2%}",
    "short kind": "{kind_short_share:.2%}",
    "liked hours": "{liked_hours_more:+.0%}",
    "wishes kept": "{wishes_kept_more:+.0%}",
    "Gini at 0": "{unkind_gini:.3f}",
    "Gini kind": "{kind_gini:.3f}",
    "no Gini below": "{least_gini:.3f}",
    "load before": "{load_before}",
}
WEEKS = 8
HALVINGS = 50
KIND = USUAL_WEIGHTS
UNKIND = Weights(switch=0.0)


@dataclass(frozen=True, slots=True)
class KindnessMeasurement:
    """A free pool over WEEKS weeks; everybody begins without a past."""

    people: int
    queues: int
    seed: int
    tightness: float
    seconds: float

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"people": self.people, "queues": self.queues, "seed": self.seed, "tightness": self.tightness, "seconds": self.seconds}

    def measured(self) -> Row:
        """Build the weeks both ways."""
        kind, unkind = self._built(KIND), self._built(UNKIND)
        return {
            "unkind_short_share": round(unkind.short / unkind.required, 5),
            "kind_short_share": round(kind.short / kind.required, 5),
            "liked_hours_more": round(kind.liked / unkind.liked - 1, 4),
            "wishes_kept_more": round(kind.wishes_kept / max(1, unkind.wishes_kept) - 1, 4),
            "unkind_gini": round(unkind.gini, 4),
            "kind_gini": round(kind.gini, 4),
            "least_gini": round(kind.least_gini, 4),
        }

    def _built(self, weights: Weights) -> "_Told":
        told = _Told(self.people)
        past: dict[str, list[Span]] = {}
        for week in range(WEEKS):
            monday = DEFAULT_WEEK + timedelta(weeks=week)
            spec = PoolSpec(self.people, self.queues, self.seed, tightness=self.tightness, week_starts_on=monday)
            problem = _with_past(replace(make_pool(spec), weights=weights), past)
            roster = solve(problem, limits=Limits(seconds=self.seconds, threads=2, seed=self.seed)).roster
            told.add(problem, roster)
            past = _moved_back(problem, past, roster)
        return told


def _with_past(problem: RosterProblem, past: dict[str, list[Span]]) -> RosterProblem:
    horizon = Horizon(problem.starts_at, problem.ends_at)

    def known(person: Person) -> Person:
        # As far back as the ledger looks, and a day more for shifts that began before.
        first, last = -(LEDGER_DATES + 2) * SLOTS_PER_DAY, horizon.slots + 2 * SLOTS_PER_DAY
        days = midnights(horizon, zone=person.zone, first_slot=first, last_slot=last)
        return replace(person, midnights=days, history=tuple(past.get(person.id, ())))

    return replace(problem, people=tuple(map(known, problem.people)))


def _moved_back(problem: RosterProblem, past: dict[str, list[Span]], roster: Roster) -> dict[str, list[Span]]:
    """The past as the following week sees it."""
    slots, oldest = timedelta(weeks=1) // SLOT, -LEDGER_DATES * SLOTS_PER_DAY
    shifts = roster.by_person()
    moved: dict[str, list[Span]] = {}
    for person in problem.people:
        spans = [*past.get(person.id, ()), *sorted(shift.slots for shift in shifts.get(person.id, ()))]
        moved[person.id] = [(first - slots, last - slots) for first, last in spans if first - slots >= oldest]
    return moved


class _Told:
    """What the weeks add up to."""

    def __init__(self, people: int) -> None:
        self.required = self.short = self.liked = 0.0
        self.wishes_kept = 0
        self._unpopular, self._least, self._most = np.zeros(people), np.zeros(people), np.zeros(people)

    def add(self, problem: RosterProblem, roster: Roster) -> None:
        """Count one week."""
        counted = score(problem, roster)
        self.required += counted.required_hours
        self.short += counted.short_hours
        self.wishes_kept += round(next(line.amount for line in counted.lines if line.name == "wishes_kept"))
        horizon, last = Horizon(problem.starts_at, problem.ends_at), problem.slots + 2 * SLOTS_PER_DAY
        index = {person.id: at for at, person in enumerate(problem.people)}
        likes = {person.id: {skill.work_type: skill.enjoyment for skill in person.skills} for person in problem.people}
        unpopular = {
            zone: is_unpopular(horizon, zone=zone, first_slot=0, last_slot=last) for zone in {person.zone for person in problem.people}
        }
        for at, person in enumerate(problem.people):
            offered = np.zeros(last, np.bool_)
            for first, end in person.available:
                offered[max(0, first) : min(end, last)] = True
            least, most = (minutes / 60 for minutes in person.contract.week_minutes)
            unpopular_hours, others = (float((offered & flags).sum()) / 4 for flags in (unpopular[person.zone], ~unpopular[person.zone]))
            self._least[at] += max(0.0, least - others)
            self._most[at] += max(min(most, unpopular_hours), least - others)
        for name, segment in roster.work_segments():
            first, end = segment.slots
            self.liked += (end - first) / 4 if likes[name][segment.work_type or ""] > 0 else 0.0
            self._unpopular[index[name]] += unpopular[problem.people[index[name]].zone][first:end].sum() / 4

    @property
    def gini(self) -> float:
        """Of the hours at night and at weekends that people have worked: 0 where all have as many."""
        return gini(self._unpopular)

    @property
    def least_gini(self) -> float:
        """Of as many such hours shared as evenly as what people offer and their contracts allow, whatever work and skill say: everybody
        has the same, but for who must have more or cannot have as many."""
        low, high = 0.0, float(self._most.max())
        for _ in range(HALVINGS):
            level = (low + high) / 2
            is_too_low = np.clip(level, self._least, self._most).sum() < self._unpopular.sum()
            low, high = (level, high) if is_too_low else (low, level)
        return gini(np.clip(high, self._least, self._most))


def gini(hours: npt.NDArray[np.float64]) -> float:
    """0 where all have as many, near 1 where one has all."""
    ordered = np.sort(hours)
    if not ordered.sum():
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))
