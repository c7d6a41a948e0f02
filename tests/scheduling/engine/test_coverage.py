"""What one more person is worth in a cell is exactly what the cost falls by."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.coverage import (
    Demand,
    add_cover,
    build_demand,
    cell_cost,
    change_cover,
    fill_gains,
    short_hours,
    surplus_hours,
    total_cost,
    total_cover,
)
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.person import SegmentLock
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import Bundle, CoverageMode, RosterProblem, Weights, WorkType
from scheduling.rostering.roster import Segment, SegmentKind
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.tables import new_week
from tests.scheduling.engine.states import placed
from tests.scheduling.rosters import DAY, WEEK, a_contract, a_person, a_problem

NEED_HALF_PRICED = ((4.0, 0.0, 60 + 60 + 75 + 75), (4.0, 2.0, 60 + 60), (4.0, 3.5, 30.0), (4.0, 4.0, 0.0), (4.0, 6.0, 2 * 60 * 0.02))
"""Need, cover, and the cost by hand: 60 a head (priority 4 × 15 minutes), a quarter more beyond half of the need, 2 % for surplus."""


def one_cell(need: float) -> Demand:
    return Demand(
        np.array([[need]]),
        np.array([[need / 2]]),
        np.array([[1.0]]),
        np.array([60.0]),
        np.array([1.25]),
        np.array([0.02]),
        np.array([0.0]),
        1,
    )


@pytest.mark.parametrize(("need", "cover", "cost"), NEED_HALF_PRICED)
def test_a_cell_costs_more_the_deeper_it_is_short(need: float, cover: float, cost: float) -> None:
    assert cell_cost(one_cell(need), 0, 0, cover) == pytest.approx(cost)


@pytest.mark.parametrize(("over", "squared"), [(0.0, 0.0), (1.0, 1.0), (1.5, 2.5), (2.0, 4.0), (3.0, 9.0)])
def test_surplus_heads_cost_their_square(over: float, squared: float) -> None:
    demand = one_cell(2.0)._replace(surplus=np.array([0.0]), crowding=np.array([0.1]))

    assert cell_cost(demand, 0, 0, 2.0 + over) == pytest.approx(60 * 0.1 * squared)


@settings(max_examples=200, deadline=None)
@given(
    need=st.floats(0, 50),
    covers=st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(0, 60)),
    deep=st.floats(1, 3),
    surplus=st.floats(0, 1),
    crowding=st.floats(0, 1),
)
def test_the_cost_of_a_cell_is_convex(
    need: float, covers: tuple[float, float, float], deep: float, surplus: float, crowding: float
) -> None:
    low, middle, high = sorted(covers)
    demand = one_cell(need)._replace(deep=np.array([deep]), surplus=np.array([surplus]), crowding=np.array([crowding]))

    def cost(cover: float) -> float:
        return float(cell_cost(demand, 0, 0, cover))

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

    fill_gains(crew, demand, cover, person, value, 0, value.shape[1])

    for _ in range(40):
        role, slot = rng.randrange(2), rng.randrange(WEEK)
        week = new_week(crew, 1)
        week.codes[0, slot] = role
        after = cover.copy()
        add_cover(crew, demand, person, week, 0, after)
        less_liked = 0.25 * problem.weights.enjoyment * (1 - (problem.people[person].skills[role].enjoyment + 2) / 4)
        assert value[role, slot] == pytest.approx(before - total_cost(demand, after) - less_liked, abs=1e-6)


def test_beyond_the_horizon_work_is_worth_only_its_enjoyment() -> None:
    problem = replace(a_random_problem(1), weights=Weights(enjoyment=6.0))
    crew, demand = build_crew(problem), build_demand(problem)
    value = np.zeros((2, crew.last_slot + 1))

    fill_gains(crew, demand, np.zeros_like(demand.need), 0, value, 0, value.shape[1])

    assert crew.last_slot > WEEK
    assert set(value[0, WEEK:]) == {-0.25 * 6.0 * 0.5}
    assert set(value[1, WEEK:]) == {0.0}


def test_cover_added_up_afresh_is_the_cover_that_was_kept() -> None:
    state = placed(a_random_problem(3))

    assert total_cover(state.crew, state.week, 3, WEEK) == pytest.approx(state.cover)


def test_short_and_surplus_hours_are_hours_of_heads() -> None:
    demand = build_demand(a_problem(required={"phone": (2.0,) * WEEK}))
    cover = np.zeros((3, WEEK))
    cover[0, :4], cover[1, :8] = 3.0, 0.5

    assert short_hours(demand, cover) == 2.0 * 168 - 2.0
    assert surplus_hours(demand, cover) == 1.0 + 1.0


def test_a_week_and_a_day_of_run_out_fit_the_longest_shift() -> None:
    assert build_crew(a_problem(a_person(contract=a_contract(shift_minutes=(240, 720))))).last_slot == WEEK + DAY // 2


def shared(mode: CoverageMode) -> RosterProblem:
    """Two work types that two people share their presence among, and need for both in every hour."""
    work_types = tuple(WorkType(name, mode=mode) for name in ("phone", "email"))
    required = {"phone": (0.6,) * WEEK, "email": (0.9,) * WEEK}
    people = (a_person("p1"), a_person("p2"))
    problem = a_problem(*people, required=required, weights=Weights(deep_shortage=1.0))
    return replace(problem, work_types=work_types, bundles=(Bundle("all", ("phone", "email")),))


@pytest.mark.parametrize("mode", [CoverageMode.BLEND, CoverageMode.POOL])
def test_presence_is_shared_out_where_it_is_most_useful(mode: CoverageMode) -> None:
    state = placed(shared(mode))
    week, cover = state.week, np.zeros_like(state.demand.need)
    week.codes[:] = -1
    week.codes[:, 40] = 0

    add_cover(state.crew, state.demand, 0, week, 0, cover)
    # Phone is quicker for them (speed 1.0 against 0.85), so all of its 0.6 heads first; email gets the rest.
    assert cover[:, 40] == pytest.approx([0.6, 0.4 * 0.85], abs=1e-4)
    add_cover(state.crew, state.demand, 1, week, 1, cover)
    assert cover[:, 40] == pytest.approx([0.6, 0.9], abs=1e-4)


@pytest.mark.parametrize("mode", [CoverageMode.BLEND, CoverageMode.POOL])
def test_a_gain_of_shared_presence_is_what_the_cost_falls_by(mode: CoverageMode) -> None:
    state = placed(shared(mode))
    rng = np.random.default_rng(1)
    cover = rng.choice((0.0, 0.2, 0.5, 0.9), size=state.demand.need.shape)
    value = np.zeros((1, state.crew.last_slot + 1))
    week = new_week(state.crew, 1)
    week.codes[0, :WEEK] = 0
    after = cover.copy()

    fill_gains(state.crew, state.demand, cover, 0, value, 0, value.shape[1])
    add_cover(state.crew, state.demand, 0, week, 0, after)

    falls = total_cost(state.demand, cover) - total_cost(state.demand, after)
    idle = 1.0 - week.split[0].sum(axis=1)
    assert value[0, :WEEK].sum() == pytest.approx(falls - idle.sum() * 15 * 0.02, abs=1e-2)


def test_what_shared_presence_covers_is_taken_away_as_it_was_given() -> None:
    state = placed(shared(CoverageMode.BLEND))

    for person in (1, 0):
        change_cover(state.crew, person, state.week, person, state.cover, -1.0)

    assert state.cover == pytest.approx(np.zeros_like(state.cover), abs=1e-6)


@pytest.mark.parametrize("mode", [CoverageMode.BLEND, CoverageMode.POOL])
def test_shared_presence_makes_less_short_than_one_thing_at_a_time(mode: CoverageMode) -> None:
    problem = make_pool(PoolSpec(people=12, queues=6, seed=2, tightness=0.95))
    names = [work_type.id for work_type in problem.work_types]
    work_types = tuple(replace(work_type, mode=mode) for work_type in problem.work_types)
    together = replace(problem, work_types=work_types, bundles=(Bundle("a", tuple(names[:3])), Bundle("b", tuple(names[3:]))))
    limits = Limits(seconds=60.0, threads=1, rounds=15)

    alone, blended = solve(problem, limits=limits), solve(together, limits=limits)

    assert check(together, blended.roster) == ()
    assert blended.short_hours < 0.8 * alone.short_hours
    assert (blended.bound_short_hours or 0.0) <= blended.short_hours
    assert {segment.bundle for _, segment in blended.roster.work_segments()} == ({"a", "b"} if mode is CoverageMode.BLEND else {None})


def test_a_work_type_of_a_bundle_that_is_locked_alone_stays_alone() -> None:
    problem = shared(CoverageMode.BLEND)
    locked = SegmentLock(Segment(SegmentKind.WORK, (40, 44), work_type="email"))
    first, second = problem.people
    problem = replace(problem, people=(replace(first, locks=(locked,)), second))

    result = solve(problem, limits=Limits(seconds=60.0, threads=1, rounds=2))

    assert result.conflicts == ()
    assert check(problem, result.roster) == ()
    assert {segment.bundle for person, segment in result.roster.work_segments() if person == "p2"} == {"all"}
