"""Shifts of the week before that go on into a week: what they serve there is not required of it once more."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from scheduling.rostering.left_over import less_served
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Shift
from wfm.rosters.content import roster_of
from wfm.rosters.queries import shifts_running_into, work_names
from wfm.rosters.weeks import RosterWeek


def carried_over(session: Session, *, week: RosterWeek, problem: RosterProblem) -> Roster:
    """What published shifts that began before a week do in it, cut at its start."""
    contents = shifts_running_into(session, week=week)
    if not contents:
        return Roster(problem.name, ())
    found = roster_of(contents, problem_name=problem.name, horizon=week.horizon, names=work_names(session))
    return replace(found, shifts=tuple(map(_from_the_start, found.shifts)))


def less_carried_over(session: Session, *, week: RosterWeek, problem: RosterProblem) -> RosterProblem:
    """The problem with only that required which shifts of the week before do not serve."""
    carried = carried_over(session, week=week, problem=problem)
    return less_served(problem, carried) if carried.shifts else problem


def _from_the_start(shift: Shift) -> Shift:
    parts = (replace(part, slots=(max(0, part.slots[0]), part.slots[1])) for part in shift.segments if part.slots[1] > 0)
    return replace(shift, slots=(0, shift.slots[1]), segments=tuple(parts))
