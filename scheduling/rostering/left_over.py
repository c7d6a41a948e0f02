"""What some shifts leave to others: heads uncovered by slot, waiting work that they do not get done in time, people wanted at work."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scheduling.rostering.backlog import backlogs_of, done_in_time
from scheduling.rostering.ledger import spans_of
from scheduling.rostering.presence_rows import at_work, holders_of
from scheduling.rostering.problem import Presence, RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.validation import SLOT_MINUTES


def left_over(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem of which ``roster`` takes its part away; people wanted at work together are left out of it."""
    return less_served(replace(problem, presence=(), pairs=(), overlap={}), roster)


def less_served(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem with nothing more required than what the shifts of ``roster``, such as those that run into it, do not serve already."""
    required, given = capacity_of(problem, roster)
    missing = np.maximum(0.0, required - given)
    undone: dict[str, tuple[float, ...]] = {}
    for backlog in backlogs_of(problem):
        missed = done_in_time(backlog, given[backlog.row]).missed
        undone[problem.work_types[backlog.row].id] = tuple((missed * SLOT_MINUTES).tolist())
        missing[backlog.row] = np.maximum(0.0, backlog.standing - given[backlog.row])
    return replace(
        problem,
        required={work_type.id: tuple(row.tolist()) for work_type, row in zip(problem.work_types, missing, strict=True)},
        backlog=undone,
        presence=tuple(_still_wanted(problem, roster)),
    )


def _still_wanted(problem: RosterProblem, roster: Roster) -> Iterator[Presence]:
    """Each wish for a qualification less those of the roster who are there with it; where spans overlap, the higher number holds."""
    working = at_work(problem, roster) if problem.presence else np.zeros((0, 0))
    for presence in problem.presence:
        first, last = max(0, presence.slots[0]), min(problem.slots, presence.slots[1])
        there = working[holders_of(problem, presence.qualification), first:last].sum(axis=0)
        wanted = np.maximum(0, presence.heads - there.astype(np.int64))
        for heads in np.unique(wanted[wanted > 0]).tolist():
            for start, end in spans_of(wanted >= heads):
                yield replace(presence, slots=(first + start, first + end), heads=heads)
