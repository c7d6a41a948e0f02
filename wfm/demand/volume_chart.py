"""A week of contacts as curves: what is expected by hour, between what most days will lie, and what came in as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.demand import Numbers
from scheduling.timegrid import SLOTS_PER_HOUR, Horizon, start_of_day, to_local
from wfm.agents.models import RosterGroup
from wfm.catalog.models import ContactType, WorkType
from wfm.demand.models import VolumeInterval, VolumeSeries
from wfm.demand.queries import find_latest_forecast, forecast_curves

SIZE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeChart:
    """Paths in a box of 1000 by 1000 whose top is `top_contacts` an hour; `band` is empty where past days tell no spread, `actual` where
    nothing came in yet. `edges` are where the `days` begin."""

    expected: str
    band: str
    actual: str
    top_contacts: float
    days: tuple[date, ...]
    edges: tuple[int, ...]
    expected_contacts: float
    actual_contacts: float


def volume_chart(session: Session, *, group: RosterGroup, week: Horizon, work_type: WorkType) -> VolumeChart | None:
    """None where nothing is expected and nothing came in."""
    forecast = find_latest_forecast(session, roster_group_id=group.id, starts_at=week.starts_at, ends_at=week.ends_at)
    curve = forecast_curves(session, forecast_id=forecast.id, horizon=week).get(work_type.id) if forecast else None
    expected = _by_hour(curve.offered) if curve is not None else np.zeros(week.slots // SLOTS_PER_HOUR)
    told = forecast.parameters.get("work_types", {}).get(work_type.code, {}) if forecast else {}
    ratios = (told.get("error") or {}).get("day_ratios") or (1.0, 1.0)
    low, high = expected * ratios[0], expected * ratios[-1]
    first, came_in = _came_in(session, week, work_type)
    top = max(float(high.max()), float(expected.max()), float(came_in.max()) if len(came_in) else 0.0)
    if not top:
        return None
    days = tuple(to_local(week.starts_at, zone=group.zone).date() + timedelta(days=at) for at in range(7))
    return VolumeChart(
        expected=_line(expected, 0, len(expected), top) if expected.any() else "",
        band=_area(low, high, top) if ratios[0] < ratios[-1] and expected.any() else "",
        actual=_line(came_in, first, len(expected), top) if len(came_in) else "",
        top_contacts=top,
        days=days,
        edges=tuple(round(week.slot_of(start_of_day(day, zone=group.zone)) / week.slots * SIZE) for day in days),
        expected_contacts=float(expected.sum()),
        actual_contacts=float(came_in.sum()),
    )


def _came_in(session: Session, week: Horizon, work_type: WorkType) -> tuple[int, Numbers]:
    """The first hour of the week of which anything is recorded, and the contacts of each hour from there to the last one."""
    asked = (
        select(VolumeInterval.starts_at, VolumeInterval.offered)
        .join(VolumeSeries, VolumeSeries.id == VolumeInterval.series_id)
        .join(ContactType, ContactType.id == VolumeSeries.contact_type_id)
        .where(
            ContactType.work_type_id == work_type.id, VolumeInterval.starts_at >= week.starts_at, VolumeInterval.starts_at < week.ends_at
        )
    )
    rows = [(week.slot_containing(starts_at) // SLOTS_PER_HOUR, offered) for starts_at, offered in session.execute(asked)]
    if not rows:
        return 0, np.zeros(0)
    hours = np.array([hour for hour, _ in rows])
    first = int(hours.min())
    return first, np.bincount(hours - first, weights=[float(offered) for _, offered in rows]).astype(np.float64)


def _by_hour(offered: Numbers) -> Numbers:
    return np.asarray(offered[: len(offered) // SLOTS_PER_HOUR * SLOTS_PER_HOUR].reshape(-1, SLOTS_PER_HOUR).sum(axis=1))


def _line(values: Numbers, first: int, hours: int, top: float) -> str:
    return "M" + "L".join(_points(values, first, hours, top))


def _area(low: Numbers, high: Numbers, top: float) -> str:
    there = _points(high, 0, len(high), top)
    back = _points(low, 0, len(low), top)[::-1]
    return "M" + "L".join([*there, *back]) + "Z"


def _points(values: Numbers, first: int, hours: int, top: float) -> Sequence[str]:
    """One in the middle of each hour."""
    return [f"{(first + at + 0.5) / hours * SIZE:.1f} {SIZE * (1 - value / top):.1f}" for at, value in enumerate(values.tolist())]
