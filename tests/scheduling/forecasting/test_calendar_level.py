"""Level, profile and calendar: the turn of the month and days next to special ones are foreseen, and chance is not."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from scheduling.forecasting.calendar_level import CalendarLevel
from scheduling.forecasting.choosing import MethodKind, choose, compare_methods
from scheduling.forecasting.day_table import as_days, lay_out
from scheduling.forecasting.level_profile import LevelProfile
from tests.scheduling.forecasting.test_level_profile import FIRST, TARGET, WEEKS, counted, curve, off_by, truth
from tests.scheduling.forecasting.test_week_mean import ALWAYS, BERLIN, series

LAST = FIRST + timedelta(weeks=WEEKS)


def salaries(at: datetime) -> float:
    """Half as much again in the first days of a month, ebbing away."""
    return 3 * curve(at) * (1 + 0.5 * float(np.exp(-(at.day - 1) / 5)))


def test_the_turn_of_the_month_is_foreseen() -> None:
    history = counted(salaries)

    assert off_by(CalendarLevel(ALWAYS), history, salaries) < 0.75 * off_by(LevelProfile(ALWAYS, weeks=26), history, salaries)


def test_what_the_calendar_did_to_the_last_weeks_is_not_taken_for_the_level() -> None:
    """The history ends in a busy week at a month's turn, the target lies in the quiet middle of the month."""
    history = series(FIRST, (date(2026, 11, 8) - FIRST).days, salaries)
    table = lay_out(history, zone=BERLIN, counts=ALWAYS.open_slots(history.horizon))
    days = as_days(frozenset(date(2026, 11, day) for day in range(16, 21)))
    expected = np.array(
        [sum(salaries(datetime(2026, 11, day, at // 4, at % 4 * 15, tzinfo=UTC)) for at in range(96)) for day in range(16, 21)]
    )

    found = CalendarLevel(ALWAYS).expected(table, days).sum(axis=1)

    assert found == pytest.approx(expected, rel=0.05)
    assert (found < LevelProfile(ALWAYS, weeks=26).expected(table, days).sum(axis=1)).all()


def test_the_day_before_a_special_one_is_like_those_before_it() -> None:
    holidays = frozenset(FIRST + timedelta(days=at) for at in (20, 50, 85, 120, 150, 190, 7 * WEEKS + 3))
    eves = {day - timedelta(days=1) for day in holidays}

    def halved(at: datetime) -> float:
        return 6 * curve(at) * (0.5 if at.date() in eves else 1.0)

    history = series(FIRST, 7 * WEEKS, halved)
    table = lay_out(history, zone=BERLIN, counts=ALWAYS.open_slots(history.horizon))
    (eve,) = (day for day in eves if day >= LAST)
    expected = truth(halved).reshape(7, 96).sum(axis=1)[(eve - LAST).days]

    knowing, plain = (
        float(method.expected(table, as_days(frozenset({eve}))).sum())
        for method in (CalendarLevel(ALWAYS, special_dates=holidays), LevelProfile(ALWAYS, weeks=26, special_dates=holidays))
    )

    assert abs(knowing - expected) < 0.5 * abs(plain - expected)


def test_weeks_that_are_alike_come_again_and_a_few_contacts_show_no_calendar() -> None:
    history = counted(lambda at: curve(at) / 100)

    assert off_by(CalendarLevel(ALWAYS), history, curve) == pytest.approx(off_by(LevelProfile(ALWAYS, weeks=26), history, curve))
    alike = series(FIRST, 7 * WEEKS, curve)
    assert off_by(CalendarLevel(ALWAYS, smoothing_quarters=0.0), alike, curve) < 1e-6


def test_the_calendar_is_chosen_where_it_tells_and_only_there() -> None:
    def chosen(mean: object) -> MethodKind:
        history = counted(mean)  # type: ignore[arg-type]
        return choose(compare_methods([history], horizon=TARGET, opening=ALWAYS, weeks=6, special_dates=frozenset())).kind

    assert chosen(salaries) is MethodKind.CALENDAR_LEVEL
    assert chosen(curve) is not MethodKind.CALENDAR_LEVEL
