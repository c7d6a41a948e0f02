"""The bound on hours short holds for every legal roster, whatever the prices, and good prices make it tight."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduling.rostering.backlog import backlogs_of
from scheduling.rostering.bound import SETTLED_SHARE, BoundSearch, ShortageBound
from scheduling.rostering.coverage import Floats, build_demand
from scheduling.rostering.engine import Limits, SolveStatus, solve
from scheduling.rostering.pools import PlantedPool, PoolSpec, make_planted_pool, make_pool
from scheduling.rostering.presence_rows import presence_rows
from scheduling.rostering.prices import GRID
from scheduling.rostering.problem import SLOT_HOURS, RosterProblem, Skill, Weights
from scheduling.rostering.scoring import score
from scheduling.rostering.tours.compile import build_crew, crew_for_bound
from tests.scheduling.engine.exhaustive import Enumerator
from tests.scheduling.rosters import WEEK, a_contract, a_person, a_problem, span
from tests.scheduling.strategies import Planted, planted_problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def a_search(problem: RosterProblem) -> ShortageBound:
    crew = crew_for_bound(problem, build_crew(problem))
    return ShortageBound(crew, build_demand(problem), seed=1, backlogs=backlogs_of(problem))


def bound_at(problem: RosterProblem, prices: Floats) -> float:
    """The bound that these prices prove, in hours."""
    search = a_search(problem)
    search._asked = np.ceil(prices * GRID) / GRID
    search.proved = -np.inf
    search.work(len(problem.people))
    return search.hours


def after_passes(problem: RosterProblem, passes: int) -> list[float]:
    """The best bound after each pass."""
    search, hours = a_search(problem), []
    for _ in range(passes):
        search.work(len(problem.people))
        hours.append(search.hours)
    return hours


@pytest.fixture(scope="module")
def planted_pool() -> PlantedPool:
    return make_planted_pool(PoolSpec(people=20, queues=3, seed=3, planted=True))


@pytest.mark.parametrize("seed", range(8))
def test_no_prices_prove_more_than_a_hidden_roster_is_short(planted_pool: PlantedPool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    prices = rng.random((3, planted_pool.problem.slots)) ** rng.choice((0.2, 1.0, 5.0))

    assert bound_at(planted_pool.problem, prices) <= 1e-6


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(), seed=st.integers(0, 2**16))
def test_no_prices_prove_more_than_any_legal_roster_is_short(planted: Planted, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = 3 + len(presence_rows(planted.problem))
    prices = (rng.random((rows, planted.problem.slots)) < rng.random()).astype(float)
    prices[3:] = 0.0

    assert bound_at(planted.problem, prices) <= score(planted.problem, planted.hidden).short_hours + 1e-6


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems())
def test_the_search_proves_no_more_than_a_legal_roster_is_short(planted: Planted) -> None:
    hours = after_passes(planted.problem, 12)

    assert 0 <= hours[-1] <= score(planted.problem, planted.hidden).short_hours + 1e-6


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(), crowding=st.sampled_from((0.0, 0.05)))
def test_the_bound_on_the_objective_holds_for_every_legal_roster(planted: Planted, crowding: float) -> None:
    weights = replace(planted.problem.weights, crowding=crowding)
    problem = replace(planted.problem, weights=weights)
    crew = crew_for_bound(problem, build_crew(problem))
    search = BoundSearch(crew, build_demand(problem), seed=1, backlogs=backlogs_of(problem))

    for _ in range(12):
        search.work(len(problem.people))

    assert 0 <= search.proved <= score(problem, planted.hidden).objective + 1e-6


def test_the_bound_on_the_objective_meets_a_roster_that_cannot_be_bettered() -> None:
    contract = a_contract(week_minutes=(0, 480), breaks=(), shift_minutes=(240, 240))
    person = a_person(contract=contract, skills=(Skill("phone", 3, 1.0, enjoyment=-2), Skill("email", 3, 1.0, enjoyment=2)))
    weights = Weights(enjoyment=20.0, deep_shortage=1.0)
    problem = a_problem(person, required={"phone": (1.0,) * WEEK, "email": (1.0,) * WEEK}, weights=weights)
    result = solve(problem, limits=Limits(seconds=60.0, threads=1, rounds=400))

    assert result.status is SolveStatus.OPTIMAL
    assert result.bound_objective == pytest.approx(result.objective, rel=2e-3)
    # Two shifts of four hours, all on the work that is liked.
    assert {segment.work_type for _, segment in result.roster.work_segments()} == {"email"}


def test_what_stays_short_bounds_the_objective_too() -> None:
    """A week that 1.3 times the people are wanted for: the hours proved short cost at least the lowest priority."""
    problem = make_pool(PoolSpec(people=20, queues=3, seed=3, tightness=1.3))

    result = solve(problem, limits=Limits(seconds=60.0, threads=1, rounds=60))

    lowest = min(work_type.priority for work_type in problem.work_types)
    assert result.bound_short_hours
    assert result.bound_objective is not None
    assert result.bound_short_hours * 60 * lowest <= result.bound_objective + 1e-6
    assert result.bound_objective <= result.objective


def test_the_bound_never_falls_and_rises_where_work_is_short() -> None:
    problem = make_pool(PoolSpec(people=20, queues=3, seed=3, tightness=1.3))

    hours = after_passes(problem, 60)

    assert hours == sorted(hours)
    assert hours[2] < hours[-1]
    assert hours[-1] > 0.5 * 0.3 / 1.3 * required_hours(problem)


def test_the_search_says_when_no_prices_can_prove_more() -> None:
    contract = a_contract(week_minutes=(0, 480), breaks=(), shift_minutes=(240, 240))
    problem = a_problem(a_person(contract=contract), required={"phone": (1.0,) * WEEK})
    search = a_search(problem)

    for _ in range(500):
        search.work(1)
        if search.is_settled:
            break

    assert search.is_settled
    assert search.hours == pytest.approx(168.0 - 8.0, abs=SETTLED_SHARE * 168)


def required_hours(problem: RosterProblem) -> float:
    return sum(map(sum, problem.required.values())) * SLOT_HOURS


def test_with_nobody_there_everything_is_short() -> None:
    problem = a_problem(a_person(available=()), required={"phone": (1.0,) * WEEK})

    assert after_passes(problem, 30)[-1] == pytest.approx(168.0, abs=1e-3)


def test_one_person_can_cover_no_more_than_a_week_of_their_own() -> None:
    contract = a_contract(week_minutes=(0, 480), breaks=(), shift_minutes=(240, 240))
    problem = a_problem(a_person(contract=contract), required={"phone": (1.0,) * WEEK})

    assert after_passes(problem, 30)[-1] == pytest.approx(168.0 - 8.0, abs=1e-3)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(seed=st.integers(0, 2**16))
def test_the_bound_stays_below_the_best_of_all_rosters(seed: int) -> None:
    problem = two_people_for_a_morning(Random(seed))
    best = least_short_hours(problem)
    assume(best > 0)

    hours = after_passes(problem, 80)

    assert hours[-1] <= best + 1e-6


def two_people_for_a_morning(rng: Random) -> RosterProblem:
    contract = a_contract(
        week_minutes=(0, 210),
        shift_minutes=(150, 210),
        shift_step_minutes=60,
        block_minutes_min=60,
        start_step_minutes=60,
        breaks=(),
        days_per_week_max=1,
    )
    people = [
        a_person(name, contract=contract, available=(span("Mon 08:00", rng.choice(("Mon 12:00", "Mon 13:00"))),)) for name in ("p1", "p2")
    ]
    need = {name: [0.0] * WEEK for name in ("phone", "email")}
    for heads in need.values():
        for hour in range(8, 13):
            heads[4 * hour : 4 * hour + 4] = [rng.choice((0.0, 0.5, 1.0, 2.0))] * 4
    return a_problem(*people, required={name: tuple(heads) for name, heads in need.items()})


def least_short_hours(problem: RosterProblem) -> float:
    """The least hours short of all rosters in which each person works at most one shift, tried one by one."""
    required = np.array([problem.required[name] for name in ("phone", "email")])[:, :64]
    covers = [np.array([np.zeros((2, 64)), *_covers(problem, at)]) for at in range(2)]
    first, second = covers
    return min(float(np.maximum(0.0, required - one - second).sum(axis=(1, 2)).min()) for one in first) * SLOT_HOURS


def _covers(problem: RosterProblem, at: int) -> list[Floats]:
    person = problem.people[at]
    nothing = dict.fromkeys(("phone", "email"), (0.0,) * 800)
    covers = {}
    for option in Enumerator(problem, person, nothing).free_shifts():
        cover = np.zeros((2, 64))
        for segment, (row, skill) in product(option.shift.segments, enumerate(person.skills)):
            if segment.work_type == skill.work_type:
                cover[row, segment.slots[0] : segment.slots[1]] = skill.speed
        covers[cover.tobytes()] = cover
    return list(covers.values())


def test_one_of_a_pair_who_works_alone_proves_nothing() -> None:
    """The row of a pair falls below zero then; a price beyond what a missing head costs there would prove shortage out of nothing."""
    hours = span("Mon 09:00", "Mon 17:00")
    need = tuple(float(hours[0] <= at < hours[1]) for at in range(WEEK))
    contract = a_contract(breaks=(), shift_minutes=(480, 480))
    away, alone = replace(a_person(contract=contract), available=()), replace(a_person("p2", contract=contract), available=(hours,))
    problem = a_problem(away, alone, required={"phone": need}, pairs=(("p1", "p2"),))
    demand = build_demand(problem)
    bound = a_search(problem)
    price = np.zeros_like(demand.need)
    price[0], price[1:] = 1.0, 1e-12

    assert [row.is_even for row in presence_rows(problem)] == [True]
    assert bound.proved_at(price, np.array([0, 1])) <= 0.0
