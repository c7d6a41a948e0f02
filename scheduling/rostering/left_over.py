"""What some people's roster leaves to others: heads uncovered by slot, and waiting work that it does not get done in time."""

from dataclasses import replace

import numpy as np

from scheduling.rostering.backlog import backlogs_of, done_in_time
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.validation import SLOT_MINUTES


def left_over(problem: RosterProblem, roster: Roster) -> RosterProblem:
    """The problem of which ``roster`` takes its part away; people wanted at work together are left out of it."""
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
        presence=(),
        pairs=(),
        overlap={},
    )
