"""From what arrived to what is expected: the contact types of a planning group forecast by one method, with their handle times."""

from collections.abc import Sequence

import numpy as np

from scheduling.demand import Flags, Forecast, ForecastBasis, ForecastError, Numbers, VolumeSeries
from scheduling.forecasting.calendar_level import CalendarLevel
from scheduling.forecasting.day_table import DayTable, as_dates, days_and_quarters, lay_out_before
from scheduling.forecasting.level_profile import LevelProfile
from scheduling.forecasting.rolling_origin import measure_error
from scheduling.forecasting.week_mean import WeekMean
from scheduling.timegrid import Horizon

Method = WeekMean | LevelProfile | CalendarLevel


class NoHandleTimeError(ValueError):
    """Contacts are expected but no handle time of any is known."""


class NoHistoryError(ValueError):
    """Nothing usable was recorded before the span to forecast."""


def forecast_with(
    planning_group: str, series: Sequence[VolumeSeries], *, horizon: Horizon, method: Method, error: ForecastError | None = None
) -> Forecast:
    """The forecast of a planning group from the contact types it serves, all recorded over the same history.

    Each contact type is forecast by itself; the group's handle time is theirs, weighted by contacts expected in the slot.
    Slots closed in the horizon expect nobody. ``error`` is the method's where it has been measured
    already. Raises NoHistoryError and NoHandleTimeError.
    """
    history = series[0].horizon
    tables = lay_out_before(horizon, series, opening=method.opening)
    if not any(len(method.rows_used(table).days) for table in tables):
        raise NoHistoryError(f"{planning_group}: nothing is recorded from {history.starts_at:%Y-%m-%d} to {history.ends_at:%Y-%m-%d} (UTC)")
    days, quarters = days_and_quarters(horizon, zone=method.opening.zone)
    open_slots = method.opening.open_slots(horizon)
    dates, row = np.unique(days, return_inverse=True)
    expected = np.array([method.expected(table, dates)[row, quarters] for table in tables])
    contacts = np.nan_to_num(expected) * open_slots
    offered = contacts.sum(axis=0)
    return Forecast(
        planning_group,
        horizon,
        offered,
        _handle_time(planning_group, tables, contacts, method),
        error or measure_error(tables, method=method, first_day=int(days[0])),
        _basis(tables, method, no_history=np.isnan(expected).all(axis=0) & open_slots),
    )


def _handle_time(planning_group: str, tables: Sequence[DayTable], contacts: Numbers, method: Method) -> Numbers:
    used = [method.rows_used(table) for table in tables]
    timed = np.array([np.nansum(table.timed) for table in used])
    seconds = np.array([np.nansum(table.handle_time_seconds_sum) for table in used])
    if not timed.any():
        if contacts.any():
            raise NoHandleTimeError(f"{planning_group}: no handle time of any contact is recorded")
        return np.zeros(contacts.shape[1])
    together = seconds.sum() / timed.sum()
    means = np.where(timed > 0, seconds / np.maximum(timed, 1), together)
    offered = contacts.sum(axis=0)
    return np.asarray(np.where(offered > 0, means @ contacts / np.maximum(offered, 1e-300), together))


def _basis(tables: Sequence[DayTable], method: Method, *, no_history: Flags) -> ForecastBasis:
    used = np.unique(np.concatenate([method.rows_used(table).days for table in tables]))
    days = np.unique(np.concatenate([table.days for table in tables]))
    left_out = np.setdiff1d(days[days >= used[0]], used)
    return ForecastBasis(as_dates(used), as_dates(left_out), int(np.count_nonzero(no_history)))
