"""How many people a week takes, computed from a forecast: one more immutable version of the requirement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget
from scheduling.timegrid import SLOT_MINUTES, Horizon, to_local, week_of
from wfm.agents.models import RosterGroup
from wfm.audit.services import record
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.formats import hours, percent
from wfm.demand.models import Forecast
from wfm.demand.planning import WorkPlan, plan_of
from wfm.demand.pools import Pool, find_pools, needs_of_pools
from wfm.demand.queries import find_latest_forecast, forecast_curves, special_days
from wfm.demand.requirement_storage import add_version, write_needs
from wfm.demand.volume_factors import find_volume_factors, note_of, with_factor


class NoForecast(InvalidInput):
    code = "no_forecast"


class NothingToStaff(InvalidInput):
    code = "nothing_to_staff"


@dataclass(frozen=True, kw_only=True)
class RequirementLine:
    """What one work type takes in the week. ``occupancy_share`` is the workload's part of the hours present, absence taken off."""

    work_type: str
    contacts: float
    workload_hours: float
    required_hours: float
    peak_heads: float
    occupancy_share: float | None
    deadline_minutes: int | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RequirementOutcome:
    """The version that was stored."""

    requirement_id: int
    number: int
    week: Horizon
    zone: str
    lines: tuple[RequirementLine, ...]

    @property
    def required_hours(self) -> float:
        return sum(line.required_hours for line in self.lines)


