"""A work type's row in the words of the scheduling library: its opening hours, its target and what surrounds it, to and from JSON.

What is stored with a requirement is what it was computed with, so that "why this many" can be told later, whatever changed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from scheduling.opening_hours import OpeningHours, Stretch
from scheduling.staffing.targets import (
    DeadlineTarget,
    PresenceTarget,
    ServiceTarget,
    StaffingRules,
    Target,
    WeeklyHoursTarget,
)
from wfm.catalog.kinds import TargetKind
from wfm.catalog.models import WorkType
from wfm.core.errors import InvalidInput
from wfm.demand.kinds import DayKind
from wfm.demand.models import SpecialDay


@dataclass(frozen=True, kw_only=True)
class WorkPlan:
    """How one work type is forecast and staffed."""

    opening: OpeningHours
    rules: StaffingRules

    def to_json(self) -> dict[str, Any]:
        target = self.rules.target
        return {
            "zone": self.opening.zone,
            "stretches": [list(asdict(stretch).values()) for stretch in self.opening.stretches],
            "closed_dates": sorted(day.isoformat() for day in self.opening.closed_dates),
            "target_kind": _KIND_OF_TARGET[type(target)].value,
            "target": asdict(target) if not isinstance(target, ServiceTarget) else _service_json(target),
            "minimum_headcount": self.rules.minimum_headcount,
            "shrinkage_share": self.rules.shrinkage_share,
            "concurrency": self.rules.concurrency,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> WorkPlan:
        stretches = tuple(Stretch(*stretch) for stretch in value["stretches"])
        closed_dates = frozenset(date.fromisoformat(day) for day in value["closed_dates"])
        target = _TARGET_OF_KIND[TargetKind(value["target_kind"])](**value["target"])
        rules = StaffingRules(target, value["minimum_headcount"], value["shrinkage_share"], value["concurrency"])
        return WorkPlan(opening=OpeningHours(value["zone"], stretches, closed_dates), rules=rules)


_TARGET_OF_KIND: dict[TargetKind, Any] = {
    TargetKind.SERVICE_LEVEL: ServiceTarget,
    TargetKind.BACKLOG_DEADLINE: DeadlineTarget,
    TargetKind.WEEKLY_HOURS: WeeklyHoursTarget,
    TargetKind.MINIMUM_HEADCOUNT: PresenceTarget,
}
_KIND_OF_TARGET: dict[type[Target], TargetKind] = {target: kind for kind, target in _TARGET_OF_KIND.items()}


def _service_json(target: ServiceTarget) -> dict[str, Any]:
    """All but the convention, which is that of all offered contacts everywhere."""
    return {name: value for name, value in asdict(target).items() if name != "convention"}


def plan_of(work_type: WorkType, special_days: Iterable[SpecialDay]) -> WorkPlan:
    """The plan of a work type, whose opening hours are loaded. Raises InvalidInput where its target contradicts itself."""
    try:
        rules = StaffingRules(
            _target_of(work_type),
            minimum_headcount=work_type.minimum_headcount,
            shrinkage_share=work_type.shrinkage_share,
            concurrency=work_type.concurrency,
        )
    except ValueError as error:
        raise InvalidInput(_("Work type %(code)s: %(error)s", code=work_type.code, error=error)) from error
    return WorkPlan(opening=opening_of(work_type, special_days), rules=rules)


def opening_of(work_type: WorkType, special_days: Iterable[SpecialDay]) -> OpeningHours:
    """When the work type is open, closed days left out."""
    stretches = (
        Stretch(hours.weekday, hours.local_start.hour * 60 + hours.local_start.minute, hours.local_end.hour * 60 + hours.local_end.minute)
        for hours in work_type.opening_hours
    )
    closed = frozenset(day.local_date for day in special_days if day.kind is DayKind.CLOSED)
    return OpeningHours(work_type.opening_zone, tuple(stretches), closed)


def _target_of(work_type: WorkType) -> Target:
    if work_type.target_kind is TargetKind.BACKLOG_DEADLINE:
        return DeadlineTarget(work_type.deadline_minutes or 0, in_time_share=work_type.service_level_share)
    if work_type.target_kind is TargetKind.WEEKLY_HOURS:
        return WeeklyHoursTarget(work_type.weekly_hours or 0.0)
    if work_type.target_kind is TargetKind.MINIMUM_HEADCOUNT:
        return PresenceTarget()
    return ServiceTarget(
        service_level_share=work_type.service_level_share or 0.0,
        threshold_seconds=work_type.service_level_seconds or 0,
        abandonment_share_max=work_type.abandonment_share_max,
        patience_seconds=work_type.patience_seconds,
    )
