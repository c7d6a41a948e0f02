"""What a person's slots and starts are worth beside liking: unpopular hours shared out, starts kept alike, a published roster kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.rostering.ledger import burdens, is_unpopular, spans_of, usual_start
from scheduling.rostering.problem import SLOT_MINUTES, RosterProblem
from scheduling.rostering.roster import SegmentKind, Span
from scheduling.rostering.tours.crew import ANY_ROLE, ANY_TIME, Floats, Ints
from scheduling.rostering.tours.roles import WorkRole
from scheduling.timegrid import Horizon


@dataclass(frozen=True, slots=True)
class Favour:
    """Each slot of a span is worth so many minutes of shortage more when it is worked in a role, or in any."""

    role: int
    slots: Span
    minutes: float


class Likes:
    """The favours, usual starts and fixed costs of everybody, as the weights ask for them."""

    def __init__(self, problem: RosterProblem, *, last_slot: int) -> None:
        self._problem, self._last_slot = problem, last_slot
        self._horizon = Horizon(problem.starts_at, problem.ends_at)
        self._burdens = burdens(problem.people, horizon=self._horizon) if problem.weights.fairness else []
        self._published = problem.published.by_person() if problem.published is not None and problem.weights.stability else None
        self._unpopular: dict[str, list[Span]] = {}

    def favours(self, at: int, roles: Sequence[WorkRole]) -> Iterator[Favour]:
        """Those of the person at index ``at``, who has ``roles``."""
        person, weights = self._problem.people[at], self._problem.weights
        if self._burdens and self._burdens[at]:
            minutes = -weights.fairness * self._burdens[at] * SLOT_MINUTES / 60
            yield from (Favour(ANY_ROLE, slots, minutes) for slots in self._unpopular_spans(person.zone))
        if self._published is not None:
            minutes = weights.stability * SLOT_MINUTES
            shifts = sorted(self._published.get(person.id, ()), key=lambda shift: shift.slots)
            edges = [0, *(edge for shift in shifts for edge in shift.slots), self._last_slot + 1]
            yield from (
                Favour(ANY_ROLE, (first, last), -minutes) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last
            )
            for segment in (segment for shift in shifts for segment in shift.segments if segment.kind is SegmentKind.WORK):
                number = next((number for number, role in enumerate(roles) if role.is_of(segment)), None)
                if number is not None:
                    yield Favour(number, segment.slots, minutes)

    def usual_starts(self) -> Ints:
        """The slot of the local day at which each person usually starts, ANY_TIME where nothing tells or nothing asks."""
        people = self._problem.people
        if not self._problem.weights.consistency:
            return np.full(len(people), ANY_TIME)
        return np.array([ANY_TIME if start is None else start for start in map(usual_start, people)], np.int64)

    def fixed_costs(self) -> Floats:
        """What each person's published work weighs if nothing of it is kept."""
        costs = np.zeros(len(self._problem.people))
        if self._published is not None:
            for at, person in enumerate(self._problem.people):
                work = [s.slots for shift in self._published.get(person.id, ()) for s in shift.segments if s.kind is SegmentKind.WORK]
                costs[at] = sum(last - first for first, last in work) * SLOT_MINUTES * self._problem.weights.stability
        return costs

    def _unpopular_spans(self, zone: str) -> list[Span]:
        if zone not in self._unpopular:
            self._unpopular[zone] = spans_of(is_unpopular(self._horizon, zone=zone, first_slot=0, last_slot=self._last_slot + 1))
        return self._unpopular[zone]
