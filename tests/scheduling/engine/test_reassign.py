"""Work changes hands: the books agree, the law and everybody's times stand, and two gain what neither could alone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.improve import count_own_costs, cover_all, respond
from scheduling.rostering.person import ShiftLock
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import RosterProblem, Skill, Weights
from scheduling.rostering.reassign import reassign
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.rostering.tours.weeks import from_roster
from tests.scheduling.engine.states import State, placed
from tests.scheduling.engine.test_improve import SLOW_TO_FIND, assert_books_agree
from tests.scheduling.rosters import DAY, WEEK, a_contract, a_person, a_problem
from tests.scheduling.strategies import problems


def move_work(state: State, *, tries: int, seed: int) -> float:
    """Let work change hands among everybody; returns the change of cost that is reported."""
    return float(reassign(state.crew, state.demand, state.cover, state.week, state.everybody, tries, seed))


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(problem=problems(with_backlog=False), seed=st.integers(0, 2**16))
def test_the_cost_falls_by_what_is_reported_and_nobody_s_times_move(problem: RosterProblem, seed: int) -> None:
    state = placed(problem)
    before, is_at_work, shifts = state.cost(), state.week.codes >= 0, state.week.shifts.copy()

    change = move_work(state, tries=400, seed=seed)

    assert change <= 0.0
    assert state.cost() - before == pytest.approx(change, abs=1e-6)
    assert_books_agree(state)
    assert ((state.week.codes >= 0) == is_at_work).all()
    assert (state.week.shifts == shifts).all()


START, END = 32, 48


def two_people(
    ann: tuple[float, float], bob: tuple[float, float], required: dict[str, list[float]], *, switch: float = 0.0
) -> RosterProblem:
    """Two people with speeds on phone and chat, each there on Monday from 8 to 12 and at no other time."""
    contract = a_contract(week_minutes=(240, 240), shift_minutes=(240, 240), days_per_week_max=1, breaks=())
    people = [
        a_person(name, contract=contract, available=((START, END),), skills=(Skill("phone", 3, phone), Skill("chat", 3, chat)))
        for name, (phone, chat) in (("ann", ann), ("bob", bob))
    ]
    weights = Weights(switch=switch, enjoyment=0.0, wish=0.0, surplus=0.0, crowding=0.0, deep_shortage=1.0, level=0.0)
    return a_problem(*people, required=around(START, required), weights=weights)


def around(start: int, required: dict[str, list[float]]) -> dict[str, tuple[float, ...]]:
    """Heads from slot ``start`` on, none in the rest of the week."""
    return {name: tuple([0.0] * start + heads + [0.0] * (WEEK - start - len(heads))) for name, heads in required.items()}


def shift_on(person: str, work_type: str) -> Shift:
    return Shift(person=person, slots=(START, END), segments=(Segment(SegmentKind.WORK, (START, END), work_type=work_type),))


def standing(problem: RosterProblem, work: Sequence[str]) -> State:
    """Everybody all the time on the one work type."""
    state = placed(problem)
    stand(state, Roster(problem.name, tuple(shift_on(person.id, name) for person, name in zip(problem.people, work, strict=True))))
    return state


def stand(state: State, roster: Roster) -> None:
    """Put a roster in place of everybody's weeks."""
    assert from_roster(state.problem, state.crew, roster, state.week) == [0, 1]
    count_own_costs(state.crew, state.week, state.everybody)
    state.cover[:] = 0.0
    cover_all(state.crew, state.demand, state.cover, state.week, state.everybody)


def work_of(state: State, person: str) -> list[tuple[str | None, int]]:
    """What somebody works on, with the slots of each block."""
    return [(segment.work_type, segment.slots[1] - segment.slots[0]) for name, segment in state.roster().work_segments() if name == person]


EVERYWHERE = {"phone": [1.2] * 16, "chat": [1.2] * 16}


