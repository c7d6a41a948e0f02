"""A level and a profile that also know the calendar: where in the month a day lies, and whether a special day is near.

Salaries, invoices and standing orders come round by month, which weekdays do not tell; and the day before a holiday and the one after it
are no ordinary days either. How much more or less a day brings than its weekday usually does is regressed, in logarithms, on three waves
of the month and on days next to special ones, drawn towards nothing (ridge) so that little history claims little. Regressors of the
calendar for arrivals by day: Ibrahim, Ye, L'Ecuyer & Shen, International Journal of Forecasting 32, 2016; harmonic regression: Young,
Pedregal & Tych, Journal of Forecasting 18, 1999.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scheduling.demand import Numbers
from scheduling.forecasting.day_table import DayTable, as_days
from scheduling.forecasting.level_profile import LevelProfile, day_totals, recency
from scheduling.opening_hours import OpeningHours

WAVES = 3
RIDGE = 4.0
"""As many usual days as it takes to believe half of what is seen, in a wave of the month."""
CONTACTS_A_DAY_LEAST = 20.0
"""With fewer contacts on a usual day its logarithm is mostly chance, and no day differs."""
LOG_RATIO_MAX = 1.5


@dataclass(frozen=True, slots=True)
class CalendarLevel:
    """The method's parameters, those of `LevelProfile`."""

    opening: OpeningHours
    weeks: int = 26
    smoothing_quarters: float = 1.5
    special_dates: frozenset[date] = frozenset()

    @property
    def plain(self) -> LevelProfile:
        """The same without a calendar."""
        return LevelProfile(self.opening, self.weeks, self.smoothing_quarters, self.special_dates)

    def rows_used(self, table: DayTable) -> DayTable:
        """The last ``weeks`` ordinary dates of each weekday on which anything is known."""
        return self.plain.rows_used(table)

    def expected(self, table: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
        """Contacts expected on each of the days, by quarter; NaN where nothing is known."""
        return np.asarray(self.plain.expected(table, days) * self._factors(self.rows_used(table), days)[:, None])

    def _factors(self, used: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
        """What each of the days brings over a usual one of its weekday at the present level."""
        held, usual = day_totals(used)
        if not len(held) or held.mean() < CONTACTS_A_DAY_LEAST:
            return np.ones(len(days))
        ratios = np.clip(np.log((held + 0.5) / (usual + 0.5)), -LOG_RATIO_MAX, LOG_RATIO_MAX)
        weights = np.sqrt(usual / usual.mean())
        past, ahead = self._regressors(used.days), self._regressors(days)
        centre = np.average(past, axis=0, weights=weights)
        past, ahead = past - centre, ahead - centre
        weighted = past * weights[:, None]
        effects = np.linalg.solve(
            weighted.T @ past + RIDGE * np.eye(past.shape[1]), weighted.T @ (ratios - np.average(ratios, weights=weights))
        )
        # The level that the plain method saw was partly the calendar of its last weeks; only the rest is level.
        recent = recency(used.days)
        level = float(recent @ usual) / float(recent @ (usual * np.exp(past @ effects)))
        return np.asarray(level * np.exp(ahead @ effects))

    def _regressors(self, days: npt.NDArray[np.int64]) -> Numbers:
        dates = days.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        first, next_first = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
        turn = 2 * np.pi * ((dates - first).astype(np.int64) + 0.5) / (next_first - first).astype(np.int64)
        waves = [wave(number * turn) for number in range(1, WAVES + 1) for wave in (np.cos, np.sin)]
        special = as_days(self.special_dates)
        return np.stack([*waves, np.isin(days + 1, special), np.isin(days - 1, special)], axis=1).astype(np.float64)
