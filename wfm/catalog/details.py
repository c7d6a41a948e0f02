"""What is told about work types before they are stored: checked shapes that the services take."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from wfm.catalog.kinds import CoverageMode, Stage, TargetKind
from wfm.core.checks import check_above, check_between, check_code, check_text, check_zone
from wfm.core.errors import InvalidInput
from wfm.core.local_week import WeeklyStretch

HEADCOUNT_MAX = 10_000
DAY_SECONDS = 86_400
FOUR_WEEKS_MINUTES = 40_320
DEADLINE_SHARE_MIN, DEADLINE_SHARE_MAX = 0.5, 0.999
"""A share of contacts that come by chance: nobody can promise all of them, and half of them takes no promise."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the required heads are computed from; the fields that `kind` needs are given."""

    kind: TargetKind
    service_level_share: float | None = None
    service_level_seconds: int | None = None
    abandonment_share_max: float | None = None
    patience_seconds: int | None = None
    deadline_minutes: int | None = None
    weekly_hours: float | None = None
    minimum_headcount: int = 0

    def __post_init__(self) -> None:
        for field in _NEEDED[self.kind]:
            if not getattr(self, field):
                raise InvalidInput(_("%(field)s is missing; a target of kind %(kind)s needs it", field=field, kind=self.kind))
        for field, (least, most) in _LIMITS.items():
            value = getattr(self, field)
            if value is not None:
                check_between(field, value, least, most)
        if self.kind is TargetKind.BACKLOG_DEADLINE and self.service_level_share is not None:
            check_between("service_level_share", self.service_level_share, DEADLINE_SHARE_MIN, DEADLINE_SHARE_MAX)
        for field in ("weekly_hours", "patience_seconds", "deadline_minutes"):
            value = getattr(self, field)
            if value is not None:
                check_above(field, value, 0)


_NEEDED = {
    TargetKind.SERVICE_LEVEL: ("service_level_share", "service_level_seconds"),
    TargetKind.BACKLOG_DEADLINE: ("deadline_minutes",),
    TargetKind.MINIMUM_HEADCOUNT: ("minimum_headcount",),
    TargetKind.WEEKLY_HOURS: ("weekly_hours",),
}
_LIMITS = {
    "service_level_share": (0, 1),
    "service_level_seconds": (0, DAY_SECONDS),
    "abandonment_share_max": (0, 1),
    "patience_seconds": (0, DAY_SECONDS),
    "deadline_minutes": (0, FOUR_WEEKS_MINUTES),
    "weekly_hours": (0, 168 * HEADCOUNT_MAX),
    "minimum_headcount": (0, HEADCOUNT_MAX),
}


@dataclass(frozen=True, kw_only=True)
class WorkTypeDetails:
    """A planning group as a lead describes it. Without opening hours it is always open; without a roster group it is for all."""

    code: str
    name: str
    channel_id: int
    target: Target
    opening_zone: str
    opening_hours: tuple[WeeklyStretch, ...] = ()
    roster_group_id: int | None = None
    owning_department_id: int | None = None
    mode: CoverageMode = CoverageMode.FOCUS
    bundle_id: int | None = None
    priority: float = 1.0
    stage: Stage = Stage.POST_SALE
    is_public: bool = False
    required_level: int = 1
    concurrency: int = 1
    shrinkage_share: float = 0.0

    def __post_init__(self) -> None:
        check_code("code", self.code)
        check_text("name", self.name)
        check_zone("opening_zone", self.opening_zone)
        check_above("priority", self.priority, 0)
        check_between("required_level", self.required_level, 1, 5)
        check_between("concurrency", self.concurrency, 1, 100)
        check_between("shrinkage_share", self.shrinkage_share, 0, 0.99)
        if (self.mode is CoverageMode.BLEND) != (self.bundle_id is not None):
            raise InvalidInput(_("mode is %(mode)s; a bundle is given with mode blend and with no other", mode=self.mode))
        if len({(stretch.weekday, stretch.local_start) for stretch in self.opening_hours}) != len(self.opening_hours):
            raise InvalidInput(_("opening_hours has two stretches that begin at the same time"))
