"""A week's demand as one page tells it: what is expected and what it takes, by work type and day, and the quarter hours of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.timegrid import SLOT_MINUTES, Horizon, start_of_day, to_local
from wfm.agents.models import RosterGroup
from wfm.catalog.models import ContactSource, ContactType, WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.errors import NotFound
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Forecast, ImportRun, PlanRun, Requirement, RequirementInterval, SpecialDay, VolumeImport
from wfm.demand.queries import (
    find_latest_forecast,
    find_latest_requirement,
    forecast_curves,
    requirement_curves,
    requirement_versions,
)
from wfm.jobs.runs import FINAL_STATES

SECONDS_PER_HOUR = 3600
MINUTES_PER_HOUR = 60
SLOT_HOURS = SLOT_MINUTES / MINUTES_PER_HOUR
SKETCH_WIDTH = 1000
SKETCH_HEIGHT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """One local date of a work type."""

    local_date: date
    contacts: float
    required_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDemand:
    """A work type in a week. `sketch` is the required heads as a line in a box of 1000 by 100, `peak_heads` its top."""

    code: str
    name: str
    contacts: float
    handle_time_seconds: float | None
    workload_hours: float
    required_hours: float
    backlog_hours: float
    peak_heads: float
    days: tuple[DayTotal, ...]
    sketch: str
    error_share: float | None
    method: str
    method_weeks: int
    last_week_error_share: float | None
    week_mean_error_share: float | None
    usual_days: tuple[float, float] | None
    """Between which parts of their forecast eight of ten past days lay."""
    missing: str


@dataclass(frozen=True, kw_only=True)
class WeekDemand:
    """Everything about a week's demand; without a forecast or a requirement their numbers are zero."""

    dates: tuple[date, ...]
    forecast: Forecast | None
    versions: Sequence[Requirement]
    work: tuple[WorkDemand, ...]
    special_days: Sequence[SpecialDay]

    @property
    def required_hours(self) -> float:
        return sum(work.required_hours + work.backlog_hours for work in self.work)

    @property
    def quantile(self) -> float | None:
        """For which quantile of days the newest requirement is."""
        return self.versions[0].parameters.get("quantile") if self.versions else None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterHour:
    """A quarter of an hour of a work type."""

    starts_at: datetime
    contacts: float
    handle_time_seconds: float
    heads: float
    is_override: bool


def week_demand(session: Session, *, group: RosterGroup, week: Horizon) -> WeekDemand:
    """What is known of a week's demand."""
    dates = _dates(group, week)
    curves = _curves(session, group, week)
    told = curves.forecast.parameters.get("work_types", {}) if curves.forecast else {}
    edges = [week.slot_of(start_of_day(dates[0] + timedelta(days=at), zone=group.zone)) for at in range(8)]
    return WeekDemand(
        dates=dates,
        forecast=curves.forecast,
        versions=requirement_versions(session, roster_group_id=group.id, week_date=dates[0]),
        work=tuple(
            _work(work_type, curves, list(zip(dates, pairwise(edges), strict=True)), told.get(work_type.code, {}))
            for work_type in work_types_of_group(session, roster_group_id=group.id)
        ),
        special_days=special_days_within(session, first=dates[0] - timedelta(weeks=8), last=dates[-1] + timedelta(weeks=26)),
    )


def quarter_hours(
    session: Session, *, group: RosterGroup, week: Horizon, code: str, local_date: date
) -> tuple[WorkType, Requirement | None, list[QuarterHour]]:
    """The quarter hours of a local date in which something is expected or required of a work type. Raises NotFound."""
    work_type = next((found for found in work_types_of_group(session, roster_group_id=group.id) if found.code == code), None)
    if work_type is None or local_date not in _dates(group, week):
        raise NotFound(_("There is nothing at this address."))
    curves = _curves(session, group, week)
    offered, seconds, heads, _backlog = curves.of(work_type)
    overridden = _overridden(session, curves.requirement, work_type.id)
    first, last = (week.slot_of(start_of_day(local_date + timedelta(days=at), zone=group.zone)) for at in (0, 1))
    quarters = [
        QuarterHour(
            starts_at=week.instant_of(slot),
            contacts=float(offered[slot]),
            handle_time_seconds=float(seconds[slot]),
            heads=float(heads[slot]),
            is_override=week.instant_of(slot) in overridden,
        )
        for slot in range(first, last)
    ]
    return work_type, curves.requirement, [quarter for quarter in quarters if quarter.contacts or quarter.heads or quarter.is_override]


def special_days_within(session: Session, *, first: date, last: date) -> Sequence[SpecialDay]:
    asked = select(SpecialDay).where(SpecialDay.local_date >= first, SpecialDay.local_date <= last)
    return session.scalars(asked.order_by(SpecialDay.local_date, SpecialDay.id)).all()


@dataclass(frozen=True, kw_only=True)
class ShownPlan:
    """A week being forecast and staffed, with the name of its roster group."""

    run: PlanRun
    group_name: str

    @property
    def is_over(self) -> bool:
        return self.run.state in FINAL_STATES


def plan_shown(session: Session, *, run_id: int) -> ShownPlan | None:
    run = session.get(PlanRun, run_id, populate_existing=True)
    return None if run is None else ShownPlan(run=run, group_name=session.get_one(RosterGroup, run.roster_group_id).name)


