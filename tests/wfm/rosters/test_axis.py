"""The time axis of a board: local days of any zone, also those of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.timegrid import Horizon, week_of
from wfm.rosters.axis import AxisDay, dates_touched, days_of, night_percents

SPRING = date(2026, 3, 29)  # Lisbon skips 01:00 to 02:00
AUTUMN = date(2026, 10, 25)  # Lisbon has 01:00 to 02:00 twice


def day(local_date: date, zone: str = "Europe/Lisbon") -> AxisDay:
    return days_of([local_date], zone=zone)[0]


@pytest.mark.parametrize(("local_date", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 7, 1), 24)])
def test_a_day_is_as_long_as_its_zone_has_it(local_date: date, hours: int) -> None:
    assert day(local_date).hours == hours


def test_noon_of_a_short_day_lies_before_its_middle() -> None:
    assert day(SPRING).percent_at(datetime(2026, 3, 29, 11, tzinfo=UTC)) == round(11 / 23 * 100, 2)


def test_an_hour_that_the_clocks_skip_has_no_tick_and_one_they_repeat_has_its_first() -> None:
    skipped = {hour: x for x, hour in day(SPRING).ticks((0, 1, 2))}
    repeated = {hour: x for x, hour in day(AUTUMN).ticks((1, 2))}

    assert skipped == {"00": 0.0, "02": round(1 / 23 * 100, 2)}
    assert repeated == {"01": round(1 / 25 * 100, 2), "02": round(3 / 25 * 100, 2)}


def test_a_week_touches_eight_dates_in_another_zone_and_nine_over_all_of_them() -> None:
    week = week_of(date(2026, 11, 23), zone="Europe/Lisbon", week_starts_on=1)

    assert dates_touched(week, zones=["Europe/Lisbon"]) == tuple(date(2026, 11, 23 + at) for at in range(7))
    assert dates_touched(week, zones=["Asia/Manila"])[-1] == date(2026, 11, 30)
    assert len(dates_touched(week, zones=["Asia/Manila", "America/New_York"])) == 9


def test_a_date_that_a_zone_skipped_has_no_day() -> None:
    """Samoa went from 29 to 31 December 2011."""
    found = days_of([date(2011, 12, 29), date(2011, 12, 30), date(2011, 12, 31)], zone="Pacific/Apia")

    assert [each.local_date.day for each in found] == [29, 31]


def test_nights_are_those_of_where_somebody_lives() -> None:
    at_home = night_percents([day(date(2026, 11, 23))], zone="Europe/Lisbon")
    in_kathmandu = night_percents([day(date(2026, 11, 23))], zone="Asia/Kathmandu")

    assert at_home == ((0.0, 25.0), (round(22 / 24 * 100, 2), round(2 / 24 * 100, 2)))
    # 22:00 to 06:00 in Kathmandu is 16:15 to 00:15 in Lisbon.
    assert in_kathmandu == ((0.0, round(0.25 / 24 * 100, 2)), (round(16.25 / 24 * 100, 2), round(7.75 / 24 * 100, 2)))


def test_what_runs_past_the_end_of_a_day_lies_beyond_a_hundred_percent() -> None:
    monday = day(date(2026, 11, 23))

    assert monday.percent_at(monday.ends_at + timedelta(hours=6)) == 125.0
    assert monday.percent_of(timedelta(hours=12)) == 50.0
    assert monday.percent_at(monday.starts_at - timedelta(hours=6)) == -25.0


def test_days_of_one_instant_can_have_two_dates() -> None:
    horizon = Horizon(datetime(2026, 11, 23, 11, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC))

    assert dates_touched(horizon, zones=["Pacific/Kiritimati", "Pacific/Pago_Pago"]) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
    )
