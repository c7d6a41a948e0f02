"""Work that may wait: what a capacity gets done in time is as much as any order could, and the plan of it adds up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ortools.graph.python.max_flow import SimpleMaxFlow

from scheduling.rostering.backlog import Backlog, asked, backlogs_of, done_in_time, least_worth, needed
from scheduling.rostering.problem import ProblemError, WorkKind, WorkType
from tests.scheduling.rosters import DAY, WEEK, a_problem, span


def a_backlog(arriving: list[float], *, deadline_minutes: int, is_open: list[bool] | None = None, standing: float = 0.0) -> Backlog:
    """A week of a few slots: the horizon's slots beyond them are closed."""
    slots = len(arriving)
    work_type = WorkType("email", kind=WorkKind.BACKLOG, deadline_minutes=deadline_minutes, open=_spans(is_open or [True] * slots))
    plain = a_problem()
    problem = replace(
        plain,
        ends_at=plain.starts_at + (plain.ends_at - plain.starts_at) * slots / WEEK,
        weeks=((0, slots),),
        work_types=(WorkType("phone"), work_type),
        people=(),
        backlog={"email": tuple(15 * heads for heads in arriving)},
        required={"email": (standing,) * slots},
    )
    return backlogs_of(problem)[0]


def _spans(is_open: list[bool]) -> tuple[tuple[int, int], ...]:
    return tuple((at, at + 1) for at, answer in enumerate(is_open) if answer)


weeks = st.integers(4, 24).flatmap(
    lambda slots: st.tuples(
        st.lists(st.integers(0, 3), min_size=slots, max_size=slots),
        st.lists(st.booleans(), min_size=slots, max_size=slots).filter(any),
        st.lists(st.integers(0, 3), min_size=slots, max_size=slots),
        st.integers(1, slots).map(lambda length: 15 * length),
    )
)


# What the week's end hands over pushes on what its start does, many times round.
PUSHED_ON = ([3, 1, 2, 3, 1, 3, 1, 0, 3, 3, 0, 2, 2, 1, 3, 0, 1], [at not in (3, 11, 13, 14) for at in range(17)])


@example(week=(*PUSHED_ON, [1, 2, 3, 0, 1, 0, 3, 1, 2, 1, 3, 1, 3, 0, 2, 3, 3], 255))
@given(week=weeks)
def test_no_order_gets_more_done_in_time(week: tuple[list[int], list[bool], list[int], int]) -> None:
    arriving, is_open, capacity, deadline = week
    backlog = a_backlog([float(heads) for heads in arriving], deadline_minutes=deadline, is_open=is_open)
    slots = len(arriving)
    flow = SimpleMaxFlow()
    for at in range(slots):
        flow.add_arc_with_capacity(2 * slots, at, arriving[at])
        flow.add_arc_with_capacity(slots + at, 2 * slots + 1, capacity[at] if is_open[at] else 0)
        for t in backlog.slots_for(at).tolist():
            flow.add_arc_with_capacity(at, slots + t, 10**6)
    flow.solve(2 * slots, 2 * slots + 1)

    done = done_in_time(backlog, np.array(capacity, float))

    assert done.served.sum() == pytest.approx(flow.optimal_flow())
    assert done.served.sum() + done.missed.sum() == pytest.approx(sum(arriving))
    assert (done.served <= np.where(is_open, capacity, 0.0) + 1e-9).all()
    assert (done.missed <= np.array(arriving) + 1e-9).all()


@given(week=weeks, standing=st.sampled_from((0.0, 1.0)), seed=st.integers(0, 99))
def test_both_plans_are_short_by_what_is_missed(week: tuple[list[int], list[bool], list[int], int], standing: float, seed: int) -> None:
    arriving, is_open, capacity, deadline = week
    backlog = a_backlog([float(heads) for heads in arriving], deadline_minutes=deadline, is_open=is_open, standing=standing)
    given_heads = np.array(capacity, float)
    done = done_in_time(backlog, given_heads)
    stands_short = np.maximum(0.0, standing - given_heads).sum()

    for need in (needed(backlog, done), asked(backlog, done, attraction=np.random.default_rng(seed).random(len(capacity)))):
        assert need.sum() == pytest.approx(sum(arriving) + standing * len(arriving))
        assert np.maximum(0.0, need - given_heads).sum() == pytest.approx(done.missed.sum() + stands_short)


def test_what_is_missed_is_asked_for_as_whole_heads_where_it_draws() -> None:
    backlog = a_backlog([0.0, 2.5] + [0.0] * 10, deadline_minutes=120)
    draws = np.array([0, 0, 0, 5.0, 0, 5.0, 4.0, 0, 9.0, 9.0, 9.0, 9.0])

    need = asked(backlog, done_in_time(backlog, np.zeros(12)), attraction=draws)

    # Slots 1 to 8 are in time; 8 draws most, then 3 and 5.
    assert need.tolist() == [0, 0, 0, 1.0, 0, 0.5, 0, 0, 1.0, 0, 0, 0]


def test_work_that_finds_nobody_before_its_deadline_is_due_with_the_next_open_slot() -> None:
    backlog = a_backlog([1.0] + [0.0] * 7, deadline_minutes=30, is_open=[False] * 5 + [True] * 3)

    assert backlog.slots_for(0).tolist() == [5]
    assert done_in_time(backlog, np.ones(8)).missed.sum() == 0.0


@given(week=weeks, seed=st.integers(0, 99))
def test_no_price_makes_the_work_dearer_than_doing_it_as_planned(week: tuple[list[int], list[bool], list[int], int], seed: int) -> None:
    arriving, is_open, capacity, deadline = week
    backlog = a_backlog([float(heads) for heads in arriving], deadline_minutes=deadline, is_open=is_open)
    price = np.random.default_rng(seed).uniform(-1.0, 20.0, len(arriving))
    done = done_in_time(backlog, np.array(capacity, float))

    assert least_worth(backlog, price, head_cost=15.0) <= price @ done.served + 15.0 * done.missed.sum() + 1e-9


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"kind": WorkKind.BACKLOG}, "deadline_minutes is None"),
        ({"kind": WorkKind.BACKLOG, "deadline_minutes": 5}, "deadline_minutes is 5 .*the least is 15"),
        ({"deadline_minutes": 60}, "only backlog has one"),
        ({"kind": WorkKind.BACKLOG, "deadline_minutes": 60, "open": ((4, 2),)}, r"open \(work type email\)\[0\]"),
    ],
)
def test_work_types_that_contradict_themselves_are_refused(changes: dict[str, object], text: str) -> None:
    with pytest.raises(ProblemError, match=text):
        WorkType("email", **changes)  # type: ignore[arg-type]


def test_a_backlog_of_work_that_does_not_wait_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"backlog.phone: phone is of kind cells"):
        a_problem(backlog={"phone": (1.0,) * WEEK})


def test_a_day_of_work_fills_the_night_it_may_wait_for() -> None:
    arriving = [2.0 if at % DAY < 48 else 0.0 for at in range(WEEK)]
    backlog = a_backlog(arriving, deadline_minutes=18 * 60)
    capacity = np.array([2.0 if at % DAY >= 48 else 0.0 for at in range(WEEK)])

    assert done_in_time(backlog, capacity).missed.sum() == 0.0
    assert needed(backlog, done_in_time(backlog, capacity))[slice(*span("Mon 00:00", "Mon 12:00"))].sum() == 0.0
