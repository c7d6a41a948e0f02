"""What some shifts leave to others: heads uncovered by slot, and waiting work that they do not get done in time."""

from dataclasses import replace

import numpy as np

from scheduling.rostering.backlog import backlogs_of, done_in_time
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.validation import SLOT_MINUTES


def left_over(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem of which ``roster`` takes its part away; people wanted at work together are left out of it."""
    return replace(less_served(problem, roster), presence=(), pairs=(), overlap={})


def less_served(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem with nothing more required than what the shifts of ``roster``, such as those begun before it, do not serve already."""
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
    )