def staff_week(
    session: Session,
    *,
    roster_group_id: int,
    local_date: date,
    forecast_id: int | None = None,
    quantile: float | None = None,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> RequirementOutcome:
    """There is one more version of what the week takes, from the newest forecast of it or the one named. With a `quantile`, such as 0.7,
    it is for a day whose volume seven of ten days stay below.

    Raises NoForecast, NothingToStaff, NotFound, and InvalidInput for a target that contradicts itself.
    """
    group = session.get_one(RosterGroup, roster_group_id, with_for_update=True)
    week = week_of(local_date, zone=group.zone, week_starts_on=group.week_starts_on)
    work_types = work_types_of_group(session, roster_group_id=group.id)
    if not work_types:
        raise NothingToStaff(_("%(group)s serves no work type.", group=group.name))
    plans = {work_type.id: plan_of(work_type, special_days(session, work_type_id=work_type.id)) for work_type in work_types}
    forecast = _forecast_for(session, group, week, forecast_id, plans.values())
    curves = forecast_curves(session, forecast_id=forecast.id, horizon=week) if forecast else {}
    factors = find_volume_factors(forecast, codes=[row.code for row in work_types], quantile=quantile)
    nothing = np.zeros(week.slots)
    expected = {
        row.id: with_factor(curves.get(row.id) or demand.Forecast(row.code, week, nothing, nothing), factors.get(row.code))
        for row in work_types
    }
    alone = {id_: require(curve, rules=plans[id_].rules, open_slots=plans[id_].opening.open_slots(week)) for id_, curve in expected.items()}
    first_date = to_local(week.starts_at, zone=group.zone).date()
    pools = find_pools(session, work_types=work_types, plans=plans, roster_group_id=group.id, on=first_date)
    needs = alone | needs_of_pools(pools, work_types=work_types, plans=plans, expected=expected)
    pool_of = {code: pool for pool in pools for code in pool.codes}
    notes = {row.code: note_of(factors, row.code, quantile=quantile) for row in work_types if row.id in curves}
    lines = [
        _line(row, plans[row.id], expected[row.id], needs[row.id], alone[row.id], pool_of.get(row.code), notes.get(row.code))
        for row in work_types
    ]
    told = {row.code: _plan_json(plans[row.id], needs[row.id], pool_of.get(row.code), factors.get(row.code)) for row in work_types}
    row = add_version(
        session,
        group=group,
        week=week,
        forecast_id=forecast.id if forecast else None,
        parameters={"work_types": told, "quantile": quantile},
        note=note,
        actor=actor,
        now=now,
    )
    write_needs(session, requirement_id=row.id, needs=needs)
    after = {"roster_group": group.name, "week_date": row.week_date, "number": row.number, "forecast_id": row.forecast_id}
    after |= {"quantile": quantile, "required_hours": {line.work_type: round(line.required_hours, 2) for line in lines}}
    record(session, actor=actor, action="create", entity="requirement", entity_id=row.id, after=after, now=now)
    return RequirementOutcome(requirement_id=row.id, number=row.number, week=week, zone=group.zone, lines=tuple(lines))


def _forecast_for(
    session: Session, group: RosterGroup, week: Horizon, forecast_id: int | None, plans: Iterable[WorkPlan]
) -> Forecast | None:
    if forecast_id is not None:
        named = session.get(Forecast, forecast_id)
        if named is None or named.roster_group_id != group.id:
            raise NotFound(_("%(group)s has no forecast %(id)s.", group=group.name, id=forecast_id))
        if named.starts_at > week.starts_at or named.ends_at < week.ends_at:
            raise InvalidInput(
                _("forecast %(id)s does not cover the week that starts at %(at)s", id=named.id, at=week.starts_at.isoformat())
            )
        return named
    found = find_latest_forecast(session, roster_group_id=group.id, starts_at=week.starts_at, ends_at=week.ends_at)
    if found is None and any(isinstance(plan.rules.target, ServiceTarget | DeadlineTarget) for plan in plans):
        first_date = to_local(week.starts_at, zone=group.zone).date()
        raise NoForecast(
            _("There is no forecast of the week of %(date)s for %(group)s.", date=first_date, group=group.name),
            details=[_("Make one with: flask forecast --week %(date)s", date=first_date)],
        )
    return found


def _line(  # noqa: PLR0917  all of it is one line
    work_type: WorkType,
    plan: WorkPlan,
    curve: demand.Forecast,
    need: demand.Requirement,
    alone: demand.Requirement,
    pool: Pool | None,
    note: str | None,
) -> RequirementLine:
    """`note` is None for a work type that is not in the forecast."""
    present_hours = float(need.heads.sum()) * SLOT_MINUTES / 60 * (1 - plan.rules.shrinkage_share)
    busy_hours = curve.workload_hours / plan.rules.concurrency
    notes = [note] if note else []
    if note is None and isinstance(plan.rules.target, ServiceTarget | DeadlineTarget):
        notes.append(_("not in the forecast, so only its minimum headcount is asked for"))
    if need.backlog_minutes is not None and plan.rules.minimum_headcount:
        notes.append(_("its minimum headcount is not asked for: work that may wait has no heads"))
    if need.backlog_minutes is not None and (share := _share_in_time(plan)) is not None:
        for_chance = _backlog_hours(need) - busy_hours / (1 - plan.rules.shrinkage_share)
        notes.append(
            _("%(hours)s of it are room for chance, so that %(share)s keep the deadline", hours=hours(for_chance), share=percent(share))
        )
    if pool is not None:
        others = ", ".join(code for code in pool.codes if code != work_type.code)
        notes.append(_("shares people with %(others)s; alone it would take %(hours)s", others=others, hours=hours(alone.required_hours)))
    return RequirementLine(
        work_type=work_type.code,
        contacts=float(curve.offered.sum()),
        workload_hours=curve.workload_hours,
        required_hours=_backlog_hours(need) if need.backlog_minutes is not None else need.required_hours,
        peak_heads=float(need.heads.max()),
        occupancy_share=busy_hours / present_hours if present_hours and need.backlog_minutes is None else None,
        deadline_minutes=need.deadline_minutes,
        note="; ".join(notes),
    )


def _share_in_time(plan: WorkPlan) -> float | None:
    return plan.rules.target.in_time_share if isinstance(plan.rules.target, DeadlineTarget) else None


def _backlog_hours(need: demand.Requirement) -> float:
    return 0.0 if need.backlog_minutes is None else float(need.backlog_minutes.sum()) / 60


def _plan_json(plan: WorkPlan, need: demand.Requirement, pool: Pool | None, factor: float | None) -> dict[str, Any]:
    told = plan.to_json() | {"deadline_minutes": need.deadline_minutes}
    if pool is not None:
        told["pool"] = pool.to_json()
    if factor is not None:
        told["volume_factor"] = factor
    return told
