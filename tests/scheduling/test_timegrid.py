"""Slots, weeks, midnights and local times, with the clock changes of zones that do it in unusual ways."""
# ruff: noqa: DTZ001 -- wall-clock times without a zone are what is tested here

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.timegrid import (
    SLOT,
    Horizon,
    OffGridError,
    Reading,
    UnknownZoneError,
    local_date_of,
    local_dates,
    local_days,
    local_minutes,
    local_spans,
    midnights,
    night_minutes,
    slot_of_local,
    start_of_day,
    to_instant,
    to_local,
    week_of,
    weeks_from,
)

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Manila", "Asia/Jerusalem",
    "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham", "Pacific/Auckland", "America/Santiago", "Africa/Cairo", "Asia/Beirut",
    "America/Havana", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran",
)  # fmt: skip
zones = st.sampled_from(ZONES)
quarters = st.integers(min_value=0, max_value=30 * 365 * 96).map(lambda quarter: datetime(2012, 1, 1, tzinfo=UTC) + quarter * SLOT)


def horizon_of_days(first: date, days: int) -> Horizon:
    starts_at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return Horizon(starts_at, starts_at + timedelta(days=days))


@given(instant=quarters, zone=zones)
def test_from_utc_to_local_and_back_is_the_identity(instant: datetime, zone: str) -> None:
    local = to_local(instant, zone=zone)

    found = to_instant(local.replace(tzinfo=None, fold=0), zone=zone, second=bool(local.fold))

    assert found.instant == instant
    assert found.reading in {Reading.ONCE, Reading.TWICE}


def test_a_local_time_in_the_gap_moves_forward_by_the_length_of_the_gap() -> None:
    found = to_instant(datetime(2026, 3, 29, 2, 30), zone="Europe/Berlin")

    assert found.reading is Reading.MOVED_FORWARD
    assert found.instant == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 on the clock
    assert to_local(found.instant, zone="Europe/Berlin").strftime("%H:%M") == "03:30"


def test_a_double_local_time_is_the_first_unless_told_otherwise() -> None:
    twice = datetime(2026, 10, 25, 2, 30)

    first, second = to_instant(twice, zone="Europe/Berlin"), to_instant(twice, zone="Europe/Berlin", second=True)

    assert first.reading is second.reading is Reading.TWICE
    assert first.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second.instant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_with_an_offset_is_not_taken_for_a_local_one() -> None:
    with pytest.raises(ValueError, match="has an offset already"):
        to_instant(datetime(2026, 1, 1, tzinfo=UTC), zone="Europe/Berlin")
    with pytest.raises(ValueError, match="needs one"):
        to_local(datetime(2026, 1, 1), zone="Europe/Berlin")


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(UnknownZoneError, match=repr(name)):
        to_local(datetime(2026, 1, 1, tzinfo=UTC), zone=name)


@pytest.mark.parametrize(
    ("zone", "day", "week_starts_on", "hours"),
    [
        ("Europe/Berlin", date(2026, 11, 25), 1, 168),
        ("Europe/Berlin", date(2026, 3, 29), 1, 167),
        ("Europe/Berlin", date(2026, 10, 25), 1, 169),
        ("Europe/Berlin", date(2026, 3, 29), 7, 167),
        ("Australia/Lord_Howe", date(2026, 4, 5), 1, 168.5),  # its clocks move by half an hour
        ("Asia/Jerusalem", date(1999, 2, 7), 7, 168),
    ],
)
def test_a_week_is_as_long_as_the_clocks_make_it(zone: str, day: date, week_starts_on: int, hours: float) -> None:
    week = week_of(day, zone=zone, week_starts_on=week_starts_on)

    assert week.slots == hours * 4
    first = to_local(week.starts_at, zone=zone)
    assert (first.isoweekday(), first.hour, first.minute) == (week_starts_on, 0, 0)
    assert week.contains(start_of_day(day, zone=zone))


def test_the_bank_week_of_7_february_1999_starts_on_that_sunday() -> None:
    week = week_of(date(1999, 2, 10), zone="Asia/Jerusalem", week_starts_on=7)

    assert week.starts_at == datetime(1999, 2, 6, 22, 0, tzinfo=UTC)
    assert week.ends_at == datetime(1999, 2, 13, 22, 0, tzinfo=UTC)


def test_weeks_in_a_row_meet_and_fill_their_horizon() -> None:
    horizon, weeks = weeks_from(date(2026, 3, 25), weeks=3, zone="Europe/Berlin", week_starts_on=1)

    assert weeks == ((0, 668), (668, 1340), (1340, 2012))
    assert horizon.slots == 2012


def test_impossible_weeks_are_refused_with_the_limit() -> None:
    with pytest.raises(ValueError, match="between 1"):
        week_of(date(2026, 1, 1), zone="UTC", week_starts_on=0)
    with pytest.raises(ValueError, match="the least is 1"):
        weeks_from(date(2026, 1, 1), weeks=0, zone="UTC", week_starts_on=1)


