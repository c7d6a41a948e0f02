"""A dive makes a whole, legal roster of a fractional one, and starts the search lower than placing people one after the other."""

from dataclasses import replace

import numpy as np
import pytest

from scheduling.rostering.bound import BoundSearch
from scheduling.rostering.checker import check
from scheduling.rostering.coverage import build_demand, total_cost
from scheduling.rostering.dive import Dive
from scheduling.rostering.fraction import total_own_cost
from scheduling.rostering.improve import respond
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import Weights
from scheduling.rostering.scoring import score
from scheduling.rostering.tours.compile import build_crew, crew_for_bound
from scheduling.rostering.tours.weeks import to_roster
from tests.scheduling.engine.states import placed

POOL = make_pool(PoolSpec(people=40, queues=3, seed=5, tightness=1.1))
PROBLEM = replace(POOL, weights=Weights(switch=2.0, enjoyment=3.0, wish=1.0, level=1.0))


@pytest.fixture(scope="module")
def searched() -> BoundSearch:
    search = BoundSearch(crew_for_bound(PROBLEM, build_crew(PROBLEM)), build_demand(PROBLEM), seed=1)
    for _ in range(12):
        search.work(len(PROBLEM.people))
    return search


def test_shares_of_everybody_add_up_to_one_and_to_what_is_covered(searched: BoundSearch) -> None:
    fraction, crew = searched.fraction, searched.crew
    shares = fraction.share.reshape(len(PROBLEM.people), fraction.depth)
    cover = np.zeros_like(fraction.cover)
    for person in range(len(PROBLEM.people)):
        first = crew.first_option[crew.first_role[person]]
        for at in np.flatnonzero(shares[person]):
            week = fraction.weeks[person * fraction.depth + at]
            for slot in np.flatnonzero(week >= 0):
                cover[crew.option_work_type[first + week[slot]], slot] += shares[person, at] * crew.option_speed[first + week[slot]]

    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0).all()
    assert cover == pytest.approx(fraction.cover, abs=1e-6)
    assert searched.proved <= total_cost(searched.demand, fraction.cover) + total_own_cost(fraction) + 1e-6


@pytest.mark.parametrize("calls", [7, 1000])
def test_the_roster_of_a_dive_is_legal_and_costs_what_it_says(searched: BoundSearch, calls: int) -> None:
    crew = build_crew(PROBLEM)
    dive = Dive(crew, build_demand(PROBLEM), searched.fraction, spring=searched.spring, seed=1)
    before = searched.fraction.share.copy()
    while not dive.is_done:
        dive.work(calls)
    roster = to_roster(PROBLEM, dive.week)

    assert check(PROBLEM, roster) == ()
    assert dive.cost == pytest.approx(score(PROBLEM, roster).objective)
    assert searched.proved <= dive.cost
    assert (searched.fraction.share == before).all()  # the search goes on with its own


def test_a_dive_starts_lower_than_everybody_answering_the_others(searched: BoundSearch) -> None:
    state = placed(PROBLEM)
    while respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch) > 1.0:
        pass
    dive = Dive(build_crew(PROBLEM), build_demand(PROBLEM), searched.fraction, spring=searched.spring, seed=1)
    while not dive.is_done:
        dive.work(1000)

    assert dive.cost < 0.95 * state.cost()
