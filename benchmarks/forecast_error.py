"""How wrong forecasts are one to six weeks ahead, on a file of counts: week after week, each from what was known so long before it.

Every week is forecast as the service does it: the candidates are compared on the weeks before, the best is taken. Beside it the same weeks
by the last week known, by means of four and of eight weeks, and the error that pure chance leaves when the mean is known exactly. Errors
are told by half hour and by day; the quantiles (plan for P60, P70, P80) by their pinball loss a day and by how many days stayed below.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import numpy as np
import numpy.typing as npt

from benchmarks.results import Row
from scheduling.demand import Numbers, VolumeSeries
from scheduling.forecasting.choosing import Candidate, choose, compare_methods
from scheduling.forecasting.day_ratios import volume_factor
from scheduling.forecasting.day_table import DayTable, as_days, lay_out
from scheduling.forecasting.rolling_origin import poisson_mean_deviation
from scheduling.opening_hours import OpeningHours, Stretch
from scheduling.timegrid import SLOT, Horizon, start_of_day, week_of, zone_named

COLUMNS = {
    "weeks ahead": "{weeks_ahead}",
    "weeks": "{weeks}",
    "contacts": "{contacts:,.0f}",
    "half hours: best": "{best_share:.1%}",
    "last week": "{last_week_share:.1%}",
    "mean of 4": "{mean_4_share:.1%}",
    "mean of 8": "{mean_8_share:.1%}",
    "chance alone": "{chance_share:.1%}",
    "best with the days' volumes known": "{known_days_share:.1%}",
    "excess over chance / that of mean of 8": "{excess_part:.2f}",
    "days: best": "{best_day_share:.1%}",
    "mean of 8 ": "{mean_8_day_share:.1%}",
    "pinball P60": "{pinball_60:.2%}",
    "P70": "{pinball_70:.2%}",
    "P80": "{pinball_80:.2%}",
    "P80 of mean of 8 without spread": "{pinball_80_plain:.2%}",
    "days below P60": "{below_60:.0%}",
    "P70 ": "{below_70:.0%}",
    "P80 ": "{below_80:.0%}",
}
ZONE = "Asia/Jerusalem"
DAY = 24 * 60
OPENING = OpeningHours(
    ZONE, (*(Stretch(weekday, 7 * 60, DAY) for weekday in (7, 1, 2, 3, 4)), Stretch(5, 7 * 60, 14 * 60), Stretch(6, 20 * 60, DAY))
)
SUNDAY = 7
HISTORY_WEEKS_LEAST = 8
QUANTILES = (0.6, 0.7, 0.8)
METHODS = ("best", "last_week", "mean_4", "mean_8")
"""As they are found among the candidates: the one chosen, the last week, and means of weeks."""


@dataclass(frozen=True, slots=True)
class ForecastMeasurement:
    """The weeks of a file of ``start,calls``, by local time, so many weeks ahead."""

    path: Path
    weeks_ahead: int
    weeks: int

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"file": self.path.name, "weeks_ahead": self.weeks_ahead, "weeks": self.weeks}

    def measured(self) -> Row:
        """Forecast the last ``weeks`` weeks of the file and compare."""
        series = read_counts(self.path)
        special = frozenset(holidays.country_holidays("IL", years=range(1998, 2001)))
        table = lay_out(series, zone=ZONE, counts=OPENING.open_slots(series.horizon))
        forecasts = [_forecast(series, table, week, self.weeks_ahead, special) for week in _last_weeks(series, self.weeks)]
        actual = np.concatenate([each.actual for each in forecasts])
        found = {name: np.concatenate([each.expected[name] for each in forecasts]) for name in METHODS}
        high = {quantile: np.concatenate([each.high[quantile] for each in forecasts]) for quantile in QUANTILES}
        contacts, days = float(actual.sum()), actual.sum(axis=1)
        share = {name: float(np.abs(actual - expected).sum()) / contacts for name, expected in found.items()}
        by_day = {name: float(np.abs(days - expected.sum(axis=1)).sum()) / contacts for name, expected in found.items()}
        chance = float(poisson_mean_deviation(found["best"]).sum()) / contacts
        is_open = days > 0
        volumes = found["best"].sum(axis=1)
        at_known_days = found["best"] * np.where(volumes > 0, days / np.maximum(volumes, 1e-9), 0.0)[:, None]
        return {
            "contacts": contacts,
            **{f"{name}_share": value for name, value in share.items()},
            "chance_share": chance,
            "known_days_share": float(np.abs(actual - at_known_days).sum()) / contacts,
            "excess_part": (share["best"] - chance) / (share["mean_8"] - chance),
            **{f"{name}_day_share": value for name, value in by_day.items()},
            **{f"pinball_{round(quantile * 100)}": pinball(days, high[quantile], quantile) for quantile in QUANTILES},
            "pinball_80_plain": pinball(days, found["mean_8"].sum(axis=1), 0.8),
            **{f"below_{round(quantile * 100)}": float((days[is_open] <= high[quantile][is_open]).mean()) for quantile in QUANTILES},
        }


@dataclass(frozen=True, slots=True)
class _Week:
    """One week by day and half hour: what came, what each method expected, and the days' volumes at each quantile."""

    actual: Numbers
    expected: dict[str, Numbers]
    high: dict[float, Numbers]


