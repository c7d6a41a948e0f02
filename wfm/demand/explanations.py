"""Why so many people in this quarter hour: the formula and its numbers, from what was stored with the requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.demand import Forecast, Numbers
from scheduling.staffing.offered_load import contacts_under_way
from scheduling.staffing.pooling import Member, members_at
from scheduling.staffing.requirement import HeadsExplanation, explain_heads
from scheduling.timegrid import SLOT, SLOTS_PER_HOUR, Horizon
from wfm.catalog.models import WorkType
from wfm.core.errors import NotFound
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Requirement, RequirementInterval
from wfm.demand.planning import WorkPlan
from wfm.demand.queries import forecast_curves


@dataclass(frozen=True, kw_only=True)
class RequirementExplanation:
    """The computed number with its reasons, and a lead's own number where there is one."""

    computed: HeadsExplanation
    arriving_per_hour: float
    override_heads: float | None


def explain_interval(session: Session, *, requirement: Requirement, work_type_code: str, starts_at: datetime) -> RequirementExplanation:
    """Why a work type takes so many heads in the quarter hour that starts at an instant. Raises NotFound."""
    asked = (
        select(RequirementInterval)
        .join(WorkType, WorkType.id == RequirementInterval.work_type_id)
        .where(
            RequirementInterval.requirement_id == requirement.id,
            RequirementInterval.starts_at == starts_at,
            WorkType.code == work_type_code,
        )
    )
    rows = {row.kind: row for row in session.scalars(asked)}
    if RequirementKind.COMPUTED not in rows:
        raise NotFound(_("Nothing is required of %(code)s at %(at)s.", code=work_type_code, at=starts_at.isoformat()))
    plan = WorkPlan.from_json(requirement.parameters["work_types"][work_type_code])
    slot, week = Horizon(starts_at, starts_at + SLOT), Horizon(requirement.starts_at, requirement.ends_at)
    curves = forecast_curves(session, forecast_id=requirement.forecast_id, horizon=week) if requirement.forecast_id is not None else {}
    curve, at = curves.get(rows[RequirementKind.COMPUTED].work_type_id), week.slot_of(starts_at)
    pool = requirement.parameters["work_types"][work_type_code].get("pool")
    codes = [code for code in pool["work_types"] if code != work_type_code] if pool else []
    factor = _factor(requirement, work_type_code)
    computed = explain_heads(
        contacts_per_slot=_under_way(curve, plan)[at] * factor if curve else 0.0,
        handle_time_seconds=float(curve.handle_time_seconds[at]) if curve else 0.0,
        rules=plan.rules,
        is_open=bool(plan.opening.open_slots(slot)[0]),
        pooled_with=_others(session, requirement, codes, slot, curves, at),
        pooling_share=pool["share"] if pool else 0.0,
    )
    override = rows.get(RequirementKind.OVERRIDE)
    return RequirementExplanation(
        computed=computed,
        arriving_per_hour=float(curve.offered[at]) * factor * SLOTS_PER_HOUR if curve else 0.0,
        override_heads=override.required_heads if override else None,
    )


def _under_way(curve: Forecast, plan: WorkPlan) -> Numbers:
    return contacts_under_way(curve.offered * plan.opening.open_slots(curve.horizon), curve.handle_time_seconds)


def _others(  # noqa: PLR0917  all of it is one slot
    session: Session, requirement: Requirement, codes: Sequence[str], slot: Horizon, curves: Mapping[int, Forecast], at: int
) -> tuple[Member, ...]:
    """The other members of a pool that are open and have contacts in a slot."""
    ids: Mapping[str, int] = dict(session.execute(select(WorkType.code, WorkType.id).where(WorkType.code.in_(codes))).all())
    plans = {code: WorkPlan.from_json(requirement.parameters["work_types"][code]) for code in codes}
    open_now = [code for code in codes if ids.get(code) in curves and plans[code].opening.open_slots(slot)[0]]
    shown = [curves[ids[code]] for code in open_now]
    found = members_at(
        [
            float(_under_way(curve, plans[code])[at]) * _factor(requirement, code) if curve.offered[at] else 0.0
            for code, curve in zip(open_now, shown, strict=True)
        ],
        [float(curve.handle_time_seconds[at]) for curve in shown],
        [plans[code].rules for code in open_now],
    )
    return tuple(member for member in found if member is not None)


def _factor(requirement: Requirement, code: str) -> float:
    """What the forecast was multiplied by, for a busier day than the expected one."""
    return float(requirement.parameters["work_types"][code].get("volume_factor", 1.0))
