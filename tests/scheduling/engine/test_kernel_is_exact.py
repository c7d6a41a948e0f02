"""The kernel's best week is as good as the best of all legal weeks, tried one by one; it is legal, and worth what the kernel says."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from scheduling.rostering.checker import check, contradictions
from scheduling.rostering.problem import Contract, Wish
from scheduling.rostering.roster import Roster, Shift
from scheduling.rostering.scoring import score
from scheduling.rostering.tours.compile import build_crew
from tests.scheduling.engine.exhaustive import Enumerator
from tests.scheduling.engine.kernel_calls import kernel_week, value_of_work
from tests.scheduling.engine.tiny_problems import Tiny, tiny_problems
from tests.scheduling.torture import parts, try_examples

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_exact(tiny: Tiny, *, breaks_may_touch: bool) -> None:
    assume(not contradictions(tiny.problem))
    crew = build_crew(tiny.problem, relaxed=breaks_may_touch)
    for at, (person, values) in enumerate(zip(tiny.problem.people, tiny.values, strict=True)):
        expected = Enumerator(tiny.problem, person, values, breaks_may_touch=breaks_may_touch).best_week()
        found = kernel_week(tiny.problem, at, values, crew=crew)
        if is_kept_roughly(person.contract):
            event("kept roughly")
            worse, better = (expected, found) if breaks_may_touch else (found, expected)
            assert worse is None or (better is not None and worse.value <= better.value)
            if breaks_may_touch or found is None:
                continue
        elif expected is None or found is None:
            event("no legal week")
            assert expected == found
            continue
        else:
            event(f"{len(found.shifts)} shifts")
            assert found.value == expected.value
        alone, roster = replace(tiny.problem, people=(person,)), Roster("tiny", found.shifts)
        assert check(alone, roster) == ()
        if not any(is_touched_twice(wish, found.shifts) for wish in person.wishes):
            assert found.value == value_of_work(found.shifts, values) - score(alone, roster).objective


def is_kept_roughly(contract: Contract) -> bool:
    """Whether the kernel keeps a rule too strictly, and for the bound too loosely: nights of split shifts, gaps that breaks follow, and
    two weekends in one week."""
    if contract.weekends_off_min is not None:
        return True
    return contract.split is not None and (contract.nights_per_week_max is not None or len(contract.breaks) > 0)


def is_touched_twice(wish: Wish, shifts: tuple[Shift, ...]) -> bool:
    """Whether two shifts touch the wish, which the kernel then counts twice; the engine's books count it once."""
    return sum(shift.slots[0] < wish.slots[1] and wish.slots[0] < shift.slots[1] for shift in shifts) > 1


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(tiny=tiny_problems())
def test_the_best_week_is_the_best_of_all_legal_weeks_in_which_breaks_lie_within_work(tiny: Tiny) -> None:
    assert_exact(tiny, breaks_may_touch=False)


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(tiny=tiny_problems())
def test_for_the_bound_the_best_week_is_the_best_of_all_weeks_that_the_law_tolerates(tiny: Tiny) -> None:
    assert_exact(tiny, breaks_may_touch=True)


@pytest.mark.parametrize("breaks_may_touch", [False, True])
@parts(20)
def test_ten_thousand_best_weeks_are_the_best_of_all(*, breaks_may_touch: bool, part: int) -> None:
    try_examples(partial(assert_exact, breaks_may_touch=breaks_may_touch), examples=500, part=part, tiny=tiny_problems())