@pytest.mark.parametrize(
    ("zone", "day", "first_local"),
    [
        ("America/Santiago", date(2026, 9, 6), "01:00"),  # 24:00 becomes 01:00: the day has no midnight
        ("Asia/Beirut", date(2026, 3, 29), "01:00"),
        ("America/Havana", date(2026, 11, 1), "00:00"),  # 01:00 becomes 00:00: midnight comes twice, the day starts with the first
        ("Africa/Cairo", date(2026, 10, 30), "00:00"),  # 24:00 becomes 23:00: the day before has 25 hours
        ("Europe/Berlin", date(2026, 3, 29), "00:00"),
    ],
)
def test_a_day_starts_with_its_first_instant(zone: str, day: date, first_local: str) -> None:
    starts_at = start_of_day(day, zone=zone)

    assert to_local(starts_at, zone=zone).strftime("%Y-%m-%d %H:%M") == f"{day} {first_local}"
    assert to_local(starts_at - timedelta(seconds=1), zone=zone).date() == day - timedelta(days=1)


def test_a_date_that_a_zone_left_out_has_no_midnight() -> None:
    horizon = horizon_of_days(date(2011, 12, 28), 5)

    days = local_days(horizon, zone="Pacific/Apia", first_slot=0, last_slot=horizon.slots)

    assert date(2011, 12, 30) not in days.dates
    assert {after - before for before, after in zip(days.first_slots, days.first_slots[1:], strict=False)} == {96}


@given(instant=quarters, zone=zones, history_days=st.integers(0, 40))
def test_midnights_cover_the_span_and_agree_with_local_dates(instant: datetime, zone: str, history_days: int) -> None:
    horizon = Horizon(instant, instant + timedelta(days=8))
    first_slot, last_slot = -96 * history_days, horizon.slots + 96

    days = local_days(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot)

    assert days.first_slots == midnights(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot)
    assert days.first_slots[0] <= first_slot
    assert days.first_slots[-2] < last_slot <= days.first_slots[-1]
    dates = local_dates(horizon, zone=zone, first_slot=first_slot, last_slot=last_slot)
    expected = [np.datetime64(days.dates[days.index_of(slot)]) for slot in range(first_slot, last_slot)]
    assert dates.tolist() == [day.item() for day in expected]


@given(instant=quarters, zone=zones)
def test_arrays_of_the_local_clock_agree_with_the_zone_database(instant: datetime, zone: str) -> None:
    horizon = Horizon(instant, instant + timedelta(days=2))

    dates, minutes = local_dates(horizon, zone=zone), local_minutes(horizon, zone=zone)

    for slot in range(horizon.slots):
        local = horizon.instant_of(slot).astimezone(ZoneInfo(zone))
        assert (dates[slot].item(), minutes[slot]) == (local.date(), local.hour * 60 + local.minute)
        assert local_date_of(slot, horizon=horizon, zone=zone) == local.date()


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 11, 25), 8), (date(2026, 3, 28), 7), (date(2026, 10, 24), 9)],
)
def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    horizon = horizon_of_days(day - timedelta(days=1), 4)
    evening = slot_of_local(day, 20 * 60, horizon=horizon, zone="Europe/Berlin")
    morning = slot_of_local(day + timedelta(days=1), 8 * 60, horizon=horizon, zone="Europe/Berlin")

    assert night_minutes((evening, morning), horizon=horizon, zone="Europe/Berlin") == hours * 60


def test_spans_of_local_hours_follow_the_clock_and_may_pass_midnight() -> None:
    horizon = horizon_of_days(date(2026, 3, 27), 5)
    days = [date(2026, 3, 28), date(2026, 3, 29)]

    night = local_spans(days, (22 * 60, 30 * 60), horizon=horizon, zone="Europe/Berlin")
    lost_hour = local_spans(days, (2 * 60, 3 * 60), horizon=horizon, zone="Europe/Berlin")

    assert [last - first for first, last in night] == [7 * 4, 8 * 4]
    assert [last - first for first, last in lost_hour] == [4]  # 02:00 to 03:00 of the 29th never was


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "message"),
    [
        (datetime(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC), "starts_at"),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 7, tzinfo=UTC), "ends_at .* quarter of an hour"),
        (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "not after starts_at"),
    ],
)
def test_a_horizon_off_the_grid_or_without_an_offset_is_refused(starts_at: datetime, ends_at: datetime, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Horizon(starts_at, ends_at)


def test_slots_count_from_the_start_and_may_be_negative() -> None:
    horizon = Horizon(datetime(2026, 1, 1, 0, 0, tzinfo=UTC), datetime(2026, 1, 2, 0, 0, tzinfo=UTC))

    assert horizon.slots == 96
    assert horizon.slot_of(datetime(2025, 12, 31, 23, 45, tzinfo=UTC)) == -1
    assert horizon.slot_containing(datetime(2026, 1, 1, 1, 29, 59, tzinfo=UTC)) == 5
    assert horizon.slots_touched(datetime(2026, 1, 1, 1, 29, tzinfo=UTC), datetime(2026, 1, 1, 1, 46, tzinfo=UTC)) == (5, 8)
    assert horizon.slots_touched(datetime(2025, 12, 31, 23, 44, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, tzinfo=UTC)) == (-2, 0)
    assert horizon.instant_of(4) == datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
    with pytest.raises(OffGridError, match="quarter of an hour"):
        horizon.slot_of(datetime(2026, 1, 1, 0, 1, tzinfo=UTC))


def test_a_zone_whose_day_began_off_the_grid_is_refused_by_name() -> None:
    horizon = horizon_of_days(date(1960, 1, 1), 2)

    with pytest.raises(OffGridError, match="Africa/Monrovia"):
        midnights(horizon, zone="Africa/Monrovia", first_slot=0, last_slot=96)
