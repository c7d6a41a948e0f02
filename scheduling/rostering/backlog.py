"""Work that may wait: what of it a roster's capacity gets done in time, and where heads for the rest are best asked for.

A week comes round: what is not due by its end is done at its start, as last week's was. All work of a work type waits equally long, so
the one that has waited longest goes first, which gets as much done in time as any order can (Glover 1967: bipartite matching where
everything that fits a slot lies in a row).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.rostering.problem import CoverageMode, ProblemError, RosterProblem, WorkKind, WorkType
from scheduling.rostering.validation import SLOT_MINUTES

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Slots = npt.NDArray[np.int64]

ROUNDS_MAX = 50
"""So often a week is gone round until what it hands over at its end is what it was handed at its start."""
EVEN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Backlog:
    """One work type's waiting work: ``arriving`` is head-slots by slot, ``due`` the slot before which that work is to be done.

    It is done in ``open`` slots; what finds none before its deadline is due with the next one. A slot past the last one is one of the
    week's start. ``row`` is the work type's row of cover. Heads that are required by slot beside the backlog are ``standing``.
    """

    row: int
    arriving: Numbers
    due: Slots
    open: Flags
    standing: Numbers

    @property
    def hours(self) -> float:
        """Hours of work that arrive, at speed 1.0."""
        return float(self.arriving.sum()) * SLOT_MINUTES / 60

    def slots_for(self, arrival: int) -> Slots:
        """The open slots in which what arrives in a slot is in time, by the time that it has waited."""
        within: Slots = np.arange(arrival, self.due[arrival]) % len(self.open)
        open_within: Slots = within[self.open[within]]
        return open_within


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """By slot: head-slots done in time; and by the slot of their arrival those that are not."""

    served: Numbers
    missed: Numbers


def backlogs_of(problem: RosterProblem) -> tuple[Backlog, ...]:
    """The work of a problem that may wait. Raises ProblemError for such work in a bundle or pool, which is counted by slot only."""
    rows = enumerate(problem.work_types)
    return tuple(_backlog(problem, row, work_type) for row, work_type in rows if work_type.kind is WorkKind.BACKLOG)


def _backlog(problem: RosterProblem, row: int, work_type: WorkType) -> Backlog:
    if work_type.mode is not CoverageMode.FOCUS:
        mode = work_type.mode.value
        raise ProblemError(f"work type {work_type.id}: backlog in mode {mode}: work that may wait is planned in mode focus only")
    nothing = (0.0,) * problem.slots
    arriving = np.array(problem.backlog.get(work_type.id, nothing)) / SLOT_MINUTES
    is_open = np.full(problem.slots, not work_type.open)
    for first, last in work_type.open:
        is_open[max(0, first) : max(0, last)] = True
    if arriving.any() and not is_open.any():
        raise ProblemError(f"work type {work_type.id}: work arrives in backlog.{work_type.id}, and no slot of the horizon is open for it")
    span = min((work_type.deadline_minutes or SLOT_MINUTES) // SLOT_MINUTES, problem.slots)
    return Backlog(row, arriving, _due(is_open, span), is_open, np.array(problem.required.get(work_type.id, nothing)))


def _due(is_open: Flags, span: int) -> Slots:
    slots = np.arange(len(is_open))
    open_at = np.flatnonzero(np.tile(is_open, 2))
    if not len(open_at):
        return slots + span
    return np.maximum(slots + span, open_at[np.searchsorted(open_at, slots)] + 1)


def done_in_time(backlog: Backlog, capacity: Numbers) -> Done:
    """What ``capacity``, heads by slot, gets done in time, the longest waiting first."""
    slots = len(capacity)
    room = np.where(backlog.open, np.maximum(0.0, capacity - backlog.standing), 0.0).tolist()
    arriving, due = backlog.arriving.tolist(), backlog.due.tolist()
    handed_over: list[tuple[int, float]] = []
    for _ in range(ROUNDS_MAX):
        served, missed, left = _one_round(arriving, room, due, handed_over)
        following = [(at - slots, amount) for at, amount in left]
        if _same(following, handed_over):
            break
        handed_over = following
    else:  # what the week hands over goes on changing: what it cannot place at its start it has missed
        for at, amount in left:
            missed[at] += amount
    return Done(np.array(served), np.array(missed))


def _one_round(
    arriving: list[float], room: list[float], due: list[int], waiting: list[tuple[int, float]]
) -> tuple[list[float], list[float], list[tuple[int, float]]]:
    """One time through the week. ``waiting`` came before it; what is left at the end and still in time is the third answer."""
    slots = len(arriving)
    served, missed = [0.0] * slots, [0.0] * slots
    queue, head = list(waiting), 0
    for t in range(slots):
        if arriving[t] > 0.0:
            queue.append((t, arriving[t]))
        while head < len(queue) and _due_in_week(queue[head][0], due) <= t:
            missed[queue[head][0] % slots] += queue[head][1]
            head += 1
        free = room[t]
        while free > EVEN and head < len(queue):
            at, amount = queue[head]
            part = min(free, amount)
            served[t] += part
            free -= part
            if amount - part > EVEN:
                queue[head] = (at, amount - part)
            else:
                head += 1
    return served, missed, queue[head:]


def _due_in_week(arrival: int, due: list[int]) -> int:
    """When work is due, counted from this week's start; what arrived last week has a slot below 0."""
    return due[arrival] if arrival >= 0 else due[arrival % len(due)] - len(due)


def _same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    return len(one) == len(other) and all(a[0] == b[0] and abs(a[1] - b[1]) < 1e-6 for a, b in zip(one, other, strict=True))


def needed(backlog: Backlog, done: Done) -> Numbers:
    """Heads needed by slot: what stands, what is done, and what is missed, each in the last open slot before it is due."""
    need = backlog.standing + done.served
    for at in np.flatnonzero(done.missed).tolist():
        need[backlog.slots_for(at)[-1]] += done.missed[at]
    return need


def asked(backlog: Backlog, done: Done, *, attraction: Numbers) -> Numbers:
    """Heads to ask for by slot: what stands, what is done, and what is missed as whole heads where ``attraction`` is high.

    Half a head in many slots brings nobody, a whole one over some hours does.
    """
    extra = np.zeros(len(done.served))
    for at in np.flatnonzero(done.missed).tolist():
        within = backlog.slots_for(at)
        left, level = float(done.missed[at]), 1.0
        best = within[np.argsort(-attraction[within], kind="stable")]
        while left > EVEN:
            for t in best.tolist():
                part = min(left, max(0.0, level - extra[t]))
                extra[t] += part
                left -= part
                if left <= EVEN:
                    break
            level += 1.0
    return backlog.standing + done.served + extra


def least_worth(backlog: Backlog, price: Numbers, *, head_cost: float) -> float:
    """The least that the work can cost at a ``price`` of a head by slot: done where it is cheapest before it is due, or not at all.

    What stands is left to the cells of the work type.
    """
    arrivals = np.flatnonzero(backlog.arriving).tolist()
    return sum(float(backlog.arriving[at]) * min(head_cost, float(price[backlog.slots_for(at)].min())) for at in arrivals)
