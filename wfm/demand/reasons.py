"""Why customers got in touch: contacts and hours of work by reason, what of it a fix elsewhere would avoid, and whose fix that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wfm.catalog.models import ContactReason, ContactType, WorkType
from wfm.catalog.queries import contact_reasons_by_code, departments, is_seen_by
from wfm.core.access import Actor
from wfm.core.intervals import Interval
from wfm.demand.models import VolumeInterval, VolumeSeries

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A reason over a span; None stands for contacts of which no reason is known. `hours` are of work, as far as handle times are known."""

    reason: ContactReason | None
    department: str | None
    contacts: float
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """What a department could end: the contacts of avoidable reasons that it owns. None: reasons that nobody owns."""

    department: str | None
    contacts: float
    hours: float


@dataclass(frozen=True, kw_only=True)
class ReasonsTold:
    """The reasons of a span, most hours first, and what of them is avoidable by department."""

    lines: tuple[ReasonLine, ...]
    avoidable: tuple[DepartmentLine, ...]

    @property
    def contacts(self) -> float:
        return sum(line.contacts for line in self.lines)

    @property
    def hours(self) -> float:
        return sum(line.hours for line in self.lines)

    @property
    def are_told(self) -> bool:
        """Whether anything that came in says why."""
        return any(line.reason is not None for line in self.lines)


def reasons_within(session: Session, *, window: Interval, actor: Actor) -> ReasonsTold:
    """Of the contact types that work types serve which the actor looks after, or that nobody serves yet."""
    timed = func.coalesce(VolumeInterval.handled, VolumeInterval.offered)
    asked = (
        select(
            VolumeSeries.contact_reason_id,
            func.sum(VolumeInterval.offered),
            func.sum(timed).filter(VolumeInterval.handle_time_seconds_sum.is_not(None)),
            func.sum(VolumeInterval.handle_time_seconds_sum),
        )
        .join(VolumeSeries, VolumeSeries.id == VolumeInterval.series_id)
        .join(ContactType, ContactType.id == VolumeSeries.contact_type_id)
        .outerjoin(WorkType, WorkType.id == ContactType.work_type_id)
        .where(VolumeInterval.starts_at >= window.starts_at, VolumeInterval.starts_at < window.ends_at, is_seen_by(actor))
        .group_by(VolumeInterval.series_id, VolumeSeries.contact_reason_id)
    )
    found: dict[int | None, list[float]] = {}
    for reason_id, offered, timed_count, seconds in session.execute(asked):
        sums = found.setdefault(reason_id, [0.0, 0.0])
        sums[0] += offered
        sums[1] += offered * (seconds or 0.0) / timed_count / SECONDS_PER_HOUR if timed_count else 0.0
    reasons: dict[int | None, ContactReason] = {reason.id: reason for reason in contact_reasons_by_code(session).values()}
    names: dict[int | None, str] = {department.id: department.name for department in departments(session)}
    lines = [_line(reasons.get(reason_id), names, contacts, hours) for reason_id, (contacts, hours) in found.items()]
    lines.sort(key=lambda line: (-line.hours, -line.contacts, line.reason.name if line.reason else ""))
    return ReasonsTold(lines=tuple(lines), avoidable=_avoidable(lines))


def _line(reason: ContactReason | None, departments: Mapping[int | None, str], contacts: float, hours: float) -> ReasonLine:
    department = departments.get(reason.owning_department_id) if reason is not None else None
    return ReasonLine(reason=reason, department=department, contacts=contacts, hours=hours)


def _avoidable(lines: Sequence[ReasonLine]) -> tuple[DepartmentLine, ...]:
    sums: dict[str | None, list[float]] = {}
    for line in lines:
        if line.reason is not None and line.reason.is_avoidable:
            told = sums.setdefault(line.department, [0.0, 0.0])
            told[0] += line.contacts
            told[1] += line.hours
    ordered = sorted(sums.items(), key=lambda item: -item[1][1])
    return tuple(DepartmentLine(department=department, contacts=contacts, hours=hours) for department, (contacts, hours) in ordered)
