"""What one more person is worth in a cell is exactly what the cost falls by."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rostering.coverage import (
    add_cover,
    build_demand,
    cell_cost,
    fill_gains,
    short_hours,
    surplus_hours,
    total_cost,
    total_cover,
)
from scheduling.rostering.problem import CoverageMode, ProblemError, RosterProblem, Weights, WorkKind, WorkType
from scheduling.rostering.tours.compile import build_crew
from tests.scheduling.engine.states import placed
from tests.scheduling.rosters import DAY, WEEK, a_contract, a_person, a_problem

NEED_HALF_PRICED = ((4.0, 0.0, 60 + 60 + 75 + 75), (4.0, 2.0, 60 + 60), (4.0, 3.5, 30.0), (4.0, 4.0, 0.0), (4.0, 6.0, 2 * 60 * 0.02))
"""Need, cover, and the cost by hand: 60 a head (priority 4 × 15 minutes), a quarter more beyond half of the need, 2 % for surplus."""


@pytest.mark.parametrize(("need", "cover", "cost"), NEED_HALF_PRICED)
def test_a_cell_costs_more_the_deeper_it_is_short(need: float, cover: float, cost: float) -> None:
    assert cell_cost(need, cover, 60.0, 1.25, 0.02) == pytest.approx(cost)


@settings(max_examples=200, deadline=None)
@given(
    need=st.floats(0, 50),
    covers=st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(0, 60)),
    deep=st.floats(1, 3),
    surplus=st.floats(0, 1),
)
def test_the_cost_of_a_cell_is_convex(need: float, covers: tuple[float, float, float], deep: float, surplus: float) -> None:
    low, middle, high = sorted(covers)

    def cost(cover: float) -> float:
        return float(cell_cost(need, cover, 15.0, deep, surplus))

    assert (cost(middle) - cost(low)) * (high - middle) <= (cost(high) - cost(middle)) * (middle - low) + 1e-6


def a_random_problem(seed: int) -> RosterProblem:
    rng = Random(seed)
    required = {name: tuple(rng.choice((0.0, 0.4, 1.0, 3.0)) for _ in range(WEEK)) for name in ("phone", "email", "chat")}
    work_types = tuple(WorkType(name, priority=rng.choice((0.5, 1.0, 4.0))) for name in required)
    people = (a_person("p1"), a_person("p2", contract=a_contract(breaks=())))
    weights = Weights(enjoyment=rng.choice((0.0, 6.0)), surplus=rng.choice((0.0, 0.1)), deep_shortage=rng.choice((1.0, 1.5)))
    return replace(a_problem(*people), required=required, work_types=work_types, weights=weights)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_a_gain_is_exactly_what_the_cost_falls_by(seed: int) -> None:
    problem = a_random_problem(seed)
    crew, demand = build_crew(problem), build_demand(problem)
    rng = Random(seed)
    cover = np.array([[rng.choice((0.0, 0.7, 1.85, 4.0)) for _ in range(WEEK)] for _ in problem.work_types])
    person = rng.randrange(2)
    value = np.zeros((2, crew.last_slot + 1))
    before = total_cost(demand, cover)

    fill_gains(crew, demand, cover, person, value)

    for _ in range(40):
        role, slot = rng.randrange(2), rng.randrange(WEEK)
        codes = np.full(crew.last_slot + 1, -1, np.int8)
        codes[slot] = role
        after = cover.copy()
        add_cover(crew, person, codes, after, 1.0)
        less_liked = 0.25 * problem.weights.enjoyment * (1 - (problem.people[person].skills[role].enjoyment + 2) / 4)
        assert value[role, slot] == pytest.approx(before - total_cost(demand, after) - less_liked, abs=1e-6)


def test_beyond_the_horizon_work_is_worth_only_its_enjoyment() -> None:
    problem = replace(a_random_problem(1), weights=Weights(enjoyment=6.0))
    crew, demand = build_crew(problem), build_demand(problem)
    value = np.zeros((2, crew.last_slot + 1))

    fill_gains(crew, demand, np.zeros_like(demand.need), 0, value)

    assert crew.last_slot > WEEK
    assert set(value[0, WEEK:]) == {-0.25 * 6.0 * 0.5}
    assert set(value[1, WEEK:]) == {0.0}


def test_cover_added_up_afresh_is_the_cover_that_was_kept() -> None:
    state = placed(a_random_problem(3))

    assert total_cover(state.crew, state.week.codes, WEEK, 3) == pytest.approx(state.cover)


def test_short_and_surplus_hours_are_hours_of_heads() -> None:
    demand = build_demand(a_problem(required={"phone": (2.0,) * WEEK}))
    cover = np.zeros((3, WEEK))
    cover[0, :4], cover[1, :8] = 3.0, 0.5

    assert short_hours(demand, cover) == 2.0 * 168 - 2.0
    assert surplus_hours(demand, cover) == 1.0 + 1.0


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"work_types": (WorkType("phone", mode=CoverageMode.BLEND),)}, "work type phone: mode is blend"),
        ({"work_types": (WorkType("phone", mode=CoverageMode.POOL),)}, "work type phone: mode is pool"),
        ({"work_types": (WorkType("phone", kind=WorkKind.BACKLOG),)}, "work type phone: backlog"),
        ({"overlap": {"team": 2.0}}, "overlap"),
        ({"pairs": (("p1", "p2"),)}, "pairs"),
    ],
)
def test_what_the_engine_does_not_plan_is_refused_by_name(changes: dict[str, object], text: str) -> None:
    people = (a_person("p1", skills=()), a_person("p2", skills=()))

    with pytest.raises(ProblemError, match=text):
        build_demand(replace(a_problem(*people), **changes))


def test_a_week_and_a_day_of_run_out_fit_the_longest_shift() -> None:
    assert build_crew(a_problem(a_person(contract=a_contract(shift_minutes=(240, 720))))).last_slot == WEEK + DAY // 2
