"""How wrong a method was in weeks it had not seen, told at the same notice as the forecast to be made."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scheduling.demand import ForecastError, Numbers
from scheduling.forecasting.day_ratios import day_ratios
from scheduling.forecasting.day_table import DayTable

WEEKS_MAX = 26


class DayMethod(Protocol):
    """A method that turns past days into what other days bring."""

    def expected(self, table: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
        """Contacts expected on each of the days (since 1970), by quarter of the day; NaN where nothing is known."""
        ...

    def rows_used(self, table: DayTable) -> DayTable:
        """The ordinary dates it would use."""
        ...


def poisson_mean_deviation(expected: Numbers) -> Numbers:
    """E|X − λ| of a Poisson count: 2·e^(−λ)·λ^(⌊λ⌋+1)/⌊λ⌋!, the error left when the mean is known exactly (Crow 1958)."""
    from scipy.special import gammaln, xlogy  # heavy; most commands and pages never come here

    whole = np.floor(expected)
    return np.asarray(2 * np.exp(xlogy(whole + 1, expected) - expected - gammaln(whole + 1)))


def measure_error(tables: Sequence[DayTable], *, method: DayMethod, first_day: int) -> ForecastError | None:
    """Each past week forecast from what was known as long before it as now before ``first_day``; None if no week can be.

    The tables are the contact types of one planning group, which is what is compared. Special days are left out.
    """
    known_until = max((int(table.days[~np.isnan(table.offered).all(axis=1)][-1]) for table in tables if _has_data(table)), default=None)
    if known_until is None:
        return None
    notice_days = max(0, first_day - known_until - 1)
    earliest = min(int(table.days[0]) for table in tables)
    weeks = [
        pair
        for week in range(1, WEEKS_MAX + notice_days // 7 + 2)
        if (starts_on := first_day - 7 * week) - notice_days > earliest and starts_on + 6 <= known_until
        if (pair := _actual_and_expected(tables, method, starts_on, notice_days)) is not None
    ][:WEEKS_MAX]
    if not weeks:
        return None
    actual, expected = (np.concatenate([week[part] for week in weeks]) for part in (0, 1))
    return _error(len(weeks), actual, expected)


def _has_data(table: DayTable) -> bool:
    return bool((~np.isnan(table.offered)).any())


def _actual_and_expected(
    tables: Sequence[DayTable], method: DayMethod, first_day: int, notice_days: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """Contacts of the group by date and quarter of one week, and what would have been expected; None if a weekday was unknown."""
    actual, expected = np.zeros((7, 96)), np.zeros((7, 96))
    for table in tables:
        past = table.rows(table.days < first_day - notice_days)
        week = method.rows_used(table.rows((table.days >= first_day) & (table.days < first_day + 7)))
        if not len(week.days):
            return None
        profile = method.expected(past, week.days)
        if (np.isnan(profile) & ~np.isnan(week.offered)).any():
            return None
        rows = week.days - first_day
        actual[rows] += np.nan_to_num(week.offered)
        expected[rows] += np.where(np.isnan(week.offered), 0.0, profile)
    return actual, expected


def _error(weeks: int, actual: Numbers, expected: Numbers) -> ForecastError | None:
    contacts = float(actual.sum())
    if contacts == 0:
        return None
    return ForecastError(
        weeks=weeks,
        contacts=contacts,
        interval_wape_share=float(np.abs(actual - expected).sum()) / contacts,
        day_wape_share=float(np.abs(actual.sum(axis=1) - expected.sum(axis=1)).sum()) / contacts,
        poisson_floor_share=float(poisson_mean_deviation(expected).sum()) / contacts,
        day_ratios=day_ratios(actual.sum(axis=1), expected.sum(axis=1)),
    )
