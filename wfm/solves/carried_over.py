"""Shifts of the week before that go on into a week: what they serve there is not required of it once more.

They are asked for whenever a week is built, shown or simulated, for they may be published, changed or left for leave after it was built.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from scheduling.rostering.left_over import less_served
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Shift, touch
from scheduling.timegrid import Horizon
from wfm.availability.kinds import TimeOffState
from wfm.availability.models import TimeOff
from wfm.availability.queries import time_off_by_agent
from wfm.core.intervals import Interval
from wfm.rosters.content import roster_of
from wfm.rosters.queries import LONGEST_SHIFT, shifts_running_into, work_names
from wfm.rosters.weeks import RosterWeek


def carried_over(session: Session, *, week: RosterWeek) -> Roster:
    """What published shifts that began before a week do in it, each until leave that was approved since."""
    contents = shifts_running_into(session, week=week)
    if not contents:
        return Roster(week.name, ())
    start = week.horizon.starts_at
    leave = time_off_by_agent(
        session,
        agent_ids=[content.agent_id for content in contents],
        window=Interval(start - LONGEST_SHIFT, start + LONGEST_SHIFT),
        states=[TimeOffState.APPROVED],
    )
    shifts = roster_of(contents, problem_name=week.name, horizon=week.horizon, names=work_names(session)).shifts
    ends = ((shift, _end_of_service(shift, leave.get(int(shift.person), ()), week.horizon)) for shift in shifts)
    return Roster(week.name, tuple(shift.within((0, end)) for shift, end in ends if end > 0))


def less_carried_over(problem: RosterProblem, carried: Roster) -> RosterProblem:
    """The problem of a week with only that required which shifts of the week before do not serve."""
    return less_served(problem, carried) if carried.shifts else problem


def _end_of_service(shift: Shift, leave: Iterable[TimeOff], horizon: Horizon) -> int:
    away = (horizon.slots_touched(row.starts_at, row.ends_at) for row in leave)
    return min([shift.slots[1], *(span[0] for span in away if touch(span, shift.slots))])
