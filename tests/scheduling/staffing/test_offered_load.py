"""The load lags behind arrivals: as much in all, later by a handle time, and nothing of it where contacts are short."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.demand import Numbers
from scheduling.staffing.offered_load import contacts_under_way

HOUR = 3600.0


def under_way(offered: list[float], seconds: float) -> Numbers:
    return contacts_under_way(np.array(offered), np.full(len(offered), seconds))


@given(st.floats(0.1, 500), st.floats(10, 7200))
def test_an_even_stream_is_its_own_load(contacts: float, seconds: float) -> None:
    assert under_way([contacts] * 300, seconds) == pytest.approx(np.full(300, contacts))


@given(st.lists(st.floats(0.1, 100), min_size=96, max_size=96), st.floats(900, 5400))
def test_over_a_week_that_comes_round_as_many_are_under_way_as_arrive(day: list[float], seconds: float) -> None:
    assert under_way(day * 7, seconds).sum() == pytest.approx(7 * sum(day), rel=1e-6)


def test_after_opening_the_load_builds_up_as_an_infinite_server_queue_does() -> None:
    """With rate r from an empty start, r * S * (1 - exp(-t / S)) are busy; contacts of an hour, in the second quarter hour."""
    found = under_way([0.0] * 500 + [10.0] * 172, HOUR)

    mean_busy = 40 * (1 - 4 * (np.exp(-0.25) - np.exp(-0.5)))
    assert found[501] * HOUR / 900 == pytest.approx(mean_busy)
    assert found[520] == pytest.approx(10.0, rel=0.01)


def test_after_a_fall_the_old_load_ebbs_away() -> None:
    found = under_way([10.0] * 336 + [1.0] * 336, 1800)

    assert 1.0 < found[337] < found[336] < 10.0
    assert found[360] == pytest.approx(1.0, rel=0.01)


def test_short_contacts_stay_in_their_quarter_hour_and_nobody_is_under_way_where_nobody_comes() -> None:
    steps = [0.0] * 10 + [8.0] * 10 + [2.0] * 10 + [0.0] * 10

    assert under_way(steps, 300).tolist() == steps
    assert under_way(steps, HOUR)[30:].tolist() == [0.0] * 10
    assert under_way(steps, 0.0).tolist() == [0.0] * 40
