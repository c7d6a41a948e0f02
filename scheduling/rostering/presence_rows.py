"""People wanted at work at the same time, whatever they work on: rows of cover beside the work types.

A qualification that must be present, a pair that should work at the same hours and a team that should meet are counted alike: a row says
who counts in it and how much, how many are wanted in each slot and what a missing one costs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.rostering.person import Person
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Span
from scheduling.rostering.validation import SLOT_HOURS, SLOT_MINUTES

Heads = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PresenceRow:
    """``wanted`` heads by slot; ``marks`` are people, by their index, with the heads that each counts while at work.

    ``minute_cost`` is what a missing minute costs in minutes of shortage. Where ``is_even``, one too many costs as much as one too few.
    """

    line: str
    wanted: Heads
    marks: tuple[tuple[int, float], ...]
    minute_cost: float
    is_even: bool = False

    def hours_missed(self, at_work: Heads) -> float:
        """Hours by which those at work, by person and slot, are not what is wanted."""
        given = sum((heads * at_work[person] for person, heads in self.marks), np.zeros(len(self.wanted)))
        missed = np.abs(self.wanted - given) if self.is_even else np.maximum(0.0, self.wanted - given)
        return float(missed.sum()) * SLOT_HOURS


def presence_rows(problem: RosterProblem) -> tuple[PresenceRow, ...]:
    """The rows of a problem that weigh something: a qualification each, a pair each, a team each."""
    return (*_qualifications(problem), *_pairs(problem), *_teams(problem))


def at_work(problem: RosterProblem, roster: Roster) -> Heads:
    """1 for each person and slot of the horizon in which they work; breaks and activities are no work."""
    index = {person.id: at for at, person in enumerate(problem.people)}
    working = np.zeros((len(index), problem.slots))
    for name, segment in roster.work_segments():
        if name in index:
            working[index[name], max(0, segment.slots[0]) : segment.slots[1]] = 1.0
    return working


def holders_of(problem: RosterProblem, qualification: str) -> list[int]:
    """Who has a qualification, by their index."""
    return [at for at, person in enumerate(problem.people) if any(skill.work_type == qualification for skill in person.skills)]


def _qualifications(problem: RosterProblem) -> Iterator[PresenceRow]:
    """One row for each qualification; where two spans overlap, the higher number holds."""
    cost = problem.weights.presence
    for name in dict.fromkeys(presence.qualification for presence in problem.presence):
        wanted = np.zeros(problem.slots)
        for presence in problem.presence:
            if presence.qualification == name:
                span = slice(max(0, presence.slots[0]), max(0, presence.slots[1]))
                wanted[span] = np.maximum(wanted[span], presence.heads)
        if cost and wanted.any():
            yield PresenceRow("presence", wanted, tuple((at, 1.0) for at in holders_of(problem, name)), cost)


def _pairs(problem: RosterProblem) -> Iterator[PresenceRow]:
    """The two of a pair weigh each other up: nothing is missed while both work or neither does."""
    index = {person.id: at for at, person in enumerate(problem.people)}
    for one, other in problem.pairs:
        if problem.weights.pairs:
            marks = ((index[one], 1.0), (index[other], -1.0))
            yield PresenceRow("pairs", np.zeros(problem.slots), marks, problem.weights.pairs, is_even=True)


def _teams(problem: RosterProblem) -> Iterator[PresenceRow]:
    for team in problem.overlap:
        meeting = team_hours(problem, team=team)
        if meeting is None or not problem.weights.overlap:
            continue
        members = tuple((at, 1.0) for at, person in enumerate(problem.people) if team in person.teams)
        wanted = np.zeros(problem.slots)
        wanted[slice(*meeting.slots)] = meeting.members
        yield PresenceRow("overlap", wanted, members, problem.weights.overlap)


@dataclass(frozen=True, slots=True)
class TeamHours:
    """When a team should work at the same time, and how many of its people are free to throughout."""

    slots: Span
    members: int


def team_hours(problem: RosterProblem, *, team: str) -> TeamHours | None:
    """The stretch of the team's hours in which most of its people are available throughout, the earliest of several.

    None where no two of them are, or no hours are wanted.
    """
    length = round(problem.overlap.get(team, 0.0) * 60 / SLOT_MINUTES)
    if not 0 < length <= problem.slots:
        return None
    free = np.zeros(problem.slots - length + 1, np.int64)
    for person in problem.people:
        if team in person.teams:
            free += _free_throughout(person, problem.slots, length)
    first = int(free.argmax())
    return TeamHours((first, first + length), int(free[first])) if free[first] > 1 else None


def _free_throughout(person: Person, slots: int, length: int) -> npt.NDArray[np.int64]:
    """1 for each start of a stretch in which the person is available all along."""
    available = np.zeros(slots + 1, np.int64)
    for first, last in person.available:
        available[max(0, first) + 1 : max(0, min(slots, last)) + 1] = 1
    total = np.cumsum(available)
    is_free: npt.NDArray[np.bool_] = total[length:] - total[: len(total) - length] == length
    return is_free.astype(np.int64)
