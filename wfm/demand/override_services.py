"""A lead's own numbers in a requirement: a new version, like the one before but for the quarter hours that were set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scheduling.timegrid import Horizon
from wfm.agents.models import RosterGroup
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.checks import check_between
from wfm.core.errors import Conflict, InvalidInput, NotFound
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Requirement, RequirementInterval
from wfm.demand.queries import latest_requirement_number
from wfm.demand.requirement_storage import add_version

HEADS_MAX = 100_000


class RequirementNotNewest(Conflict):
    code = "requirement_not_newest"


@dataclass(frozen=True, kw_only=True)
class Override:
    """Heads that a lead wants in one quarter hour instead of the computed ones."""

    work_type_id: int
    starts_at: datetime
    heads: float

    def __post_init__(self) -> None:
        check_between("heads", self.heads, 0, HEADS_MAX)


def override_requirement(
    session: Session, *, requirement_id: int, overrides: Sequence[Override], note: str, actor: Actor, now: datetime
) -> Requirement:
    """The next version is like this one, but for the quarter hours that a lead set. Earlier overrides stay until set again.

    Raises NotFound, RequirementNotNewest where somebody made a version meanwhile, and InvalidInput for a quarter hour that
    is not one of the work type's in this week.
    """
    before = session.get(Requirement, requirement_id)
    if before is None:
        raise NotFound(_("There is no requirement %(id)s.", id=requirement_id))
    group = session.get_one(RosterGroup, before.roster_group_id, with_for_update=True)
    newest = latest_requirement_number(session, roster_group_id=group.id, week_date=before.week_date)
    if before.number != newest:
        raise RequirementNotNewest(
            _("Version %(number)s is no longer the newest: there is %(newest)s.", number=before.number, newest=newest)
        )
    rows = {
        (row.work_type_id, row.starts_at, row.kind): _copy(row)
        for row in session.scalars(select(RequirementInterval).where(RequirementInterval.requirement_id == before.id))
    }
    for override in overrides:
        computed = rows.get((override.work_type_id, override.starts_at, RequirementKind.COMPUTED))
        if computed is None or computed["required_heads"] is None:
            told = _("work type %(id)s, %(starts_at)s", id=override.work_type_id, starts_at=override.starts_at.isoformat())
            raise InvalidInput(_("overrides: %(told)s is no quarter hour in which heads are required", told=told))
        changed = {"kind": RequirementKind.OVERRIDE, "required_heads": override.heads}
        rows[override.work_type_id, override.starts_at, RequirementKind.OVERRIDE] = computed | changed
    week = Horizon(before.starts_at, before.ends_at)
    row = add_version(
        session,
        group=group,
        week=week,
        forecast_id=before.forecast_id,
        parameters=before.parameters,
        note=note,
        actor=actor,
        now=now,
    )
    session.execute(insert(RequirementInterval), [one | {"requirement_id": row.id} for one in rows.values()])
    after = {"number": row.number, "from_number": before.number, "overrides": len(overrides), "note": note}
    record(session, actor=actor, action="override", entity="requirement", entity_id=row.id, after=after, now=now)
    return row


def _copy(row: RequirementInterval) -> dict[str, Any]:
    return {
        "work_type_id": row.work_type_id,
        "starts_at": row.starts_at,
        "kind": row.kind,
        "minutes": row.minutes,
        "required_heads": row.required_heads,
        "backlog_minutes": row.backlog_minutes,
    }
