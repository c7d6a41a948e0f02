"""The tournament of times tells what the smallest of all times is, whatever was told before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scheduling.compiled import compiled
from scheduling.simulation.soonest import first_item, first_time, new_tournament, set_time
from scheduling.simulation.ticks import NEVER

times = st.one_of(st.integers(0, NEVER), st.just(NEVER))


@compiled
def after_each(items, told, at, firsts):  # type: ignore[no-untyped-def]
    """Time and item that come first, after each that was told."""
    tree = new_tournament(items)
    for step in range(len(told)):
        set_time(tree, told[step], at[step])
        firsts[step, 0], firsts[step, 1] = first_time(tree), first_item(tree)


@given(st.data(), st.integers(1, 70))
def test_the_first_is_the_smallest_of_all_that_were_told(data: st.DataObject, items: int) -> None:
    steps = data.draw(st.lists(st.tuples(st.integers(0, items - 1), times), min_size=1, max_size=60))
    firsts = np.zeros((len(steps), 2), np.int64)
    after_each(items, np.array([item for item, _ in steps]), np.array([time for _, time in steps]), firsts)

    known: dict[int, int] = {}
    for (item, time), (first, who) in zip(steps, firsts.tolist(), strict=True):
        known[item] = time
        assert first == min(known.values())
        if first < NEVER:
            assert (known[who], who) == min((at, one) for one, at in known.items())