def test_two_people_each_on_what_the_other_does_faster_change_places() -> None:
    state = standing(two_people(ann=(1.0, 1.2), bob=(1.2, 1.0), required=EVERYWHERE), ("phone", "chat"))
    assert respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch) == 0.0  # neither gains alone

    change = move_work(state, tries=200, seed=1)

    assert (work_of(state, "ann"), work_of(state, "bob")) == ([("chat", 16)], [("phone", 16)])
    assert change == pytest.approx(-2 * 0.2 * 15 * 16)
    assert_books_agree(state)


def test_whoever_has_something_locked_keeps_their_work() -> None:
    problem = two_people(ann=(1.0, 1.2), bob=(1.2, 1.0), required=EVERYWHERE)
    locked = replace(problem.people[0], locks=(ShiftLock(shift_on("ann", "phone")),))
    state = standing(replace(problem, people=(locked, problem.people[1])), ("phone", "chat"))

    assert move_work(state, tries=200, seed=1) == 0.0
    assert (work_of(state, "ann"), work_of(state, "bob")) == ([("phone", 16)], [("chat", 16)])


@pytest.mark.parametrize(
    ("slots", "switch", "gain"),
    [
        pytest.param(4, 0.0, 30.0, id="an hour in which both had better change places"),
        pytest.param(2, 0.0, 0.0, id="half an hour, and blocks last an hour"),
        pytest.param(4, 7.0, 2.0, id="an hour that is worth four switches"),
        pytest.param(4, 8.0, 0.0, id="an hour that is not"),
    ],
)
def test_work_changes_hands_for_a_while_where_that_is_legal_and_worth_its_switches(slots: int, switch: float, gain: float) -> None:
    """Chat needs twice what Bob gives for a while, in which phone is served by him too; at all other times it is not."""
    during, after = 6, 10 - slots
    required = {"phone": [2.0] * during + [1.0] * slots + [2.0] * after, "chat": [0.5] * during + [1.0] * slots + [0.5] * after}
    state = standing(two_people(ann=(2.0, 1.0), bob=(1.0, 0.5), required=required, switch=switch), ("phone", "chat"))

    change = move_work(state, tries=4000, seed=1)

    assert -change == pytest.approx(gain)
    assert work_of(state, "ann") == ([("phone", 6), ("chat", slots), ("phone", after)] if gain else [("phone", 16)])
    assert_books_agree(state)


def test_a_block_does_not_go_on_from_one_shift_into_the_next() -> None:
    """Half an hour before midnight and half an hour after it the two had better change places, but each half lies in a shift of its own."""
    first, end = 80, 112
    required = {"phone": [2.0] * 14 + [1.0] * 4 + [2.0] * 14, "chat": [0.5] * 14 + [1.0] * 4 + [0.5] * 14}
    one_day = two_people(ann=(2.0, 1.0), bob=(1.0, 0.5), required=EVERYWHERE)
    contract = replace(one_day.people[0].contract, rest_minutes=0, days_per_week_max=2, week_minutes=(480, 480))
    people = tuple(replace(person, available=((first, end),), contract=contract) for person in one_day.people)
    problem = replace(one_day, required=around(first, required), people=people)
    state = placed(problem)
    spans = ((first, DAY), (DAY, end))
    shifts = [
        Shift(name, span, (Segment(SegmentKind.WORK, span, work_type=work),))
        for name, work in (("ann", "phone"), ("bob", "chat"))
        for span in spans
    ]
    stand(state, Roster(problem.name, tuple(shifts)))

    move_work(state, tries=4000, seed=1)

    assert_books_agree(state)


def test_exchanges_find_what_answers_and_groups_have_left() -> None:
    state = placed(make_pool(PoolSpec(people=60, queues=4, seed=5, tightness=1.0)))
    for _ in range(20):
        respond(state.crew, state.demand, state.cover, state.week, state.everybody, state.scratch)
    settled = state.cost()

    move_work(state, tries=40_000, seed=1)

    assert state.cost() < 0.99 * settled
    assert check(state.problem, state.roster()) == ()