def read_counts(path: Path) -> VolumeSeries:
    """A file of ``start,calls`` in local time, in steps that need not divide a quarter hour: calls are shared out by time."""
    with path.open(newline="") as lines:
        rows = [(datetime.fromisoformat(row["start"]), float(row["calls"])) for row in csv.DictReader(lines)]
    step = rows[1][0] - rows[0][0]
    zone = zone_named(ZONE)
    first, last = rows[0][0].date(), rows[-1][0].date() + timedelta(days=1)
    horizon = Horizon(start_of_day(first, zone=ZONE), start_of_day(last, zone=ZONE))
    offered, known = np.zeros(horizon.slots), np.zeros(horizon.slots, np.bool_)
    for local, calls in rows:
        begins = (local.replace(tzinfo=zone) - horizon.starts_at) / SLOT
        ends = begins + step / SLOT
        for slot in range(int(begins), min(horizon.slots, int(np.ceil(ends - 1e-9)))):
            offered[slot] += calls * (min(ends, slot + 1) - max(begins, slot)) / (ends - begins)
            known[slot] = True
    return VolumeSeries("calls", horizon, offered, offered, offered * 180.0, known)


def _last_weeks(series: VolumeSeries, count: int) -> list[Horizon]:
    """The last whole weeks, from Sunday on as the bank's."""
    last = series.horizon.ends_at.astimezone(zone_named(ZONE)).date()
    sunday = last - timedelta(days=(last.isoweekday() % 7) + 7)
    return [week_of(sunday - timedelta(weeks=back), zone=ZONE, week_starts_on=SUNDAY) for back in reversed(range(count))]


def _forecast(series: VolumeSeries, table: DayTable, week: Horizon, weeks_ahead: int, special: frozenset[date]) -> _Week:
    first_date = week.starts_at.astimezone(zone_named(ZONE)).date()
    known_until = week_of(first_date - timedelta(weeks=weeks_ahead - 1), zone=ZONE, week_starts_on=SUNDAY).starts_at
    past = _until(series, known_until)
    candidates = compare_methods([past], horizon=week, opening=OPENING, weeks=8, special_dates=special)
    last_week, mean_8, mean_4 = candidates[:3]
    chosen = choose(candidates)
    days = np.arange(7) + int(as_days(frozenset({first_date}))[0])
    is_ordinary = ~np.isin(days, as_days(special))
    actual = _half_hours(np.nan_to_num(table.offered[np.isin(table.days, days)])) * is_ordinary[:, None]
    known_days = lay_out(past, zone=ZONE, counts=OPENING.open_slots(past.horizon))
    expected = {
        name: _expected(candidate, known_days, days) * is_ordinary[:, None]
        for name, candidate in zip(METHODS, (chosen, last_week, mean_4, mean_8), strict=True)
    }
    ratios = chosen.error.day_ratios if chosen.error is not None else ()
    volumes = expected["best"].sum(axis=1)
    return _Week(actual, expected, {quantile: volumes * (volume_factor(ratios, quantile=quantile) or 1.0) for quantile in QUANTILES})


def _until(series: VolumeSeries, instant: datetime) -> VolumeSeries:
    horizon = Horizon(series.horizon.starts_at, instant)
    parts = (values[: horizon.slots] for values in (series.offered, series.timed, series.handle_time_seconds_sum, series.known))
    return VolumeSeries(series.contact_type, horizon, *parts)


def _expected(candidate: Candidate, known: DayTable, days: npt.NDArray[np.int64]) -> Numbers:
    return _half_hours(np.nan_to_num(candidate.method.expected(known, days)))


def _half_hours(quarters: Numbers) -> Numbers:
    return np.asarray(quarters.reshape(len(quarters), -1, 2).sum(axis=2))


def pinball(actual: Numbers, told: Numbers, quantile: float) -> float:
    """The mean pinball loss over the mean of what came; half the mean absolute error at the median."""
    over = actual - told
    return float(np.maximum(quantile * over, (quantile - 1) * over).sum() / actual.sum())
