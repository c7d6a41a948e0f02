"""CP-SAT among generated weeks: never a worse answer than the present weeks, and the better combination where there is one."""

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.coverage import Demand, short_hours, total_cost, total_cover
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import RosterProblem, Skill
from scheduling.rostering.roster import Roster, Shift
from scheduling.rostering.ruin import ruin_and_recreate
from scheduling.rostering.select import Question, ask, choose
from scheduling.rostering.tours.crew import Ints
from scheduling.rostering.tours.tables import Week, copy_row, new_week
from scheduling.rostering.tours.weeks import from_roster, to_roster
from tests.scheduling.engine.states import State, placed
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, slot
from tests.scheduling.strategies import problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def picked_weeks(state: State, question: Question, rows: Ints) -> Week:
    """Everybody's weeks with the picked ones in place."""
    week = new_week(state.crew, len(state.problem.people))
    for person in state.everybody:
        copy_row(week, person, state.week, person)
    for person, row in zip(question.group, rows, strict=True):
        copy_row(week, person, question.weeks, row)
    return week


def cost_without_surplus(state: State, week: Week) -> float:
    """Shortage and own costs: CP-SAT does not see surplus."""
    demand: Demand = state.demand._replace(surplus=np.zeros(len(state.demand.surplus)))
    cover = total_cover(state.crew, week, len(state.problem.work_types), state.problem.slots)
    return float(total_cost(demand, cover)) + float(week.own_cost.sum())


def two_who_should_swap() -> State:
    """Each is on the work that the other does better; whoever changes alone leaves one work type empty."""
    slow, fast = 0.7, 1.2
    contract = a_contract(shift_minutes=(240, 240), week_minutes=(0, 240), breaks=())
    people = (
        a_person("p1", contract=contract, skills=(Skill("phone", 3, slow), Skill("email", 3, fast))),
        a_person("p2", contract=contract, skills=(Skill("phone", 3, fast), Skill("email", 3, slow))),
    )
    heads = [0.0] * WEEK
    heads[slot("Mon 09:00") : slot("Mon 13:00")] = [fast] * 16
    return placed(a_problem(*people, required={"phone": tuple(heads), "email": tuple(heads)}))


def on_monday(first: str, second: str) -> tuple[Shift, Shift]:
    return a_day("Mon", person="p1", work_type=first), a_day("Mon", person="p2", work_type=second)


def test_two_people_swap_their_work_when_only_both_together_gain() -> None:
    state = two_who_should_swap()
    from_roster(state.problem, state.crew, a_roster(*on_monday("phone", "email")), state.week)
    cover = total_cover(state.crew, state.week, 3, WEEK)
    others = new_week(state.crew, 2)
    from_roster(state.problem, state.crew, a_roster(*on_monday("email", "phone")), others)
    for person in range(2):
        copy_row(state.pool.weeks, person * state.pool.depth, others, person)
        state.pool.written[person] = 1

    question = ask(state.crew, state.demand, cover, state.week, state.pool, group=state.everybody)
    rows = choose(question, seconds=60.0, work=2.0, seed=1)

    week = picked_weeks(state, question, rows)
    assert to_roster(state.problem, week) == Roster("week", on_monday("email", "phone"))
    assert short_hours(state.demand, total_cover(state.crew, week, 3, WEEK)) == pytest.approx(0.0, abs=1e-9)


def test_present_weeks_come_first_and_each_week_once() -> None:
    state = two_who_should_swap()
    for row in range(3):
        copy_row(state.pool.weeks, row, state.week, 0)
    state.pool.written[0] = 3

    question = ask(state.crew, state.demand, state.cover, state.week, state.pool, group=state.everybody)

    assert list(question.first) == [0, 1, 2]
    assert (question.weeks.codes == state.week.codes).all()
    assert question.rest == pytest.approx(np.zeros_like(state.cover))


def test_asking_copies_so_that_the_search_may_go_on() -> None:
    state = two_who_should_swap()
    question = ask(state.crew, state.demand, state.cover, state.week, state.pool, group=state.everybody)
    before = question.weeks.codes.copy()

    state.week.codes[:] = -1
    state.cover[:] = 0.0

    assert (question.weeks.codes == before).all()


def searched(problem: RosterProblem, *, calls: int, seed: int) -> State:
    """A state after a hot search, so that its pool holds all kinds of weeks."""
    state = placed(problem, depth=12)
    room = (state.scratch, state.backup)
    freedom = (calls, 4, 30.0, 4.0, seed, False)
    ruin_and_recreate(state.crew, state.demand, state.cover, state.week, state.pool, state.everybody, *room, *freedom)
    return state


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(problem=problems(with_backlog=False, with_company=False), seed=st.integers(0, 2**16))
def test_the_answer_is_legal_and_no_worse_than_the_present_weeks(problem: RosterProblem, seed: int) -> None:
    state = searched(problem, calls=40, seed=seed)

    question = ask(state.crew, state.demand, state.cover, state.week, state.pool, group=state.everybody)
    week = picked_weeks(state, question, choose(question, seconds=60.0, work=2.0, seed=1))

    rounding = 0.01 * state.demand.head_cost.max() * np.count_nonzero(state.demand.need)
    assert cost_without_surplus(state, week) <= cost_without_surplus(state, state.week) + rounding
    assert check(problem, to_roster(problem, week)) == ()


def test_a_group_that_was_put_back_into_worse_weeks_finds_its_better_ones_again() -> None:
    state = searched(make_pool(PoolSpec(people=30, queues=3, seed=5, tightness=0.95)), calls=2000, seed=1)
    good = cost_without_surplus(state, state.week)
    group = np.array(Random(1).sample(range(30), 6))
    for person in group:
        row = person * state.pool.depth
        copy_row(state.pool.weeks, row, state.week, person)
        copy_row(state.week, person, state.pool.weeks, row + 1)
    bad, before = cost_without_surplus(state, state.week), state.week.codes.copy()
    cover = total_cover(state.crew, state.week, 3, state.problem.slots)

    question = ask(state.crew, state.demand, cover, state.week, state.pool, group=group)
    week = picked_weeks(state, question, choose(question, seconds=60.0, work=2.0, seed=1))

    assert cost_without_surplus(state, week) <= good + 1e-6 < bad
    others = np.setdiff1d(state.everybody, group)
    assert (week.codes[others] == before[others]).all()


def test_without_any_work_done_the_present_weeks_are_kept() -> None:
    state = searched(make_pool(PoolSpec(people=30, queues=3, seed=5, tightness=0.95)), calls=500, seed=1)
    question = ask(state.crew, state.demand, state.cover, state.week, state.pool, group=state.everybody)

    rows = choose(question, seconds=60.0, work=1e-6, seed=1)

    assert cost_without_surplus(state, picked_weeks(state, question, rows)) <= cost_without_surplus(state, state.week) + 1e-6
