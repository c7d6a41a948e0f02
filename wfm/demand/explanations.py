"""Why so many people in this quarter hour: the formula and its numbers, from what was stored with the requirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.staffing.requirement import HeadsExplanation, explain_heads
from scheduling.timegrid import SLOT, Horizon
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
    slot = Horizon(starts_at, starts_at + SLOT)
    curve = None
    if requirement.forecast_id is not None:
        work_type_id = rows[RequirementKind.COMPUTED].work_type_id
        curve = forecast_curves(session, forecast_id=requirement.forecast_id, horizon=slot).get(work_type_id)
    computed = explain_heads(
        contacts_per_slot=float(curve.offered[0]) if curve else 0.0,
        handle_time_seconds=float(curve.handle_time_seconds[0]) if curve else 0.0,
        rules=plan.rules,
        is_open=bool(plan.opening.open_slots(slot)[0]),
    )
    override = rows.get(RequirementKind.OVERRIDE)
    return RequirementExplanation(computed=computed, override_heads=override.required_heads if override else None)
