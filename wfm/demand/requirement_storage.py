"""How a version of the requirement is written: its row with the next number, then its quarter hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.timegrid import SLOT_MINUTES, Horizon, to_local
from wfm.agents.models import RosterGroup
from wfm.core.access import Actor
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Requirement, RequirementInterval
from wfm.demand.queries import latest_requirement_number


def add_version(
    session: Session,
    *,
    group: RosterGroup,
    week: Horizon,
    forecast_id: int | None,
    parameters: Mapping[str, Any],
    note: str,
    actor: Actor,
    now: datetime,
) -> Requirement:
    """The next version of the group's week, yet without quarter hours. The caller holds the group's row, so numbers are its own."""
    week_date = to_local(week.starts_at, zone=group.zone).date()
    row = Requirement(
        roster_group_id=group.id,
        week_date=week_date,
        number=latest_requirement_number(session, roster_group_id=group.id, week_date=week_date) + 1,
        starts_at=week.starts_at,
        ends_at=week.ends_at,
        forecast_id=forecast_id,
        parameters=dict(parameters),
        note=note,
        actor_id=actor.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def write_needs(session: Session, *, requirement_id: int, needs: Mapping[int, demand.Requirement]) -> None:
    """Writes what each work type needs in every quarter hour."""
    rows = [
        {
            "requirement_id": requirement_id,
            "work_type_id": work_type_id,
            "starts_at": need.horizon.instant_of(slot),
            "kind": RequirementKind.COMPUTED,
            "minutes": SLOT_MINUTES,
            "required_heads": float(need.heads[slot]) if need.backlog_minutes is None else None,
            "backlog_minutes": None if need.backlog_minutes is None else float(need.backlog_minutes[slot]),
        }
        for work_type_id, need in needs.items()
        for slot in range(need.horizon.slots)
    ]
    session.execute(insert(RequirementInterval), rows)
