"""Work that may wait: room for chance, and levelled until its deadline."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.staffing.deferrable import level_heads, safety_heads
from scheduling.staffing.minimum import Queue
from scheduling.staffing.targets import ServiceTarget


def test_work_is_spread_evenly_over_the_open_slots_until_its_deadline() -> None:
    backlog = np.zeros(12)
    backlog[1] = 60
    open_slots = np.ones(12, dtype=bool)
    open_slots[2] = False

    heads = level_heads(backlog_minutes=backlog, deadline_minutes=75, open_slots=open_slots)

    # 60 minutes over the slots 1, 3, 4, 5 of a quarter hour each: one head in each.
    assert heads.tolist() == [0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_what_is_not_due_by_the_end_of_the_week_is_done_at_its_start() -> None:
    backlog = np.zeros(8)
    backlog[7] = 30

    heads = level_heads(backlog_minutes=backlog, deadline_minutes=30, open_slots=np.ones(8, dtype=bool))

    assert heads.tolist() == [1, 0, 0, 0, 0, 0, 0, 1]


def test_work_that_is_due_while_closed_is_done_in_the_next_open_slot() -> None:
    backlog = np.zeros(8)
    backlog[6] = 15
    open_slots = np.zeros(8, dtype=bool)
    open_slots[[2, 3]] = True

    heads = level_heads(backlog_minutes=backlog, deadline_minutes=30, open_slots=open_slots)

    assert heads.tolist() == [0, 0, 1, 0, 0, 0, 0, 0]


def test_work_that_is_never_open_is_refused() -> None:
    with pytest.raises(ValueError, match="no slot is open"):
        level_heads(backlog_minutes=np.ones(4), deadline_minutes=60, open_slots=np.zeros(4, dtype=bool))


@given(
    st.lists(st.floats(0, 500), min_size=24, max_size=24),
    st.integers(15, 1000),
    st.lists(st.booleans(), min_size=24, max_size=24).filter(any),
)
def test_the_hours_are_those_that_arrive_and_only_open_slots_are_asked(minutes: list[float], deadline: int, is_open: list[bool]) -> None:
    heads = level_heads(backlog_minutes=np.array(minutes), deadline_minutes=deadline, open_slots=np.array(is_open))

    assert heads.sum() * 15 == pytest.approx(sum(minutes))
    assert not heads[~np.array(is_open)].any()


def room_for_chance(load: float, *, seconds: float, minutes: float, share: float) -> float:
    return float(
        safety_heads(load_erlangs=np.array([load]), handle_time_seconds=np.array([seconds]), deadline_minutes=minutes, in_time_share=share)[
            0
        ]
    )


@given(load=st.floats(0.05, 300), seconds=st.floats(20, 1800), minutes=st.floats(30, 1440), share=st.floats(0.5, 0.999))
def test_load_and_room_for_chance_keep_the_deadline_in_erlang_c(load: float, seconds: float, minutes: float, share: float) -> None:
    agents = ceil(load + room_for_chance(load, seconds=seconds, minutes=minutes, share=share))

    in_time = Queue(load * 3600 / seconds, seconds).measure(agents, target=ServiceTarget(share, minutes * 60)).service_level_share

    assert in_time >= share - 1e-9


def test_room_for_chance_is_as_much_as_one_agent_who_never_rests_would_take() -> None:
    """With one agent Erlang C's probability of waiting is the load itself, so the bound is exact: load 0.7 of 200 s in an hour."""
    found = room_for_chance(0.7, seconds=200, minutes=60, share=0.99)

    assert 0.7 / (0.7 + found) * np.exp(-found * 3600 / 200) == pytest.approx(0.01)


def test_more_to_promise_and_less_time_take_more_room_and_no_work_takes_none() -> None:
    usual = room_for_chance(4, seconds=300, minutes=120, share=0.95)

    assert room_for_chance(4, seconds=300, minutes=120, share=0.99) > usual > room_for_chance(4, seconds=300, minutes=240, share=0.95)
    assert room_for_chance(0, seconds=300, minutes=120, share=0.95) == 0
