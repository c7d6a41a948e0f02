"""Stretches in which every roster is short: proved by hand where it can be counted, and never more than any legal roster is short."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scheduling.rostering.backlog import backlogs_of
from scheduling.rostering.bound import ShortageBound
from scheduling.rostering.coverage import build_demand, total_cover
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.result import SolveResult
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.tours.compile import build_crew, crew_for_bound
from scheduling.rostering.tours.tables import new_week
from scheduling.rostering.unavoidable import find_unavoidable
from tests.scheduling.rosters import WEEK, a_contract, a_person, a_problem, span
from tests.scheduling.strategies import Planted, planted_problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]
EVENING = span("Tue 18:00", "Tue 22:00")


def need(heads: float, *spans: tuple[int, int]) -> tuple[float, ...]:
    return tuple(heads if any(first <= at < last for first, last in spans) else 0.0 for at in range(WEEK))


def test_an_evening_that_lacks_people_is_proved_to_lack_them() -> None:
    """Five are wanted for four hours; two may come, of whom one works three quarters as fast; a third could, but lacks the skill."""
    contract = a_contract(breaks=(), shift_minutes=(240, 240))
    slow = a_person("p2", contract=contract, skills=(replace(a_person().skills[0], speed=0.75),))
    unskilled = a_person("p3", skills=a_person().skills[1:])
    problem = a_problem(a_person(contract=contract), slow, unskilled, required={"phone": need(5.0, EVENING)})

    result = solve(problem, limits=Limits(seconds=60, rounds=10, threads=1))

    (found,) = result.unavoidable
    assert (found.slots, found.people) == (EVENING, 2)
    assert found.short_hours == pytest.approx(4 * 3.25)
    assert found.proved_hours == pytest.approx(4 * 3.25, abs=1e-3)


def test_people_who_are_free_but_busy_elsewhere_prove_nothing() -> None:
    """One person, two evenings, one shift a week: either may be covered, and only both together not."""
    contract = a_contract(breaks=(), shift_minutes=(240, 240), week_minutes=(0, 240))
    other = span("Wed 18:00", "Wed 22:00")
    problem = a_problem(a_person(contract=contract), required={"phone": need(1.0, EVENING, other)})

    result = solve(problem, limits=Limits(seconds=60, rounds=10, threads=1))

    assert result.short_hours == 4.0
    assert result.unavoidable == ()


def test_what_is_proved_is_kept_with_the_result() -> None:
    problem = a_problem(a_person(available=()), required={"phone": need(1.0, EVENING)})
    result = solve(problem, limits=Limits(seconds=60, rounds=1, threads=1))

    assert result.unavoidable
    assert SolveResult.from_json(result.to_json()) == result


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems())
def test_no_stretch_is_proved_shorter_than_a_legal_roster_leaves_it(planted: Planted) -> None:
    crew, demand = build_crew(planted.problem), build_demand(planted.problem)
    bound = ShortageBound(crew_for_bound(planted.problem, crew), demand, seed=1, backlogs=backlogs_of(planted.problem))
    nobody = total_cover(crew, new_week(crew, len(planted.problem.people)), *demand.need.shape)
    required, given_heads = capacity_of(planted.problem, planted.hidden)
    missing = np.maximum(0.0, required - given_heads)

    for found in find_unavoidable(bound, demand, nobody, calls=200):
        assert found.proved_hours <= missing[:, slice(*found.slots)].sum() / 4 + 1e-6
