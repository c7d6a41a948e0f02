"""Weekly opening hours as slots: nights past midnight, closed dates, clock changes."""

from datetime import date

import pytest

from scheduling.opening_hours import OpeningHours, Stretch
from scheduling.timegrid import UnknownZoneError, to_local, week_of


def open_hours_by_weekday(opening: OpeningHours, day: date, week_starts_on: int = 1) -> dict[int, float]:
    week = week_of(day, zone=opening.zone, week_starts_on=week_starts_on)
    found = dict.fromkeys(range(1, 8), 0.0)
    for slot, is_open in enumerate(opening.open_slots(week)):
        found[to_local(week.instant_of(slot), zone=opening.zone).isoweekday()] += 0.25 * bool(is_open)
    return found


def test_the_bank_is_open_96_hours_a_week() -> None:
    stretches = [Stretch(weekday, 7 * 60, 24 * 60) for weekday in (7, 1, 2, 3, 4)]
    bank = OpeningHours("Asia/Jerusalem", (*stretches, Stretch(5, 7 * 60, 14 * 60), Stretch(6, 20 * 60, 24 * 60)))

    found = open_hours_by_weekday(bank, date(1999, 2, 7), week_starts_on=7)

    assert found == {7: 17, 1: 17, 2: 17, 3: 17, 4: 17, 5: 7, 6: 4}


def test_a_night_stretch_runs_into_the_next_day_and_over_the_end_of_the_week() -> None:
    nights = OpeningHours("Asia/Kathmandu", (Stretch(7, 22 * 60, 6 * 60),))

    found = open_hours_by_weekday(nights, date(2026, 11, 25))

    assert (found[7], found[1], sum(found.values())) == (2, 6, 8)


def test_no_stretch_at_all_means_always_open() -> None:
    week = week_of(date(2026, 3, 29), zone="Europe/Berlin", week_starts_on=1)

    assert OpeningHours("Europe/Berlin").open_slots(week).all()


def test_a_closed_date_shuts_what_starts_on_it_and_leaves_the_night_before() -> None:
    nights = tuple(Stretch(weekday, 22 * 60, 6 * 60) for weekday in range(1, 8))

    found = open_hours_by_weekday(OpeningHours("Europe/Berlin", nights, frozenset({date(2026, 11, 25)})), date(2026, 11, 25))

    assert (found[3], found[4]) == (6, 2)  # Wednesday keeps the morning that Tuesday's stretch brings


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_of_a_clock_change_is_open_as_long_as_it_lasts(day: date, hours: float) -> None:
    assert open_hours_by_weekday(OpeningHours("Europe/Berlin", (Stretch(7, 0, 24 * 60),)), day)[7] == hours


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0, 0, 60), "weekday is 0"), ((1, -1, 60), "start_minute is -1"), ((1, 0, 1441), "end_minute is 1441")],
)
def test_impossible_stretches_are_refused(arguments: tuple[int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Stretch(*arguments)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownZoneError, match="Nowhere"):
        OpeningHours("Nowhere/Land")
