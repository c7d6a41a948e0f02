"""Local hours to instants, by hand at clock changes and by law everywhere."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.timegrid import Horizon
from wfm.availability.expansion import ContractHours, DatedException, Entered, KindOfHours, Pattern, available_slots, expand
from wfm.availability.kinds import AvailabilityKind
from wfm.core.intervals import Interval, union
from wfm.core.local_week import DateRange, WeeklyStretch

AVAILABLE, PREFERRED, UNAVAILABLE = AvailabilityKind
ALWAYS = DateRange(date(2020, 1, 1))
UNDER_CONTRACT = (ContractHours(ALWAYS, ()),)
EVERY_DAY = range(1, 8)

ZONES_AND_CLOCK_CHANGES = [
    ("America/Los_Angeles", date(2026, 3, 8), date(2026, 11, 1)),
    ("America/St_Johns", date(2026, 3, 8), date(2026, 11, 1)),
    ("Europe/Lisbon", date(2026, 3, 29), date(2026, 10, 25)),
    ("Australia/Adelaide", date(2026, 10, 4), date(2026, 4, 5)),
    ("Pacific/Chatham", date(2026, 9, 27), date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
    ("Asia/Kathmandu", date(2026, 3, 29), date(2026, 10, 25)),
    ("Asia/Kolkata", date(2026, 3, 29), date(2026, 10, 25)),
]
CHANGES = [(zone, day) for zone, *days in ZONES_AND_CLOCK_CHANGES for day in days]


def weekly(start: time, end: time, *, days: range = EVERY_DAY, kind: AvailabilityKind = AVAILABLE) -> Pattern:
    return Pattern(ALWAYS, tuple(KindOfHours(WeeklyStretch(day, start, end), kind) for day in days))


def weekly_stretches(start: time, end: time) -> tuple[WeeklyStretch, ...]:
    return tuple(WeeklyStretch(day, start, end) for day in EVERY_DAY)


def window_around(day: date, *, days: int = 3) -> Interval:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Interval(noon - timedelta(days=days), noon + timedelta(days=days))


def local(zone: str, *told: int) -> datetime:
    return datetime(*told, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]


def at(*told: int) -> datetime:
    return datetime(*told, tzinfo=UTC)  # type: ignore[arg-type, misc]


def total_hours(intervals: tuple[Interval, ...]) -> float:
    return sum((one.ends_at - one.starts_at).total_seconds() for one in intervals) / 3600


def test_a_quarter_hour_zone_is_shifted_by_its_quarter() -> None:
    entered = Entered("Asia/Kathmandu", UNDER_CONTRACT, (weekly(time(9), time(17), days=range(1, 2)),))

    found = expand(entered, window=Interval(at(2026, 11, 22), at(2026, 11, 29)))

    assert found.available == (Interval(at(2026, 11, 23, 3, 15), at(2026, 11, 23, 11, 15)),)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/Los_Angeles", date(2026, 3, 7), 7),
        ("America/Los_Angeles", date(2026, 10, 31), 9),
        ("America/St_Johns", date(2026, 3, 7), 7),
        ("America/St_Johns", date(2026, 10, 31), 9),
        ("Pacific/Chatham", date(2026, 9, 26), 7),
        ("Pacific/Chatham", date(2026, 4, 4), 9),
        ("Australia/Lord_Howe", date(2026, 10, 3), 7.5),
        ("Australia/Lord_Howe", date(2026, 4, 4), 8.5),
        ("Asia/Kathmandu", date(2026, 3, 28), 8),
    ],
)
def test_a_night_lasts_as_long_as_its_clocks_let_it(zone: str, day: date, hours: float) -> None:
    only = DateRange(day, day + timedelta(days=1))
    night = Pattern(only, tuple(KindOfHours(WeeklyStretch(weekday, time(22), time(6))) for weekday in EVERY_DAY))

    found = expand(Entered(zone, UNDER_CONTRACT, (night,)), window=window_around(day))

    assert total_hours(found.available) == hours
    (whole,) = found.available
    assert (whole.starts_at.astimezone(ZoneInfo(zone)).hour, whole.ends_at.astimezone(ZoneInfo(zone)).hour) == (22, 6)


def test_hours_that_the_clocks_jump_over_begin_after_the_jump() -> None:
    pattern = Pattern(DateRange(date(2026, 3, 29), date(2026, 3, 30)), (KindOfHours(WeeklyStretch(7, time(1, 30), time(4))),))

    found = expand(Entered("Europe/Lisbon", UNDER_CONTRACT, (pattern,)), window=window_around(date(2026, 3, 29)))

    # 01:30 does not exist and is read as 02:30 of summer time.
    assert found.available == (Interval(at(2026, 3, 29, 1, 30), at(2026, 3, 29, 3)),)


def test_an_end_that_exists_twice_is_the_first() -> None:
    pattern = Pattern(DateRange(date(2026, 10, 24), date(2026, 10, 25)), (KindOfHours(WeeklyStretch(6, time(22), time(1, 30))),))

    found = expand(Entered("Europe/Lisbon", UNDER_CONTRACT, (pattern,)), window=window_around(date(2026, 10, 25)))

    assert found.available == (Interval(at(2026, 10, 24, 21), at(2026, 10, 25, 0, 30)),)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_whole_days_leave_no_hole_at_a_clock_change(zone: str, day: date) -> None:
    window = window_around(day)

    found = expand(Entered(zone, UNDER_CONTRACT, (weekly(time(0), time(0)),)), window=window)

    assert found.available == (window,)


def test_a_night_belongs_to_the_pattern_of_the_day_it_begins() -> None:
    before = Pattern(DateRange(date(2026, 1, 1), date(2026, 11, 25)), weekly(time(22), time(6)).hours)
    after = Pattern(DateRange(date(2026, 11, 25)), ())

    found = expand(Entered("UTC", UNDER_CONTRACT, (before, after)), window=Interval(at(2026, 11, 24, 12), at(2026, 11, 27)))

    assert found.available == (Interval(at(2026, 11, 24, 22), at(2026, 11, 25, 6)),)


def test_a_pattern_without_hours_says_never() -> None:
    default = (ContractHours(ALWAYS, weekly_stretches(time(9), time(17))),)

    found = expand(Entered("UTC", default, (Pattern(ALWAYS, ()),)), window=Interval(at(2026, 11, 23), at(2026, 11, 30)))

    assert (found.available, found.not_entered) == ((), ())


def test_nothing_entered_means_the_default_hours_and_is_told() -> None:
    default = (ContractHours(ALWAYS, weekly_stretches(time(9), time(17))),)

    found = expand(Entered("UTC", default), window=Interval(at(2026, 11, 23), at(2026, 11, 25)))

    assert found.available == (
        Interval(at(2026, 11, 23, 9), at(2026, 11, 23, 17)),
        Interval(at(2026, 11, 24, 9), at(2026, 11, 24, 17)),
    )
    assert found.not_entered == (date(2026, 11, 23), date(2026, 11, 24))


def test_exceptions_add_and_cut() -> None:
    exceptions = (
        DatedException(date(2026, 11, 23), UNAVAILABLE, time(12), time(13)),
        DatedException(date(2026, 11, 24), UNAVAILABLE),
        DatedException(date(2026, 11, 25), AVAILABLE, time(22), time(2)),
    )
    entered = Entered("UTC", UNDER_CONTRACT, (weekly(time(9), time(17), days=range(1, 4)),), exceptions)

    found = expand(entered, window=Interval(at(2026, 11, 23), at(2026, 11, 30)))

    assert found.available == (
        Interval(at(2026, 11, 23, 9), at(2026, 11, 23, 12)),
        Interval(at(2026, 11, 23, 13), at(2026, 11, 23, 17)),
        Interval(at(2026, 11, 25, 9), at(2026, 11, 25, 17)),
        Interval(at(2026, 11, 25, 22), at(2026, 11, 26, 2)),
    )


def test_preferred_hours_are_available_ones_unless_they_are_cut() -> None:
    pattern = Pattern(
        ALWAYS,
        (KindOfHours(WeeklyStretch(1, time(8), time(12))), KindOfHours(WeeklyStretch(1, time(10), time(14)), PREFERRED)),
    )
    leave = (Interval(at(2026, 11, 23, 11), at(2026, 11, 23, 13)),)

    found = expand(Entered("UTC", UNDER_CONTRACT, (pattern,), (), leave), window=Interval(at(2026, 11, 23), at(2026, 11, 24)))

    assert found.available == (Interval(at(2026, 11, 23, 8), at(2026, 11, 23, 11)), Interval(at(2026, 11, 23, 13), at(2026, 11, 23, 14)))
    assert found.preferred == (Interval(at(2026, 11, 23, 10), at(2026, 11, 23, 11)), Interval(at(2026, 11, 23, 13), at(2026, 11, 23, 14)))


def test_a_contract_begins_and_ends_at_midnight_of_the_person() -> None:
    contract = ContractHours(DateRange(date(2026, 11, 24), date(2026, 11, 26)), ())
    entered = Entered("Asia/Kathmandu", (contract,), (weekly(time(0), time(0)),))

    found = expand(entered, window=Interval(at(2026, 11, 22), at(2026, 11, 30)))

    assert found.available == (Interval(at(2026, 11, 23, 18, 15), at(2026, 11, 25, 18, 15)),)


def test_without_a_contract_nobody_is_available() -> None:
    found = expand(Entered("UTC", (), (weekly(time(0), time(0)),)), window=Interval(at(2026, 11, 22), at(2026, 11, 30)))

    assert found.available == ()


def test_slots_are_whole_ones_within_the_hours() -> None:
    horizon = Horizon(at(2026, 11, 23), at(2026, 11, 30))
    told = [
        Interval(at(2026, 11, 22, 23, 50), at(2026, 11, 23, 1, 20)),
        Interval(at(2026, 11, 23, 2, 1), at(2026, 11, 23, 2, 14)),
        Interval(at(2026, 11, 29, 23), at(2026, 11, 30, 2)),
    ]

    assert available_slots(told, horizon=horizon) == ((0, 5), (668, 680))


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
hours_told = st.lists(
    st.builds(KindOfHours, st.builds(WeeklyStretch, st.integers(1, 7), times, times), st.sampled_from(AvailabilityKind)), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CHANGES), hours_told, st.data())
def test_an_instant_is_available_exactly_when_the_wall_clock_says_so(
    change: tuple[str, date], hours: list[KindOfHours], data: st.DataObject
) -> None:
    zone, day = change
    window = window_around(day)
    found = expand(Entered(zone, UNDER_CONTRACT, (Pattern(ALWAYS, tuple(hours)),)), window=window)
    minute = data.draw(st.integers(0, 6 * 24 * 4 - 1).map(lambda slot: slot * 15 + 7))
    instant = window.starts_at + timedelta(minutes=minute)
    # Around the jump itself a boundary may be moved, so the wall clock is asked away from it only.
    assume(abs(instant - local(zone, day.year, day.month, day.day, 2)) >= timedelta(hours=3))

    said = {told.kind for told in hours if _clock_shows(told.stretch, instant.astimezone(ZoneInfo(zone)))}

    is_available = any(one.starts_at <= instant < one.ends_at for one in found.available)
    assert is_available == (bool(said & {AVAILABLE, PREFERRED}) and UNAVAILABLE not in said)


def _clock_shows(stretch: WeeklyStretch, now: datetime) -> bool:
    clock = now.time()
    if stretch.local_start < stretch.local_end:
        return now.isoweekday() == stretch.weekday and stretch.local_start <= clock < stretch.local_end
    if now.isoweekday() == stretch.weekday and clock >= stretch.local_start:
        return True
    yesterday = (now.date() - timedelta(days=1)).isoweekday()
    return yesterday == stretch.weekday and clock < stretch.local_end


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CHANGES), hours_told, st.integers(0, 6 * 96 - 1))
def test_what_holds_in_a_window_is_the_sum_of_its_two_parts(change: tuple[str, date], hours: list[KindOfHours], cut: int) -> None:
    zone, day = change
    entered = Entered(zone, UNDER_CONTRACT, (Pattern(ALWAYS, tuple(hours)),))
    window = window_around(day)
    between = window.starts_at + timedelta(minutes=15 * (cut + 1))

    parts = [Interval(window.starts_at, between), Interval(between, window.ends_at)]

    whole = expand(entered, window=window).available
    halves = [interval for part in parts if part.starts_at < part.ends_at for interval in expand(entered, window=part).available]

    assert union(halves) == whole
