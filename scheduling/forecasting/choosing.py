"""Which method to forecast with: each candidate is tried on weeks it has not seen, at the notice of the forecast to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduling.demand import ForecastError, VolumeSeries
from scheduling.forecasting.calendar_level import CalendarLevel
from scheduling.forecasting.day_table import days_and_quarters, lay_out_before
from scheduling.forecasting.forecast import Method
from scheduling.forecasting.level_profile import LevelProfile
from scheduling.forecasting.rolling_origin import measure_error
from scheduling.forecasting.week_mean import WeekMean
from scheduling.opening_hours import OpeningHours
from scheduling.timegrid import Horizon

WEEKS_TO_CHOOSE = 4
"""With fewer weeks to compare on, the usual mean of weeks is taken: a comparison would be chance."""
BETTER_BY, ROUNDING = 0.98, 1e-9
"""A candidate takes the place of the usual mean of weeks only with an error at most this part of its error."""


class MethodKind(StrEnum):
    """The families of methods."""

    LAST_WEEK = "last_week"
    WEEK_MEAN = "week_mean"
    LEVEL_PROFILE = "level_profile"
    CALENDAR_LEVEL = "calendar_level"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A method and how wrong it was; ``error`` is None where no week could be compared."""

    kind: MethodKind
    method: Method
    error: ForecastError | None


def compare_methods(
    series: Sequence[VolumeSeries], *, horizon: Horizon, opening: OpeningHours, weeks: int, special_dates: frozenset[date]
) -> tuple[Candidate, ...]:
    """Last week again, means of ``weeks`` and of other numbers of weeks, levels with profiles, and those that know the calendar, each
    with its error."""
    tables = lay_out_before(horizon, series, opening=opening)
    first_day = int(days_and_quarters(horizon, zone=opening.zone)[0][0])

    def candidate(kind: MethodKind, method: Method) -> Candidate:
        return Candidate(kind, method, measure_error(tables, method=method, first_day=first_day))

    means = [WeekMean(opening, weeks=count, special_dates=special_dates) for count in dict.fromkeys((weeks, 4, 8, 13))]
    levels = [
        LevelProfile(opening, weeks=count, smoothing_quarters=smoothing, special_dates=special_dates)
        for count in (8, 13, 26)
        for smoothing in (0.0, 1.5)
    ]
    calendars = [CalendarLevel(opening, weeks=count, special_dates=special_dates) for count in (26, 52)]
    return (
        candidate(MethodKind.LAST_WEEK, WeekMean(opening, weeks=1, special_dates=special_dates)),
        *(candidate(MethodKind.WEEK_MEAN, method) for method in means),
        *(candidate(MethodKind.LEVEL_PROFILE, method) for method in levels),
        *(candidate(MethodKind.CALENDAR_LEVEL, method) for method in calendars),
    )


def choose(candidates: Sequence[Candidate]) -> Candidate:
    """The one that was least wrong in a quarter hour, if it is clearly better than the usual mean of weeks, which is the second."""
    usual = candidates[1]
    if usual.error is None or usual.error.weeks < WEEKS_TO_CHOOSE:
        return usual
    known = [candidate for candidate in candidates if candidate.error is not None and candidate.error.weeks == usual.error.weeks]
    best = min(known, key=lambda candidate: candidate.error.interval_wape_share if candidate.error else 1.0)
    if best.error is None or best.error.interval_wape_share > BETTER_BY * usual.error.interval_wape_share - ROUNDING:
        return usual
    return best
