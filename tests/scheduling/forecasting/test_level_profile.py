"""Level and profile: exact where nothing is random, nearer than a mean of weeks where it is; and which method is chosen."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from scheduling.demand import VolumeSeries
from scheduling.forecasting.choosing import MethodKind, choose, compare_methods
from scheduling.forecasting.forecast import forecast_with
from scheduling.forecasting.level_profile import LevelProfile
from scheduling.forecasting.week_mean import WeekMean
from scheduling.opening_hours import OpeningHours, Stretch
from scheduling.timegrid import week_of
from tests.scheduling.forecasting.test_week_mean import ALWAYS, BERLIN, series

FIRST = date(2026, 4, 6)
WEEKS = 34
TARGET = week_of(FIRST + timedelta(weeks=WEEKS), zone=BERLIN, week_starts_on=1)


def curve(at: datetime) -> float:
    """A weekday factor times a smooth day."""
    return (8 - at.isoweekday()) * 2.0 * float(np.exp(-(((at.hour + at.minute / 60) - 13) ** 2) / 18))


def counted(mean: Callable[[datetime], float], *, seed: int = 1) -> VolumeSeries:
    """Poisson counts of a mean by local time."""
    random = np.random.default_rng(seed)
    return series(FIRST, 7 * WEEKS, lambda at: float(random.poisson(mean(at))))


def truth(mean: Callable[[datetime], float]) -> np.ndarray:
    return series(FIRST + timedelta(weeks=WEEKS), 7, mean).offered


def off_by(method: WeekMean | LevelProfile, history: VolumeSeries, mean: Callable[[datetime], float]) -> float:
    """How far the forecast is from what was truly to be expected, as a share of it."""
    found = forecast_with("phone", [history], horizon=TARGET, method=method).offered
    return float(np.abs(found - truth(mean)).sum() / truth(mean).sum())


def test_weeks_that_are_alike_come_again() -> None:
    found = forecast_with("phone", [series(FIRST, 70, curve)], horizon=TARGET, method=LevelProfile(ALWAYS, smoothing_quarters=0.0)).offered

    by_day, expected = found.reshape(7, 96), truth(curve).reshape(7, 96)
    assert by_day.sum(axis=1) == pytest.approx(expected.sum(axis=1))
    assert found == pytest.approx(truth(curve), rel=1e-6)


def test_chance_in_single_quarters_is_smoothed_away() -> None:
    history = counted(curve)

    assert off_by(LevelProfile(ALWAYS), history, curve) < 0.6 * off_by(WeekMean(ALWAYS, weeks=6), history, curve)


def test_the_level_follows_growth() -> None:
    def grown(at: datetime) -> float:
        return 20.0 * (1 + 0.02 * ((at.date() - FIRST).days // 7))

    history = series(FIRST, 7 * WEEKS, grown)

    assert off_by(LevelProfile(ALWAYS, weeks=26), history, grown) < 0.75 * off_by(WeekMean(ALWAYS, weeks=26), history, grown)


def test_closed_quarters_and_special_days_say_nothing() -> None:
    office = OpeningHours(BERLIN, tuple(Stretch(weekday, 8 * 60, 18 * 60) for weekday in range(1, 6)))
    rush = FIRST + timedelta(days=7 * WEEKS - 7)
    history = series(FIRST, 7 * WEEKS, lambda at: 500.0 if at.date() == rush else 6.0)

    found = forecast_with("phone", [history], horizon=TARGET, method=LevelProfile(office, special_dates=frozenset({rush})))

    assert found.offered.sum() == pytest.approx(6.0 * 4 * 10 * 5)
    assert found.offered.max() == pytest.approx(6.0)
    assert found.basis is not None
    assert rush in found.basis.dates_left_out


def test_a_weekday_never_seen_is_not_known() -> None:
    history = series(date(2026, 11, 23), 3, lambda _at: 5.0)  # Monday to Wednesday

    found = forecast_with(
        "phone", [history], horizon=week_of(date(2026, 11, 30), zone=BERLIN, week_starts_on=1), method=LevelProfile(ALWAYS)
    )

    assert found.basis is not None
    assert found.basis.slots_without_history == 4 * 96
    assert found.offered.sum() == pytest.approx(3 * 96 * 5.0)


def test_the_least_wrong_method_is_chosen() -> None:
    candidates = compare_methods([counted(curve)], horizon=TARGET, opening=ALWAYS, weeks=6, special_dates=frozenset())
    chosen = choose(candidates)

    assert (candidates[0].kind, candidates[1].kind) == (MethodKind.LAST_WEEK, MethodKind.WEEK_MEAN)
    assert candidates[1].method.weeks == 6
    assert chosen.kind is MethodKind.LEVEL_PROFILE
    errors = [candidate.error.interval_wape_share for candidate in candidates if candidate.error is not None]
    assert chosen.error is not None
    assert chosen.error.interval_wape_share == min(errors)
    assert errors[0] > errors[1] > min(errors)


@pytest.mark.parametrize("days", [14, 34])
def test_with_little_history_the_mean_of_weeks_stays(days: int) -> None:
    history = series(FIRST + timedelta(days=7 * WEEKS - days), days, curve)

    assert (
        choose(compare_methods([history], horizon=TARGET, opening=ALWAYS, weeks=6, special_dates=frozenset())).kind is MethodKind.WEEK_MEAN
    )


def test_a_method_that_is_no_better_does_not_take_the_place_of_the_usual_one() -> None:
    chosen = choose(compare_methods([series(FIRST, 7 * WEEKS, curve)], horizon=TARGET, opening=ALWAYS, weeks=6, special_dates=frozenset()))

    assert (chosen.kind, chosen.method.weeks) == (MethodKind.WEEK_MEAN, 6)


@pytest.mark.parametrize(("said", "message"), [({"weeks": 0}, "weeks is 0"), ({"smoothing_quarters": -1.0}, "smoothing_quarters is -1.0")])
def test_impossible_parameters_are_refused(said: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LevelProfile(ALWAYS, **said)  # type: ignore[arg-type]
