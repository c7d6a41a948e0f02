"""What every peer needs: the shifts a contract allows, with the break in the middle of its window, and the way in and out of files."""

import argparse
import json
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduling.rostering.files import read_problem, write_roster
from scheduling.rostering.problem import SLOT_MINUTES, Person, RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shift without its work: its slots, its unpaid or paid break, the local date of its start as a place in the midnights."""

    slots: Span
    day: int
    pause: Span | None = None
    is_pause_paid: bool = False

    @property
    def paid_minutes(self) -> int:
        """Length less the unpaid break."""
        unpaid = self.pause[1] - self.pause[0] if self.pause and not self.is_pause_paid else 0
        return (self.slots[1] - self.slots[0] - unpaid) * SLOT_MINUTES

    def work_parts(self) -> tuple[Span, ...]:
        """The spans before and after the break."""
        return (self.slots,) if self.pause is None else ((self.slots[0], self.pause[0]), (self.pause[1], self.slots[1]))

    def shift(self, person: Person, blocks: list[tuple[Span, str]]) -> Shift:
        """With the work done in it; neighbouring blocks of the same work type become one."""
        pieces = [(span, SegmentKind.WORK, work_type) for span, work_type in blocks]
        if self.pause:
            pieces.append((self.pause, SegmentKind.BREAK, None))
        segments: list[Segment] = []
        for span, kind, work_type in sorted(pieces):
            last = segments[-1] if segments else None
            if last and last.kind is kind is SegmentKind.WORK and last.work_type == work_type:
                segments[-1] = Segment(kind, (last.slots[0], span[1]), work_type=work_type)
            else:
                segments.append(Segment(kind, span, work_type=work_type, paid=kind is SegmentKind.WORK or self.is_pause_paid))
        return Shift(person.id, self.slots, tuple(segments))


def candidates(problem: RosterProblem, person: Person, *, start_step_minutes: int = 0, lengths: int | None = None) -> Iterator[Candidate]:
    """The shifts that start in the horizon and fit availability, grid, length and rest after the history. A coarser grid of starts and
    only so many lengths, the shortest and the longest among them, are the caller's choice."""
    contract = person.contract
    earliest = max((last for _, last in person.history), default=-problem.slots) + contract.rest_minutes // SLOT_MINUTES
    step = max(contract.start_step_minutes, start_step_minutes) // SLOT_MINUTES
    low, high = (minutes // SLOT_MINUTES for minutes in contract.shift_minutes)
    allowed = range(low, high + 1, contract.shift_step_minutes // SLOT_MINUTES)
    if lengths:
        allowed = allowed[:: max(1, (len(allowed) - 1) // max(1, lengths - 1))]
    past = days_worked(person)
    for first, last in person.available:
        for start in range(max(first, earliest, 0), min(last, problem.slots)):
            day = bisect_right(person.midnights, start) - 1
            if day in past or (start - person.midnights[day]) % step:
                continue
            for length in allowed:
                if start + length <= last:
                    yield _with_break(person, (start, start + length), day)


def _with_break(person: Person, slots: Span, day: int) -> Candidate:
    for rule in person.contract.breaks:
        if (slots[1] - slots[0]) * SLOT_MINUTES >= rule.shift_minutes_from:
            at = slots[0] + sum(rule.starts_after_minutes) // 2 // SLOT_MINUTES
            return Candidate(slots, day, (at, at + rule.minutes // SLOT_MINUTES), rule.paid)
    return Candidate(slots, day)


def days_worked(person: Person) -> set[int]:
    """The local dates of the history, as places in the midnights."""
    return {bisect_right(person.midnights, first) - 1 for first, _ in person.history}


@dataclass(frozen=True, slots=True)
class Request:
    """What a peer is asked for: an answer within ``seconds`` of ``started``, a moment of the monotonic clock."""

    problem: RosterProblem
    seconds: float
    threads: int
    seed: int
    started: float

    @property
    def seconds_left(self) -> float:
        """At least one second, so that a solver can say that it has nothing."""
        return max(1.0, self.seconds - (time.monotonic() - self.started))


def answer(solve: Callable[[Request], list[Shift] | None], description: str | None) -> None:
    """The command line that all peers share. Nothing is written where there is no roster."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("problem", type=Path)
    parser.add_argument("roster", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    problem = read_problem(options.problem)
    shifts = solve(Request(problem, options.seconds, options.threads, options.seed, started))
    if shifts is not None:
        write_roster(Roster(problem.name, tuple(shifts)), options.roster)
    print(json.dumps({"has_roster": shifts is not None, "seconds": round(time.monotonic() - started, 1)}))
