"""A level times a profile: how much comes at present, and how it spreads over the week.

The level is a mean of what the days held against their weekday's mean, recent weeks counting more; it follows growth sooner than a
mean of weeks does. The profile of each weekday is its share by quarter over many weeks, smoothed along the day and drawn towards the
days that open at the same hours, because a single quarter holds mostly chance. The level and shape of a week apart: Shen & Huang,
Manufacturing & Service Operations Management 10, 2008; profiles smoothed: Weinberg, Brown & Stroud, JASA 102, 2007.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scheduling.demand import Numbers
from scheduling.forecasting.day_table import DayTable, weekdays_of
from scheduling.opening_hours import OpeningHours

LEVEL_HALF_LIFE_WEEKS = 6.0
"""A week counts half as much for the level as one this many weeks later."""
DRAWN_TOGETHER = 0.3
"""So much of a weekday's profile is that of all days that open alike."""
OPENS_ALIKE = 0.95
"""Days open alike when they have this share of their quarters in common."""
REACH = 6
"""Quarters to either side that smoothing looks at."""


@dataclass(frozen=True, slots=True)
class LevelProfile:
    """The method's parameters: weeks of the profile, quarters by which it is smoothed (standard deviation; 0 leaves it as it is), in
    whose wall-clock time, when open, and which dates are not ordinary."""

    opening: OpeningHours
    weeks: int = 13
    smoothing_quarters: float = 1.5
    special_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse less than one week and a smoothing below nothing."""
        if self.weeks < 1:
            raise ValueError(f"weeks is {self.weeks}, the least is 1")
        if not self.smoothing_quarters >= 0:
            raise ValueError(f"smoothing_quarters is {self.smoothing_quarters}, the least is 0")

    def rows_used(self, table: DayTable) -> DayTable:
        """The last ``weeks`` ordinary dates of each weekday on which anything is known."""
        return table.last_of_each_weekday(self.weeks, special_dates=self.special_dates)

    def expected(self, table: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
        """Contacts expected on each of the days, by quarter; NaN where nothing is known."""
        return self.profile(table)[weekdays_of(days)]

    def profile(self, table: DayTable) -> Numbers:
        """Contacts expected per ISO weekday (row 1–7) and quarter; NaN where nothing is known."""
        used = self.rows_used(table)
        found = np.full((8, table.offered.shape[1]), np.nan)
        if not len(used.days):
            return found
        means = used.weekday_means()[1:]
        is_known = ~np.isnan(means)
        totals = np.nansum(means, axis=1)
        level = _level(used)
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = np.where(is_known, means / totals[:, None], 0.0)
        shares = np.nan_to_num(shares)
        for row in range(7):
            if not is_known[row].any():
                continue
            alike = [other for other in range(7) if totals[other] > 0 and (is_known[other] == is_known[row]).mean() >= OPENS_ALIKE]
            pooled = shares[alike].mean(axis=0) if alike else shares[row]
            drawn = (1 - DRAWN_TOGETHER) * self._smoothed(shares[row], is_known[row]) + DRAWN_TOGETHER * pooled
            drawn = np.where(is_known[row], drawn, 0.0)
            total = drawn.sum()
            found[row + 1] = np.where(is_known[row], level * totals[row] * drawn / total if total > 0 else 0.0, np.nan)
        return found

    def _smoothed(self, shares: Numbers, is_known: npt.NDArray[np.bool_]) -> Numbers:
        """Each quarter as a mean of its neighbours that are known, the nearest counting most."""
        if self.smoothing_quarters == 0:
            return shares
        away = np.arange(-REACH, REACH + 1)
        weights = np.exp(-0.5 * (away / self.smoothing_quarters) ** 2)
        known = is_known.astype(np.float64)
        above, below = np.convolve(shares * known, weights, mode="same"), np.convolve(known, weights, mode="same")
        return np.where(is_known, above / np.maximum(below, 1e-12), 0.0)


def day_totals(used: DayTable) -> tuple[Numbers, Numbers]:
    """What each day held, and what the mean of its weekday holds in the quarters known of it."""
    means = used.weekday_means()[weekdays_of(used.days)]
    return np.nansum(used.offered, axis=1), np.nansum(np.where(np.isnan(used.offered), 0.0, means), axis=1)


def recency(days: npt.NDArray[np.int64]) -> Numbers:
    """How much each day counts for the level, 1 on the last."""
    return np.asarray(0.5 ** ((days[-1] - days) / 7.0 / LEVEL_HALF_LIFE_WEEKS))


def _level(used: DayTable) -> float:
    """What the days held over what their weekday's mean would have had them hold, recent ones counting more."""
    held, usual = day_totals(used)
    weight = recency(used.days)
    total = float(weight @ usual)
    return float(weight @ held) / total if total > 0 else 1.0
