"""Volumes laid out as local dates by quarters of the day, so that the same interval of the week lines up over clock changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.demand import Flags, Numbers, VolumeSeries
from scheduling.opening_hours import OpeningHours
from scheduling.timegrid import SLOT_MINUTES, Horizon, iso_weekdays, local_dates, local_minutes

QUARTERS_PER_DAY = 24 * 60 // SLOT_MINUTES


def days_and_quarters(horizon: Horizon, *, zone: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Local date (days since 1970) and quarter of the local day (0–95) of each slot."""
    days = local_dates(horizon, zone=zone).astype(np.int64)
    return days, local_minutes(horizon, zone=zone) // SLOT_MINUTES


def weekdays_of(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """ISO weekday (1–7) of days since 1970."""
    return iso_weekdays(days.astype("datetime64[D]"))


def as_dates(days: npt.NDArray[np.int64]) -> tuple[date, ...]:
    """Days since 1970 as dates."""
    return tuple(days.astype("datetime64[D]").tolist())


def as_days(dates: frozenset[date]) -> npt.NDArray[np.int64]:
    """Dates as days since 1970."""
    return np.array(sorted(dates), dtype="datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class DayTable:
    """One row a local date, one column a quarter of the day; NaN where nothing is known or nothing counts.

    An hour that the clocks show twice is averaged into its quarters, one that they skip is NaN.
    """

    days: npt.NDArray[np.int64]
    offered: Numbers
    timed: Numbers
    handle_time_seconds_sum: Numbers

    def rows(self, which: npt.NDArray[Any]) -> "DayTable":
        """Some of the dates."""
        return DayTable(self.days[which], self.offered[which], self.timed[which], self.handle_time_seconds_sum[which])

    def last_of_each_weekday(self, count: int, *, special_dates: frozenset[date]) -> "DayTable":
        """The last ``count`` ordinary dates of each weekday on which anything is known."""
        ordinary = ~np.isin(self.days, as_days(special_dates)) & ~np.isnan(self.offered).all(axis=1)
        candidates = np.flatnonzero(ordinary)
        weekdays = weekdays_of(self.days[candidates])
        kept = np.concatenate([candidates[weekdays == weekday][-count:] for weekday in range(1, 8)])
        return self.rows(np.sort(kept))

    def weekday_means(self) -> Numbers:
        """Mean contacts per ISO weekday (row 1–7) and quarter over the dates on which they are known; NaN where they never are."""
        found = np.full((8, QUARTERS_PER_DAY), np.nan)
        for weekday in range(1, 8):
            values = self.offered[weekdays_of(self.days) == weekday]
            times = np.count_nonzero(~np.isnan(values), axis=0)
            with np.errstate(invalid="ignore"):
                found[weekday] = np.nansum(values, axis=0) / np.where(times, times, np.nan)
        return found


def lay_out_before(horizon: Horizon, series: Sequence[VolumeSeries], *, opening: OpeningHours) -> list[DayTable]:
    """The tables of contact types recorded over the same history, as far as their dates end before a span to forecast begins: what is
    forecast must not look at itself. Closed slots say nothing."""
    counts = opening.open_slots(series[0].horizon)
    first_day = days_and_quarters(horizon, zone=opening.zone)[0][0]
    tables = (lay_out(one, zone=opening.zone, counts=counts) for one in series)
    return [table.rows(table.days < first_day) for table in tables]


def lay_out(series: VolumeSeries, *, zone: str, counts: Flags) -> DayTable:
    """The table of a series. Slots where ``counts`` is False (closed, say) or nothing is known become NaN."""
    days, quarters = days_and_quarters(series.horizon, zone=zone)
    usable = series.known & counts
    all_days, row = np.unique(days, return_inverse=True)
    cell = row[usable] * QUARTERS_PER_DAY + quarters[usable]
    shape = (len(all_days), QUARTERS_PER_DAY)
    times = np.bincount(cell, minlength=shape[0] * shape[1]).astype(np.float64)
    times[times == 0] = np.nan

    def table(values: Numbers) -> Numbers:
        return np.asarray((np.bincount(cell, weights=values[usable], minlength=len(times)) / times).reshape(shape))

    return DayTable(all_days, table(series.offered), table(series.timed), table(series.handle_time_seconds_sum))
