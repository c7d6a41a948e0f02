"""The mean of the same interval of the week: by hand on small weeks, over clock changes, and with what is left out."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from scheduling.demand import VolumeSeries
from scheduling.forecasting.forecast import NoHandleTimeError, NoHistoryError, forecast_with
from scheduling.forecasting.rolling_origin import poisson_mean_deviation
from scheduling.forecasting.silent_dates import silent_dates, without_dates
from scheduling.forecasting.week_mean import WeekMean
from scheduling.opening_hours import OpeningHours, Stretch
from scheduling.timegrid import Horizon, start_of_day, to_local, week_of

BERLIN = "Europe/Berlin"
ALWAYS = OpeningHours(BERLIN)


def series(
    first: date,
    days: int,
    offered: Callable[[datetime], float],
    *,
    name: str = "phone",
    handle_time_seconds: float = 100,
    known: Callable[[datetime], bool] = lambda _: True,
    zone: str = BERLIN,
) -> VolumeSeries:
    """Contacts by the local time of each slot."""
    horizon = Horizon(start_of_day(first, zone=zone), start_of_day(first + timedelta(days=days), zone=zone))
    local = [to_local(horizon.instant_of(slot), zone=zone) for slot in range(horizon.slots)]
    contacts = np.array([offered(at) for at in local])
    return VolumeSeries(name, horizon, contacts, contacts, contacts * handle_time_seconds, np.array([known(at) for at in local]))


def at_nine(found: np.ndarray, horizon: Horizon, weekday: int) -> float:
    slots = [
        slot
        for slot in range(horizon.slots)
        if (local := to_local(horizon.instant_of(slot), zone=BERLIN)).isoweekday() == weekday and (local.hour, local.minute) == (9, 0)
    ]
    return float(found[slots[0]])


MONDAY = date(2026, 11, 2)
WEEK = week_of(date(2026, 11, 30), zone=BERLIN, week_starts_on=1)


def test_the_last_weeks_are_averaged_and_no_more() -> None:
    by_week = series(MONDAY, 28, lambda at: 10.0 * (1 + (at.date() - MONDAY).days // 7))  # 10, 20, 30, 40 in every interval

    two, all_four = (forecast_with("phone", [by_week], horizon=WEEK, method=WeekMean(ALWAYS, weeks=weeks)).offered for weeks in (2, 6))

    assert set(two.tolist()) == {35.0}
    assert set(all_four.tolist()) == {25.0}


def test_a_special_day_is_left_out_and_the_week_before_it_counts() -> None:
    rush = date(2026, 11, 24)
    history = series(MONDAY, 28, lambda at: 500.0 if at.date() == rush else 4.0)

    found = forecast_with("phone", [history], horizon=WEEK, method=WeekMean(ALWAYS, weeks=1, special_dates=frozenset({rush})))

    assert set(found.offered.tolist()) == {4.0}
    assert found.basis is not None
    assert date(2026, 11, 17) in found.basis.dates_used
    assert rush in found.basis.dates_left_out


def test_nobody_is_expected_in_closed_hours_and_calls_in_them_do_not_count() -> None:
    weekdays = OpeningHours(BERLIN, tuple(Stretch(weekday, 8 * 60, 18 * 60) for weekday in range(1, 6)))
    history = series(MONDAY, 28, lambda _: 3.0)

    found = forecast_with("phone", [history], horizon=WEEK, method=WeekMean(weekdays))

    assert found.offered.sum() == pytest.approx(3 * 4 * 10 * 5)


def test_hours_nobody_recorded_are_not_taken_for_quiet_ones() -> None:
    history = series(MONDAY, 28, lambda _: 8.0, known=lambda at: at.date() != date(2026, 11, 25))

    found = forecast_with("phone", [history], horizon=WEEK, method=WeekMean(ALWAYS, weeks=4))

    assert set(found.offered.tolist()) == {8.0}


@pytest.mark.parametrize("week_of_change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nine_in_the_morning_stays_nine_when_the_clocks_change(week_of_change: date) -> None:
    horizon = week_of(week_of_change, zone=BERLIN, week_starts_on=1)
    first = week_of_change - timedelta(days=27)
    history = series(first - timedelta(days=first.weekday()), 28, lambda at: 60.0 if at.hour == 9 else 0.0)

    after = week_of(week_of_change + timedelta(days=7), zone=BERLIN, week_starts_on=1)

    for week in (horizon, after):
        found = forecast_with("phone", [history], horizon=week, method=WeekMean(ALWAYS, weeks=3)).offered
        hours = {to_local(week.instant_of(int(slot)), zone=BERLIN).hour for slot in np.flatnonzero(found)}
        assert hours == {9}
        assert found.sum() == pytest.approx(7 * 4 * 60)


def test_the_hour_that_comes_twice_counts_once_in_the_mean() -> None:
    doubled = series(date(2026, 10, 19), 7, lambda _: 12.0)  # Sunday the 25th has 25 hours
    horizon = week_of(date(2026, 11, 4), zone=BERLIN, week_starts_on=1)

    found = forecast_with("phone", [doubled], horizon=horizon, method=WeekMean(ALWAYS, weeks=1))

    assert set(found.offered.tolist()) == {12.0}


def test_the_handle_time_of_a_group_follows_its_mix_of_contact_types() -> None:
    short = series(MONDAY, 28, lambda at: 30.0 if at.hour == 9 else 0.0, name="short", handle_time_seconds=60)
    long = series(MONDAY, 28, lambda _: 10.0, name="long", handle_time_seconds=300)

    found = forecast_with("desk", [short, long], horizon=WEEK, method=WeekMean(ALWAYS))

    assert at_nine(found.offered, WEEK, 1) == 40
    assert at_nine(found.handle_time_seconds, WEEK, 1) == pytest.approx((30 * 60 + 10 * 300) / 40)
    assert found.handle_time_seconds.min() < found.handle_time_seconds.max() == pytest.approx(300)
    assert found.workload_hours == pytest.approx((7 * 4 * 30 * 60 + 672 * 10 * 300) / 3600)


def test_contacts_without_a_known_handle_time_count_but_not_into_the_mean() -> None:
    both = series(MONDAY, 28, lambda _: 10.0)
    half_timed = VolumeSeries("phone", both.horizon, both.offered, both.offered / 2, both.offered / 2 * 80, both.known)

    found = forecast_with("phone", [half_timed], horizon=WEEK, method=WeekMean(ALWAYS))

    assert set(found.offered.tolist()) == {10.0}
    assert found.handle_time_seconds == pytest.approx(np.full(WEEK.slots, 80.0))


def test_without_history_or_handle_time_there_is_no_forecast() -> None:
    unknown = series(MONDAY, 28, lambda _: 10.0, known=lambda _: False)
    untimed = series(MONDAY, 28, lambda _: 10.0)
    untimed = VolumeSeries("phone", untimed.horizon, untimed.offered, untimed.timed * 0, untimed.timed * 0, untimed.known)

    with pytest.raises(NoHistoryError, match="phone: nothing is recorded from 2026-11-01"):
        forecast_with("phone", [unknown], horizon=WEEK, method=WeekMean(ALWAYS))
    with pytest.raises(NoHandleTimeError, match="phone: no handle time"):
        forecast_with("phone", [untimed], horizon=WEEK, method=WeekMean(ALWAYS))
    with pytest.raises(ValueError, match="weeks is 0"):
        WeekMean(ALWAYS, weeks=0)


def test_what_is_forecast_does_not_look_at_itself() -> None:
    history = series(MONDAY, 35, lambda at: 999.0 if at.date() >= date(2026, 11, 30) else 5.0)

    found = forecast_with("phone", [history], horizon=WEEK, method=WeekMean(ALWAYS, weeks=1))

    assert set(found.offered.tolist()) == {5.0}


def test_open_hours_that_never_were_open_before_are_counted() -> None:
    mornings = series(MONDAY, 28, lambda _: 5.0, known=lambda at: at.hour < 12)

    found = forecast_with("phone", [mornings], horizon=WEEK, method=WeekMean(ALWAYS))

    assert found.basis is not None
    assert found.basis.slots_without_history == 7 * 48


@pytest.mark.parametrize(("expected", "share"), [(5, 0.351), (25, 0.159), (100, 0.080), (400, 0.040)])
def test_the_poisson_floor_is_the_published_one(expected: float, share: float) -> None:
    assert float(poisson_mean_deviation(np.array([expected]))[0]) / expected == pytest.approx(share, abs=5e-4)


def test_the_error_is_measured_on_weeks_not_seen() -> None:
    # Four equal weeks of 10 an interval, then a last one of 12: forecasting it from the four before misses 2 in 12.
    last = MONDAY + timedelta(days=21)
    history = series(MONDAY, 28, lambda at: 12.0 if at.date() >= last else 10.0)

    error = forecast_with("phone", [history], horizon=WEEK, method=WeekMean(ALWAYS)).error

    assert error is not None
    assert (error.weeks, error.contacts) == (3, 672 * 32)
    assert error.interval_wape_share == pytest.approx(672 * 2 / (672 * 32))
    assert error.day_wape_share == pytest.approx(672 * 2 / (672 * 32))
    assert error.poisson_floor_share == pytest.approx(3 * 672 * poisson_mean_deviation(np.array([10.0]))[0] / (672 * 32))
    assert error.excess_over_floor_share == pytest.approx(error.interval_wape_share - error.poisson_floor_share)


def test_the_error_is_measured_at_the_same_notice_as_the_forecast() -> None:
    # The level doubles every week. With a week's notice the newest week known is two weeks older than the one forecast.
    history = series(MONDAY, 28, lambda at: 10.0 * 2 ** ((at.date() - MONDAY).days // 7))
    method = WeekMean(ALWAYS, weeks=1)

    at_once = forecast_with("phone", [history], horizon=WEEK, method=method).error
    a_week_on = week_of(date(2026, 12, 7), zone=BERLIN, week_starts_on=1)
    later = forecast_with("phone", [history], horizon=a_week_on, method=method).error

    assert at_once is not None
    assert at_once.interval_wape_share == pytest.approx(0.5)
    assert later is not None
    assert (later.weeks, later.interval_wape_share) == (2, pytest.approx(0.75))


def test_too_short_a_history_has_no_error_to_show() -> None:
    assert forecast_with("phone", [series(MONDAY, 7, lambda _: 5.0)], horizon=WEEK, method=WeekMean(ALWAYS)).error is None


def test_dates_without_a_single_contact_are_gaps_only_where_many_are_usual() -> None:
    lost = date(2026, 11, 17)
    busy = series(MONDAY, 28, lambda at: 0.0 if at.date() == lost else 1.0)
    quiet = series(MONDAY, 28, lambda at: 0.0 if at.date() == lost else float(at.hour == 9 and at.minute == 0), name="quiet")

    assert silent_dates([busy, quiet], zone=BERLIN) == {lost}
    assert silent_dates([quiet], zone=BERLIN) == frozenset()
    assert silent_dates([], zone=BERLIN) == frozenset()
    cleared = without_dates(busy, frozenset({lost}), zone=BERLIN)
    assert busy.known.sum() - cleared.known.sum() == 96