def find_plan_under_way(session: Session, *, roster_group_id: int, week_date: date) -> int | None:
    """The number of the run that forecasts or staffs the week now, the latest of several."""
    asked = select(func.max(PlanRun.id)).where(PlanRun.roster_group_id == roster_group_id, PlanRun.week_date == week_date)
    return session.scalar(asked.where(PlanRun.state.not_in(FINAL_STATES)))


def find_import_run(session: Session, *, run_id: int) -> ImportRun | None:
    """A run as it is now, whatever this session read of it before."""
    return session.get(ImportRun, run_id, populate_existing=True)


def import_runs_newest_first(session: Session, *, most: int = 20) -> Sequence[ImportRun]:
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(most)).all()


def imports_with_window(session: Session, *, most: int = 50) -> Sequence[VolumeImport]:
    return session.scalars(select(VolumeImport).order_by(VolumeImport.id.desc()).limit(most)).all()


def all_contact_types(session: Session) -> Sequence[ContactType]:
    return session.scalars(select(ContactType).order_by(ContactType.source_id, ContactType.code)).all()


def contact_sources(session: Session) -> Sequence[ContactSource]:
    return session.scalars(select(ContactSource).order_by(ContactSource.name)).all()


@dataclass(frozen=True, kw_only=True)
class _Curves:
    """The newest forecast and requirement of a week with their numbers."""

    week: Horizon
    forecast: Forecast | None
    requirement: Requirement | None
    expected: Mapping[int, demand.Forecast]
    required: Mapping[str, demand.Requirement]

    def of(self, work_type: WorkType) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Contacts, handle time, heads and minutes of backlog by quarter of an hour; zeros where nothing is known."""
        curve, need, none = self.expected.get(work_type.id), self.required.get(work_type.code), np.zeros(self.week.slots)
        backlog = need.backlog_minutes if need is not None else None
        return (
            curve.offered if curve is not None else none,
            curve.handle_time_seconds if curve is not None else none,
            need.heads if need is not None else none,
            backlog if backlog is not None else none,
        )


def _curves(session: Session, group: RosterGroup, week: Horizon) -> _Curves:
    forecast = find_latest_forecast(session, roster_group_id=group.id, starts_at=week.starts_at, ends_at=week.ends_at)
    requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=_dates(group, week)[0])
    return _Curves(
        week=week,
        forecast=forecast,
        requirement=requirement,
        expected=forecast_curves(session, forecast_id=forecast.id, horizon=week) if forecast else {},
        required=requirement_curves(session, requirement=requirement) if requirement else {},
    )


def _dates(group: RosterGroup, week: Horizon) -> tuple[date, ...]:
    first = to_local(week.starts_at, zone=group.zone).date()
    return tuple(first + timedelta(days=at) for at in range(7))


def _work(work_type: WorkType, curves: _Curves, days: Sequence[tuple[date, tuple[int, int]]], told: Mapping[str, Any]) -> WorkDemand:
    offered, seconds, heads, backlog = curves.of(work_type)
    contacts, workload = float(offered.sum()), float(offered @ seconds) / SECONDS_PER_HOUR
    return WorkDemand(
        code=work_type.code,
        name=work_type.name,
        contacts=contacts,
        handle_time_seconds=workload * SECONDS_PER_HOUR / contacts if contacts else None,
        workload_hours=workload,
        required_hours=float(heads.sum()) * SLOT_HOURS,
        backlog_hours=float(backlog.sum()) / MINUTES_PER_HOUR,
        peak_heads=float(heads.max()),
        days=tuple(
            DayTotal(
                local_date=day,
                contacts=float(offered[first:last].sum()),
                required_hours=float(heads[first:last].sum()) * SLOT_HOURS + float(backlog[first:last].sum()) / MINUTES_PER_HOUR,
            )
            for day, (first, last) in days
        ),
        sketch=_sketch(heads),
        error_share=(told.get("error") or {}).get("interval_wape_share"),
        method=told.get("method", "week_mean"),
        method_weeks=told.get("method_weeks", 0),
        last_week_error_share=told.get("baselines", {}).get("last_week"),
        week_mean_error_share=told.get("baselines", {}).get("week_mean"),
        usual_days=(ratios[0], ratios[-1]) if (ratios := (told.get("error") or {}).get("day_ratios")) else None,
        missing=told.get("missing", ""),
    )


def _sketch(heads: np.ndarray) -> str:
    """The heads as the steps of a path in a box of 1000 by 100."""
    top = float(heads.max())
    if not top:
        return ""
    width = SKETCH_WIDTH / heads.size
    changes = np.flatnonzero(np.diff(heads)) + 1
    height = SKETCH_HEIGHT * (1 - heads / top)
    steps = "".join(f"H{at * width:.1f}V{height[at]:.1f}" for at in changes)
    return f"M0 {SKETCH_HEIGHT}V{height[0]:.1f}{steps}H{SKETCH_WIDTH}V{SKETCH_HEIGHT}Z"


def _overridden(session: Session, requirement: Requirement | None, work_type_id: int) -> frozenset[datetime]:
    if requirement is None:
        return frozenset()
    asked = select(RequirementInterval.starts_at).where(
        RequirementInterval.requirement_id == requirement.id,
        RequirementInterval.work_type_id == work_type_id,
        RequirementInterval.kind == RequirementKind.OVERRIDE,
    )
    return frozenset(session.scalars(asked))
