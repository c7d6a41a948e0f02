"""What to expect of a week, by work type, by the method that was least wrong in weeks it had not seen; a forecast never changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from flask_babel import gettext as _
from sqlalchemy import insert
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.forecasting.choosing import MethodKind, choose, compare_methods
from scheduling.forecasting.forecast import NoHandleTimeError, NoHistoryError, forecast_with
from scheduling.timegrid import SLOT_MINUTES, Horizon, to_local, week_of
from wfm.agents.models import RosterGroup
from wfm.audit.services import record
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.access import Actor
from wfm.core.checks import check_between
from wfm.demand.forecast_history import History, NothingToForecast, gather_history
from wfm.demand.models import Forecast, ForecastInterval
from wfm.demand.planning import opening_of
from wfm.demand.queries import special_days

WEEKS_MAX = 26
METHOD = "the least wrong for each work type"


@dataclass(frozen=True, kw_only=True)
class ForecastOrder:
    """What to forecast: the week that holds a local date of the group, special dates left out; ``weeks`` is how many a mean of the same
    quarter hour takes, which is the method unless another is clearly less wrong."""

    roster_group_id: int
    local_date: date
    weeks: int = 6
    special_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        check_between("weeks", self.weeks, 1, WEEKS_MAX)


@dataclass(frozen=True, kw_only=True)
class ForecastLine:
    """What is expected of one work type, or why nothing is."""

    work_type: str
    contact_types: tuple[str, ...]
    contacts: float = 0.0
    workload_hours: float = 0.0
    error: demand.ForecastError | None = None
    method: MethodKind = MethodKind.WEEK_MEAN
    method_weeks: int = 0
    last_week_error: demand.ForecastError | None = None
    week_mean_error: demand.ForecastError | None = None
    basis: demand.ForecastBasis | None = None
    missing: str = ""

    @property
    def mean_handle_time_seconds(self) -> float | None:
        return self.workload_hours * 3600 / self.contacts if self.contacts else None


@dataclass(frozen=True, kw_only=True)
class ForecastOutcome:
    """The forecast that was stored, and what a reader has to know about it."""

    forecast_id: int
    week: Horizon
    zone: str
    history: Horizon
    lines: tuple[ForecastLine, ...]
    gaps: tuple[date, ...]
    unplanned: tuple[tuple[str, float], ...]
    special_dates_in_week: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class ComputedForecast:
    """A forecast that is not stored yet."""

    order: ForecastOrder
    week: Horizon
    history: History
    lines: tuple[ForecastLine, ...]
    curves: Mapping[int, demand.Forecast]

    @property
    def unplanned(self) -> tuple[tuple[str, float], ...]:
        return self.history.unplanned()


def make_forecast(session: Session, *, order: ForecastOrder, actor: Actor, now: datetime) -> ForecastOutcome:
    """There is one more forecast of the week. Raises NothingToForecast where no work type of the group has any history."""
    return keep_forecast(session, found=compute_forecast(session, order=order), actor=actor, now=now)


def compute_forecast(
    session: Session, *, order: ForecastOrder, on_line: Callable[[int, int], None] = lambda _done, _total: None
) -> ComputedForecast:
    """The forecast of a week, with `on_line` told how many of how many work types are done. Raises NothingToForecast."""
    group = session.get_one(RosterGroup, order.roster_group_id)
    week = week_of(order.local_date, zone=group.zone, week_starts_on=group.week_starts_on)
    work_types = work_types_of_group(session, roster_group_id=group.id)
    history = gather_history(session, group=group, work_types=work_types, week=week)
    lines: list[ForecastLine] = []
    curves: dict[int, demand.Forecast] = {}
    for work_type in work_types:
        on_line(len(lines), len(work_types))
        line, curve = _line(session, work_type, history, week, order)
        lines.append(line)
        if curve is not None:
            curves[work_type.id] = curve
    if not curves:
        reasons = [_("%(work_type)s: %(missing)s", work_type=line.work_type, missing=line.missing) for line in lines]
        raise NothingToForecast(_("Nothing can be forecast for %(group)s.", group=group.name), details=reasons)
    return ComputedForecast(order=order, week=week, history=history, lines=tuple(lines), curves=curves)


def keep_forecast(session: Session, *, found: ComputedForecast, actor: Actor, now: datetime) -> ForecastOutcome:
    """The forecast is stored, as one more of its week."""
    group = session.get_one(RosterGroup, found.order.roster_group_id)
    week, order, history, lines = found.week, found.order, found.history, found.lines
    row = Forecast(
        roster_group_id=group.id,
        starts_at=week.starts_at,
        ends_at=week.ends_at,
        method=METHOD,
        parameters=_parameters(history, order, lines),
        history_starts_at=history.horizon.starts_at,
        history_ends_at=history.horizon.ends_at,
        actor_id=actor.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _write_intervals(session, row.id, found.curves)
    told = {"roster_group": group.name, "starts_at": week.starts_at, "weeks": order.weeks, "contacts": sum(line.contacts for line in lines)}
    record(session, actor=actor, action="create", entity="forecast", entity_id=row.id, after=told, now=now)
    return ForecastOutcome(
        forecast_id=row.id,
        week=week,
        zone=group.zone,
        history=history.horizon,
        lines=lines,
        gaps=history.gaps,
        unplanned=found.unplanned,
        special_dates_in_week=_special_dates_in(week, order, group),
    )


def _line(
    session: Session, work_type: WorkType, history: History, week: Horizon, order: ForecastOrder
) -> tuple[ForecastLine, demand.Forecast | None]:
    codes, series = history.of(work_type)
    if not series:
        return ForecastLine(work_type=work_type.code, contact_types=(), missing=_("no contact type is mapped onto it")), None
    days = special_days(session, work_type_id=work_type.id)
    special_dates = order.special_dates | {day.local_date for day in days}
    candidates = compare_methods(series, horizon=week, opening=opening_of(work_type, days), weeks=order.weeks, special_dates=special_dates)
    chosen = choose(candidates)
    try:
        found = forecast_with(work_type.code, series, horizon=week, method=chosen.method, error=chosen.error)
    except (NoHistoryError, NoHandleTimeError) as error:
        return ForecastLine(work_type=work_type.code, contact_types=tuple(codes), missing=str(error)), None
    line = ForecastLine(
        work_type=work_type.code,
        contact_types=tuple(codes),
        contacts=float(found.offered.sum()),
        workload_hours=found.workload_hours,
        error=found.error,
        method=chosen.kind,
        method_weeks=chosen.method.weeks,
        last_week_error=candidates[0].error,
        week_mean_error=candidates[1].error,
        basis=found.basis,
    )
    return line, found


def _special_dates_in(week: Horizon, order: ForecastOrder, group: RosterGroup) -> tuple[date, ...]:
    first, after = (to_local(instant, zone=group.zone).date() for instant in (week.starts_at, week.ends_at))
    return tuple(sorted(day for day in order.special_dates if first <= day < after))


def _write_intervals(session: Session, forecast_id: int, curves: Mapping[int, demand.Forecast]) -> None:
    rows = [
        {
            "forecast_id": forecast_id,
            "work_type_id": work_type_id,
            "starts_at": curve.horizon.instant_of(int(slot)),
            "minutes": SLOT_MINUTES,
            "contacts": float(curve.offered[slot]),
            "handle_time_seconds": float(curve.handle_time_seconds[slot]),
        }
        for work_type_id, curve in curves.items()
        for slot in np.flatnonzero(curve.offered)
    ]
    if rows:
        session.execute(insert(ForecastInterval), rows)


def _parameters(history: History, order: ForecastOrder, lines: tuple[ForecastLine, ...]) -> dict[str, Any]:
    return {
        "weeks": order.weeks,
        "special_dates": sorted(day.isoformat() for day in order.special_dates),
        "gaps": [day.isoformat() for day in history.gaps],
        "work_types": {line.work_type: _line_json(line) for line in lines},
    }


def _line_json(line: ForecastLine) -> dict[str, Any]:
    basis = line.basis
    return {
        "contact_types": list(line.contact_types),
        "contacts": line.contacts,
        "workload_hours": line.workload_hours,
        "missing": line.missing,
        "error": None if line.error is None else asdict(line.error),
        "method": line.method,
        "method_weeks": line.method_weeks,
        "baselines": {
            kind: error.interval_wape_share
            for kind, error in ((MethodKind.LAST_WEEK, line.last_week_error), (MethodKind.WEEK_MEAN, line.week_mean_error))
            if error is not None
        },
        "dates_used": [] if basis is None else [day.isoformat() for day in basis.dates_used],
        "slots_without_history": 0 if basis is None else basis.slots_without_history,
    }
