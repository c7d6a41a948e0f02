from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wfm.core.intervals import Interval, intersect, subtract, union

START = datetime(2026, 11, 23, tzinfo=UTC)


def hours(first: int, last: int) -> Interval:
    return Interval(START + timedelta(hours=first), START + timedelta(hours=last))


intervals = st.lists(st.builds(hours, st.integers(0, 24), st.integers(0, 24)), max_size=6)


def held(found: list[Interval] | tuple[Interval, ...]) -> set[int]:
    """The whole hours that intervals hold, counted by hand."""
    return {hour for hour in range(25) for one in found if one.starts_at <= START + timedelta(hours=hour) < one.ends_at}


def is_tidy(found: tuple[Interval, ...]) -> bool:
    return all(one.starts_at < one.ends_at for one in found) and all(one.ends_at < other.starts_at for one, other in pairwise(found))


def test_intervals_that_touch_become_one() -> None:
    assert union([hours(4, 6), hours(1, 4)]) == (hours(1, 6),)


def test_a_cut_in_the_middle_leaves_both_sides() -> None:
    assert subtract([hours(1, 9)], [hours(3, 4)]) == (hours(1, 3), hours(4, 9))


@given(intervals, intervals)
def test_the_arithmetic_is_that_of_sets(some: list[Interval], others: list[Interval]) -> None:
    assert held(union(some)) == held(some)
    assert held(subtract(some, others)) == held(some) - held(others)
    assert held(intersect(some, others)) == held(some) & held(others)


@given(intervals, intervals)
def test_results_are_sorted_and_apart(some: list[Interval], others: list[Interval]) -> None:
    assert is_tidy(union(some))
    assert is_tidy(intersect(some, others))
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(subtract(some, others)))
