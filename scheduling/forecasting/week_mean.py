"""The mean of the same interval of the week over the last k weeks, special days left out.

Simple and hard to beat at the one to six weeks' notice that rosters need (Taylor, Management Science 54, 2008; Barrow,
Journal of Business Research 69, 2016).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scheduling.demand import Numbers
from scheduling.forecasting.day_table import DayTable, weekdays_of
from scheduling.opening_hours import OpeningHours


@dataclass(frozen=True, slots=True)
class WeekMean:
    """The method's parameters: how many weeks, in whose wall-clock time, when open, and which dates are not ordinary."""

    opening: OpeningHours
    weeks: int = 6
    special_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse less than one week."""
        if self.weeks < 1:
            raise ValueError(f"weeks is {self.weeks}, the least is 1")

    def expected(self, table: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
        """Contacts expected on each of the days, by quarter; NaN where nothing is known."""
        return self.profile(table)[weekdays_of(days)]

    def profile(self, table: DayTable) -> Numbers:
        """Mean per ISO weekday (row 1–7) and quarter over the last ``weeks`` dates of each weekday; NaN where there is none."""
        return self.rows_used(table).weekday_means()

    def rows_used(self, table: DayTable) -> DayTable:
        """The last ``weeks`` ordinary dates of each weekday on which anything is known."""
        return table.last_of_each_weekday(self.weeks, special_dates=self.special_dates)
