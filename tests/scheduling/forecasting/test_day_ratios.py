"""How far days turn out above their forecasts, and what that makes of a plan for a busier day."""

import numpy as np
import pytest

from scheduling.forecasting.day_ratios import DAYS_LEAST, QUANTILES, day_ratios, variation_of, volume_factor


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


def test_days_scatter_by_what_chance_does_not_explain() -> None:
    random = np.random.default_rng(7)
    expected = np.full(20_000, 60.0)
    scattered = random.poisson(expected * random.gamma(25, 1 / 25, len(expected))).astype(float)
    by_chance = random.poisson(expected).astype(float)

    assert variation_of(day_ratios(scattered, expected), contacts_a_day=60.0) == pytest.approx(0.2, abs=0.02)
    assert variation_of(day_ratios(by_chance, expected), contacts_a_day=60.0) == pytest.approx(0.0, abs=0.05)


def test_without_past_days_or_contacts_scatter_is_not_known() -> None:
    assert variation_of((), contacts_a_day=60.0) is None
    assert variation_of((1.0,) * len(QUANTILES), contacts_a_day=0.0) is None
    assert variation_of((0.0,) * len(QUANTILES), contacts_a_day=60.0) is None
