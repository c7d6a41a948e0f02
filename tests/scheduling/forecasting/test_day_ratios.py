"""How far days turn out above their forecasts, and what that makes of a plan for a busier day."""

import numpy as np
import pytest

from scheduling.forecasting.day_ratios import DAYS_LEAST, QUANTILES, day_ratios, volume_factor


def test_a_plan_for_p70_is_kept_below_by_seven_of_ten_days() -> None:
    random = np.random.default_rng(7)
    expected = random.uniform(200, 900, 4000)
    actual = expected * random.lognormal(0, 0.15, 4000)

    factor = volume_factor(day_ratios(actual[:2000], expected[:2000]), quantile=0.7)

    assert factor is not None
    assert np.mean(actual[2000:] <= factor * expected[2000:]) == pytest.approx(0.7, abs=0.03)


def test_between_the_known_quantiles_it_goes_in_a_straight_line() -> None:
    ratios = tuple(float(quantile) for quantile in QUANTILES)

    assert [volume_factor(ratios, quantile=asked) for asked in (0.1, 0.65, 0.9)] == pytest.approx([0.1, 0.65, 0.9])


def test_few_days_and_days_without_expectation_tell_nothing() -> None:
    days = np.full(DAYS_LEAST, 10.0)

    assert day_ratios(days[1:], days[1:]) == ()
    assert day_ratios(days, np.zeros(DAYS_LEAST)) == ()
    assert day_ratios(days * 2, days) == (2.0,) * len(QUANTILES)
    assert volume_factor((), quantile=0.7) is None


@pytest.mark.parametrize("quantile", [0.05, 0.95, 1.0])
def test_a_quantile_that_was_not_measured_is_refused(quantile: float) -> None:
    with pytest.raises(ValueError, match="it lies between"):
        volume_factor((1.0,) * len(QUANTILES), quantile=quantile)
