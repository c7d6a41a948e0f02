"""The best shift of one date, beside the other shifts of a week, is what the whole kernel finds with those locked."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from scheduling.rostering.checker import check, contradictions
from scheduling.rostering.person import DayOffLock, ShiftLock
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Shift
from scheduling.rostering.scoring import score
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.crew import Crew
from scheduling.rostering.tours.day import best_day
from scheduling.rostering.tours.tables import NEVER, new_scratch, new_week
from scheduling.rostering.tours.weeks import from_roster, to_roster
from tests.scheduling.engine.exhaustive import Values
from tests.scheduling.engine.kernel_calls import fill_values, kernel_week, value_of_work
from tests.scheduling.engine.test_kernel_is_exact import is_kept_roughly, is_touched_twice
from tests.scheduling.engine.tiny_problems import Tiny, tiny_problems
from tests.scheduling.rosters import WEEK, a_contract, a_person, a_problem
from tests.scheduling.torture import parts, try_examples

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def week_with_best_day(
    problem: RosterProblem, crew: Crew, values: Values, others: tuple[Shift, ...], slot: int
) -> tuple[Shift, ...] | None:
    """The other shifts of the only person and the best one of the date of ``slot``; None where nothing is legal there."""
    week, scratch = new_week(crew, 1), new_scratch(crew)
    if others:
        assert from_roster(problem, crew, Roster(problem.name, others), week) == [0]
    fill_values(problem, crew, 0, values, scratch)
    count = int(week.shift_count[0])
    value, start, slots, units = best_day(crew, 0, week.shifts[0], count, slot, scratch)
    if value <= NEVER:
        return None
    if start >= 0:
        week.codes[0, start : start + slots] = scratch.codes[start : start + slots]
        week.shifts[0, count] = start, slots, units
        week.shift_count[0] = count + 1
    return to_roster(problem, week).shifts


def assert_as_good_as_the_kernel(tiny: Tiny) -> None:
    assume(not contradictions(tiny.problem))
    for person, values in zip(tiny.problem.people, tiny.values, strict=True):
        alone = tiny.problem.only((replace(person, locks=()),))
        found = kernel_week(alone, 0, values)
        if found is None or is_kept_roughly(person.contract):
            continue
        crew = build_crew(alone)
        dates = crew.date[crew.calendar[0], : crew.slots]
        for date in np.unique(dates).tolist():
            others = tuple(shift for shift in found.shifts if dates[shift.slots[0]] != date)
            off = sorted(set(dates.tolist()) - {date} - {int(dates[shift.slots[0]]) for shift in others})
            locks = (*map(ShiftLock, others), *map(DayOffLock, off))
            expected = kernel_week(tiny.problem.only((replace(person, locks=locks),)), 0, values)
            got = week_with_best_day(alone, crew, values, others, int(np.flatnonzero(dates == date)[0]))
            assert got is not None, "the week was legal as it stood"
            assert expected is not None
            event(f"{len(got) - len(others)} shift on the date")
            assert check(alone, Roster(alone.name, got)) == ()
            if not any(is_touched_twice(wish, shifts) for wish in person.wishes for shifts in (got, expected.shifts)):
                worth = [
                    value_of_work(shifts, values) - score(alone, Roster(alone.name, shifts)).objective for shifts in (got, expected.shifts)
                ]
                assert worth[0] == worth[1]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(tiny=tiny_problems())
def test_the_best_shift_of_a_date_is_the_kernels_with_everything_else_locked(tiny: Tiny) -> None:
    assert_as_good_as_the_kernel(tiny)


@parts(10)
def test_five_thousand_weeks_have_the_kernels_shift_on_each_date(part: int) -> None:
    try_examples(assert_as_good_as_the_kernel, examples=500, part=part, tiny=tiny_problems())


@pytest.mark.parametrize(("slot", "shifts"), [(0, 1), (3 * 96, 0), (6 * 96, 1)])
def test_the_only_shift_of_a_week_leaves_room_for_the_weekly_rest(slot: int, shifts: int) -> None:
    problem = a_problem(a_person(contract=a_contract(weekly_rest_minutes=5 * 1440)))
    values = {work_type.id: (1.0,) * WEEK for work_type in problem.work_types}

    found = week_with_best_day(problem, build_crew(problem), values, (), slot)

    assert found is not None
    assert len(found) == shifts
    assert check(problem, Roster(problem.name, found)) == ()
