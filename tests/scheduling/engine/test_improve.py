"""The search keeps every week legal, and its books agree with a count from the roster."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.coverage import total_cover
from scheduling.rostering.improve import respond
from scheduling.rostering.person import ShiftLock
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.ruin import ruin_and_recreate
from tests.scheduling.engine.states import State, placed
from tests.scheduling.strategies import problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_books_agree(state: State) -> None:
    assert state.cover == pytest.approx(total_cover(state.crew, state.week, *state.demand.need.shape), abs=1e-6)
    assert check(state.problem, state.roster()) == ()


def ruin(state: State, *, calls: int, temperature: float, noise: float, seed: int, of_days: bool = False) -> float:
    """Run ruin and recreate over everybody; returns the change of cost that it reports."""
    own = (state.everybody, state.scratch, state.backup, calls, len(state.backup.own_cost), temperature, noise, seed)
    change, done, tried, kept = ruin_and_recreate(state.crew, state.demand, state.cover, state.week, state.pool, *own, of_days)
    assert done >= calls
    assert 0 < kept <= tried
    return float(change)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(problem=problems(with_backlog=False), seed=st.integers(0, 2**16))
def test_answers_take_off_as_much_as_they_say_and_stay_legal(problem: RosterProblem, seed: int) -> None:
    state = placed(problem)
    before = state.cost()
    order = np.random.default_rng(seed).permutation(state.everybody)

    gained = respond(state.crew, state.demand, state.cover, state.week, order, state.scratch)

    assert gained >= 0
    assert before - state.cost() == pytest.approx(gained, abs=1e-6)
    assert_books_agree(state)


@pytest.mark.parametrize(("of_days", "calls"), [(False, 24), (True, 60)])
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(
    problem=problems(with_backlog=False),
    temperature=st.sampled_from((0.0, 5.0, 500.0)),
    noise=st.sampled_from((0.0, 4.0)),
    seed=st.integers(0, 2**16),
)
def test_ruin_and_recreate_changes_the_cost_by_what_it_says_and_stays_legal(
    problem: RosterProblem, temperature: float, noise: float, seed: int, *, of_days: bool, calls: int
) -> None:
    state = placed(problem)
    before = state.cost()

    change = ruin(state, calls=calls, temperature=temperature, noise=noise, seed=seed, of_days=of_days)

    assert state.cost() - before == pytest.approx(change, abs=1e-6)
    assert temperature > 0 or change <= 1e-9
    assert_books_agree(state)


def test_moves_within_days_find_what_single_people_cannot() -> None:
    state = placed(a_pool())
    for _ in range(20):
        respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch)
    settled = state.cost()

    ruin(state, calls=9000, temperature=0.0, noise=2.0, seed=1, of_days=True)

    assert state.cost() < 0.97 * settled


def test_a_move_within_a_day_leaves_the_other_days_and_whoever_has_something_locked() -> None:
    pool = a_pool(8)
    shift = placed(pool).roster().by_person()[pool.people[0].id][0]
    locked = replace(pool.people[0], locks=(ShiftLock(shift),))
    state = placed(replace(pool, people=(locked, *pool.people[1:])))
    before = state.week.codes.copy()

    own = (state.everybody, state.scratch, state.backup, 1, 4, 1e9, 40.0)
    seeds = iter(range(100))
    while not (state.week.codes != before).any():  # a first group may stay as it is
        ruin_and_recreate(state.crew, state.demand, state.cover, state.week, state.pool, *own, next(seeds), True)

    changed = np.flatnonzero((state.week.codes != before).any(axis=0))
    assert changed.max() - changed.min() < 2 * 96
    assert not (state.week.codes[0] != before[0]).any()


def a_pool(people: int = 30) -> RosterProblem:
    return make_pool(PoolSpec(people=people, queues=3, seed=5, tightness=0.95))


def test_answers_settle_on_a_roster_that_nobody_alone_can_better() -> None:
    state = placed(a_pool())
    for _ in range(20):
        if respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch) == 0:
            break

    assert respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch) == 0


def test_groups_find_what_single_people_cannot() -> None:
    state = placed(a_pool())
    for _ in range(20):
        respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch)
    settled = state.cost()

    ruin(state, calls=3000, temperature=0.0, noise=2.0, seed=1)

    assert state.cost() < 0.97 * settled


def test_a_territory_leaves_everybody_else_alone() -> None:
    state = placed(a_pool())
    territory = np.arange(0, 30, 3)
    before = state.week.codes.copy()

    ruin_and_recreate(
        state.crew, state.demand, state.cover, state.week, state.pool, territory, state.scratch, state.backup, 300, 4, 50.0, 2.0, 1, False
    )

    changed = np.flatnonzero((state.week.codes != before).any(axis=1))
    assert len(changed) > 0
    assert set(changed) <= set(territory)


def test_weeks_that_were_tried_are_remembered_the_oldest_going_first() -> None:
    state = placed(a_pool(6), depth=2)

    ruin(state, calls=60, temperature=50.0, noise=2.0, seed=1)

    assert (state.pool.written > 2).all()
    for person in state.everybody:
        rows = slice(2 * person, 2 * person + 2)
        assert (state.pool.weeks.shift_count[rows] > 0).all()
        assert (state.pool.weeks.own_cost[rows] >= 0).all()
