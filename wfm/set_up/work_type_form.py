"""A work type as the fields of a form, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from wfm.catalog.details import Target, WorkTypeDetails
from wfm.catalog.kinds import CoverageMode, Stage, TargetKind
from wfm.catalog.models import WorkType
from wfm.core.cells import Cells, Fault
from wfm.core.hours_text import write_hours
from wfm.core.local_week import WeeklyStretch

PERCENT = 100
# Which fields belong to which kind of target; those of other kinds are ignored, so that nothing hidden is stored.
FIELDS_OF_TARGET: Mapping[TargetKind, tuple[str, ...]] = {
    TargetKind.SERVICE_LEVEL: ("service_level_percent", "service_level_seconds", "abandonment_percent_max", "patience_seconds"),
    TargetKind.BACKLOG_DEADLINE: ("deadline_minutes", "deadline_percent"),
    TargetKind.MINIMUM_HEADCOUNT: (),
    TargetKind.WEEKLY_HOURS: ("weekly_hours",),
}
FIELDS = (
    *("code", "name", "channel", "roster_group", "department", "mode", "bundle", "stage", "is_public", "priority", "required_level"),
    *("concurrency", "target_kind", "service_level_percent", "service_level_seconds", "abandonment_percent_max", "patience_seconds"),
    *("deadline_minutes", "deadline_percent", "weekly_hours", "minimum_headcount", "shrinkage_percent", "opening_zone", "opening_hours"),
)
NEW_WORK_TYPE = {
    "target_kind": TargetKind.SERVICE_LEVEL.value,
    "service_level_percent": "80",
    "service_level_seconds": "20",
    "patience_seconds": "120",
    "deadline_minutes": "240",
    "deadline_percent": "95",
    "minimum_headcount": "0",
    "shrinkage_percent": "0",
    "mode": CoverageMode.FOCUS.value,
    "stage": Stage.POST_SALE.value,
    "priority": "1",
    "required_level": "1",
    "concurrency": "1",
    "opening_hours": "Mon-Sun 00:00-24:00",
}


def read_work_type(cells: Cells) -> WorkTypeDetails | None:
    """The work type that the fields say, or None: then the cells tell the faults. Percentages become shares."""
    code, name, zone = (cells.required(field) for field in ("code", "name", "opening_zone"))
    channel_id = cells.whole_or_none("channel")
    if channel_id is None:
        cells.faults.append(Fault("channel", _("is not chosen")))
    target = _read_target(cells)
    mode = cells.read("mode", CoverageMode, CoverageMode.FOCUS, wanted=", ".join(CoverageMode))
    stage = cells.read("stage", Stage, Stage.POST_SALE, wanted=", ".join(Stage))
    bundle_id, group_id, department_id = (cells.whole_or_none(field) for field in ("bundle", "roster_group", "department"))
    hours = cells.hours("opening_hours")
    priority, shrinkage = cells.number("priority"), cells.number("shrinkage_percent")
    level, concurrency = cells.whole("required_level", 1), cells.whole("concurrency", 1)
    if target is None or channel_id is None:
        return None
    return cells.made(
        lambda: WorkTypeDetails(
            code=code,
            name=name,
            channel_id=channel_id,
            target=target,
            opening_zone=zone,
            opening_hours=hours,
            roster_group_id=group_id,
            owning_department_id=department_id,
            mode=mode,
            bundle_id=bundle_id if mode is CoverageMode.BLEND else None,
            priority=1.0 if priority is None else priority,
            stage=stage,
            is_public=bool(cells.text("is_public")),
            required_level=level,
            concurrency=concurrency,
            shrinkage_share=(shrinkage or 0) / PERCENT,
        )
    )


def cells_of_work_type(work_type: WorkType) -> dict[str, str]:
    """The fields that say this work type; its opening hours are loaded."""
    hours = [WeeklyStretch(row.weekday, row.local_start, row.local_end) for row in work_type.opening_hours]
    may_wait = work_type.target_kind is TargetKind.BACKLOG_DEADLINE
    told: dict[str, object] = {
        "code": work_type.code,
        "name": work_type.name,
        "channel": work_type.channel_id,
        "roster_group": work_type.roster_group_id,
        "department": work_type.owning_department_id,
        "bundle": work_type.bundle_id,
        "mode": work_type.mode,
        "stage": work_type.stage,
        "priority": f"{work_type.priority:g}",
        "is_public": "1" if work_type.is_public else "",
        "required_level": work_type.required_level,
        "concurrency": work_type.concurrency,
        "target_kind": work_type.target_kind,
        "service_level_percent": None if may_wait else _percent(work_type.service_level_share),
        "service_level_seconds": work_type.service_level_seconds,
        "abandonment_percent_max": _percent(work_type.abandonment_share_max),
        "patience_seconds": work_type.patience_seconds,
        "deadline_minutes": work_type.deadline_minutes,
        "deadline_percent": _percent(work_type.service_level_share) if may_wait else None,
        "weekly_hours": None if work_type.weekly_hours is None else f"{work_type.weekly_hours:g}",
        "minimum_headcount": work_type.minimum_headcount,
        "shrinkage_percent": _percent(work_type.shrinkage_share),
        "opening_zone": work_type.opening_zone,
        "opening_hours": write_hours(hours) if hours else "",
    }
    return {name: "" if value is None else str(value) for name, value in told.items()}


def _read_target(cells: Cells) -> Target | None:
    kind = cells.read("target_kind", TargetKind, TargetKind.SERVICE_LEVEL, wanted=", ".join(TargetKind))
    asked = FIELDS_OF_TARGET[kind]
    held = Cells({name: told for name, told in cells.told.items() if name in asked}, cells.faults)
    share_field = "deadline_percent" if kind is TargetKind.BACKLOG_DEADLINE else "service_level_percent"
    share, abandoned = held.number(share_field), held.number("abandonment_percent_max")
    seconds, patience, deadline = (held.whole_or_none(field) for field in ("service_level_seconds", "patience_seconds", "deadline_minutes"))
    weekly, heads = held.number("weekly_hours"), cells.whole("minimum_headcount", 0)
    return cells.made(
        lambda: Target(
            kind=kind,
            service_level_share=None if share is None else share / PERCENT,
            service_level_seconds=seconds,
            abandonment_share_max=None if abandoned is None else abandoned / PERCENT,
            patience_seconds=patience,
            deadline_minutes=deadline,
            weekly_hours=weekly,
            minimum_headcount=heads,
        )
    )


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share * PERCENT:.10g}"
