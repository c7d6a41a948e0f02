"""The checker against rosters that are legal by construction, and against the same rosters broken in one way each."""

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.problem import DayOffLock, SegmentLock, Split
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from scheduling.rostering.rules import RULES
from tests.scheduling.mutations import MUTATIONS, Mutation
from tests.scheduling.rosters import a_contract, a_person, a_problem, a_roster, activity
from tests.scheduling.strategies import Planted, planted_problems
from tests.scheduling.torture import parts, try_examples

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow]


def test_every_rule_has_a_mutation_aimed_at_it() -> None:
    assert {name for name, _ in MUTATIONS} == {rule.name for rule in RULES}


SLOTS = st.tuples(st.integers(-300, 1000), st.integers(-2, 120)).map(lambda pair: (pair[0], pair[0] + pair[1]))
FORWARD_SLOTS = SLOTS.map(lambda slots: (slots[0], max(slots)))
SEGMENTS = st.one_of(
    st.builds(Segment, kind=st.just(SegmentKind.WORK), slots=FORWARD_SLOTS, work_type=st.sampled_from(("phone", "email", "fax"))),
    st.builds(Segment, kind=st.just(SegmentKind.WORK), slots=FORWARD_SLOTS, bundle=st.sampled_from(("written", "unknown"))),
    st.builds(Segment, kind=st.just(SegmentKind.BREAK), slots=FORWARD_SLOTS, paid=st.booleans()),
    st.builds(Segment, kind=st.just(SegmentKind.ACTIVITY), slots=FORWARD_SLOTS, activity=st.just("coaching")),
)
SHIFTS = st.builds(Shift, person=st.sampled_from(("p1", "p2", "ghost")), slots=SLOTS, segments=st.lists(SEGMENTS, max_size=4).map(tuple))


@settings(max_examples=200, deadline=None)
@given(shifts=st.lists(SHIFTS, max_size=6))
def test_any_roster_at_all_is_judged_not_choked_on(shifts: list[Shift]) -> None:
    contract = a_contract(
        week_minimum_hard=True,
        day_minutes_max=480,
        weekly_rest_minutes=2160,
        nights_per_week_max=0,
        days_off_run_min=2,
        weekends_off_min=1,
        period_weeks=2,
        period_minutes=(600, 2400),
        start_windows=(("06:00", "10:00"),),
        templates=(("09:00", 480),),
        split=Split(gap_minutes=(60, 240), part_minutes_min=120),
    )
    person = a_person(contract=contract, history=((-20, 5),), locks=(DayOffLock(28), SegmentLock(activity("Tue 10:00", "Tue 11:00"))))

    violations = check(a_problem(person, a_person("p2")), a_roster(*shifts))

    assert violations
    assert {violation.rule for violation in violations} <= {rule.name for rule in RULES}


def assert_caught(rule: str, mutation: Mutation, planted: Planted, seed: int) -> None:
    broken = mutation(planted, Random(seed))
    assume(broken is not None)
    assert broken is not None

    assert rule in {violation.rule for violation in check(broken.problem, broken.hidden)}


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=lambda value: getattr(value, "__name__", value))
@settings(max_examples=20, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(most_people=3), seed=st.integers(0, 2**16))
def test_a_broken_roster_is_caught_by_the_rule_it_breaks(rule: str, mutation: Mutation, planted: Planted, seed: int) -> None:
    assert_caught(rule, mutation, planted, seed)


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=lambda value: getattr(value, "__name__", value))
@parts(4)
def test_a_thousand_broken_rosters_are_caught_by_the_rule_they_break(rule: str, mutation: Mutation, part: int) -> None:
    def caught(planted: Planted, seed: int) -> None:
        assert_caught(rule, mutation, planted, seed)

    try_examples(caught, examples=250, part=part, planted=planted_problems(most_people=3), seed=st.integers(0, 2**16))
