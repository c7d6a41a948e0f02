"""Greedy: the shift that covers most of what is still open comes next, until none covers anything.

Roughly what somebody with a spreadsheet does. Each block of a shift goes to the work type it helps most. How much a shift helps
only falls while the roster grows, so a value of earlier is an upper limit, and only shifts on top of the heap are valued anew.
"""

import heapq
import time
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from benchmarks.peers.shifts import Candidate, Request, answer, candidates, days_worked
from scheduling.rostering.problem import SLOT_MINUTES, Person, RosterProblem
from scheduling.rostering.roster import Shift, Span, touch

LEAST_HELP = 1e-6
Open = npt.NDArray[np.float64]


class Week:
    """One person's week as it grows."""

    def __init__(self, person: Person, row_of: dict[str, int]) -> None:
        self.person = person
        self.rows = np.array([row_of[skill.work_type] for skill in person.skills])
        self.speeds = np.array([skill.speed for skill in person.skills])
        self.block = person.contract.block_minutes_min // SLOT_MINUTES
        self.rest = person.contract.rest_minutes // SLOT_MINUTES
        self.past = days_worked(person)
        self.taken: list[Candidate] = []
        self.minutes = 0

    def allows(self, one: Candidate) -> bool:
        """Whether the shift fits beside those taken: rest, days, runs of days, paid minutes of the week."""
        contract = self.person.contract
        if len(self.taken) == contract.days_per_week_max or self.minutes + one.paid_minutes > contract.week_minutes[1]:
            return False
        for other in self.taken:
            if one.day == other.day or touch(one.slots, (other.slots[0] - self.rest, other.slots[1] + self.rest)):
                return False
        worked = self.past | {other.day for other in self.taken}
        before = next(run for run in range(400) if one.day - run - 1 not in worked)
        after = next(run for run in range(400) if one.day + run + 1 not in worked)
        return before + 1 + after <= contract.consecutive_days_max

    def blocks(self, one: Candidate, still_open: Open) -> tuple[float, list[tuple[Span, str]]]:
        """How many heads × slots of what is open the shift covers at best, and by which work."""
        spans = [span for part in one.work_parts() for span in self._cut(part)]
        helped = 0.0
        chosen = []
        for first, last in spans:
            by_skill = np.minimum(still_open[self.rows, first:last], self.speeds[:, None]).sum(axis=1)
            best = int(by_skill.argmax())
            helped += float(by_skill[best])
            chosen.append(((first, last), self.person.skills[best].work_type))
        return helped, chosen

    def _cut(self, part: Span) -> list[Span]:
        first, last = part
        count = max(1, (last - first) // max(1, self.block))
        edges = [first + self.block * number for number in range(count)] + [last]
        return list(pairwise(edges))


def solve(request: Request) -> list[Shift]:
    """The roster when nothing helps any more, or as far as it came in the time."""
    problem = request.problem
    row_of = {work_type.id: row for row, work_type in enumerate(problem.work_types)}
    still_open = np.zeros((len(row_of), _end(problem)))
    for name, heads in problem.required.items():
        still_open[row_of[name], : problem.slots] = heads
    weeks = [Week(person, row_of) for person in problem.people if person.skills]
    heap = [entry for at, week in enumerate(weeks) for entry in _upper_limits(problem, week, at, still_open)]
    heapq.heapify(heap)
    shifts: list[Shift] = []
    while heap and time.monotonic() - request.started < request.seconds:
        _, at, slots, one = heapq.heappop(heap)
        week = weeks[at]
        if not week.allows(one):
            continue
        helped, blocks = week.blocks(one, still_open)
        if helped <= LEAST_HELP:
            continue
        if heap and -helped > heap[0][0]:
            heapq.heappush(heap, (-helped, at, slots, one))
            continue
        week.taken.append(one)
        week.minutes += one.paid_minutes
        speed = dict(zip((skill.work_type for skill in week.person.skills), week.speeds, strict=True))
        for (first, last), name in blocks:
            still_open[row_of[name], first:last] = np.maximum(0.0, still_open[row_of[name], first:last] - speed[name])
        shifts.append(one.shift(week.person, blocks))
    return shifts


def _end(problem: RosterProblem) -> int:
    return max([problem.slots, *(last for person in problem.people for _, last in person.available)])


def _upper_limits(problem: RosterProblem, week: Week, at: int, still_open: Open) -> list[tuple[float, int, Span, Candidate]]:
    """As if the work could change from slot to slot."""
    best = np.minimum(still_open[week.rows], week.speeds[:, None]).max(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(best)])
    return [
        (-float(sum(sums[last] - sums[first] for first, last in one.work_parts())), at, one.slots, one)
        for one in candidates(problem, week.person)
    ]


if __name__ == "__main__":
    answer(solve, __doc__)
