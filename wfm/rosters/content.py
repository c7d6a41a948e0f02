"""What a person does in one week, as plain data, and its way to and from the library's roster. No database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from scheduling.rostering.roster import Roster, Segment, Shift
from scheduling.rostering.roster import SegmentKind as RosterSegmentKind
from scheduling.timegrid import Horizon
from wfm.rosters.kinds import SegmentKind

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SegmentContent:
    """One stretch of a shift; work names a work type or a bundle, an activity its id."""

    kind: SegmentKind
    starts_at: datetime
    ends_at: datetime
    work_type_id: int | None = None
    bundle_id: int | None = None
    activity_id: int | None = None
    is_paid: bool = True

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // MINUTE


@dataclass(frozen=True, slots=True)
class ShiftContent:
    """One presence, tiled by its segments."""

    starts_at: datetime
    ends_at: datetime
    segments: tuple[SegmentContent, ...]

    @property
    def paid_minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments if segment.is_paid)


@dataclass(frozen=True, slots=True)
class WeekContent:
    """All shifts of one agent that start in one week, by their start; none says "off all week"."""

    agent_id: int
    shifts: tuple[ShiftContent, ...] = ()

    @property
    def paid_minutes(self) -> int:
        return sum(shift.paid_minutes for shift in self.shifts)

    @property
    def digest(self) -> str:
        """The same for the same shifts and segments, whoever works them."""
        lines = [
            f"{shift.starts_at.isoformat()}>{shift.ends_at.isoformat()}:" + ";".join(_line_of(segment) for segment in shift.segments)
            for shift in self.shifts
        ]
        return sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkNames:
    """How the library names work, which is by code, the ids of the same in the database, and what people call it."""

    work_type_ids: Mapping[str, int]
    bundle_ids: Mapping[str, int]
    spoken: Mapping[str, str]


def contents_of(roster: Roster, *, agent_ids: Collection[int], horizon: Horizon, names: WorkNames) -> tuple[WeekContent, ...]:
    """The week of each of the agents, whose ids are the roster's names of people."""
    shifts = roster.by_person()
    return tuple(
        WeekContent(agent_id, tuple(_shift_content(shift, horizon, names) for shift in shifts.get(str(agent_id), ())))
        for agent_id in sorted(agent_ids)
    )


def roster_of(contents: Sequence[WeekContent], *, problem_name: str, horizon: Horizon, names: WorkNames) -> Roster:
    """The library's roster of what people do in a week."""
    codes = _Codes(names)
    shifts = tuple(
        Shift(
            person=str(content.agent_id),
            slots=(horizon.slot_of(shift.starts_at), horizon.slot_of(shift.ends_at)),
            segments=tuple(_segment(segment, horizon, codes) for segment in shift.segments),
        )
        for content in contents
        for shift in content.shifts
    )
    return Roster(problem=problem_name, shifts=shifts)


class _Codes:
    """The codes of work by id: the other way round than `WorkNames`."""

    def __init__(self, names: WorkNames) -> None:
        self.work_types = {known: code for code, known in names.work_type_ids.items()}
        self.bundles = {known: code for code, known in names.bundle_ids.items()}


def _shift_content(shift: Shift, horizon: Horizon, names: WorkNames) -> ShiftContent:
    starts_at, ends_at = (horizon.instant_of(slot) for slot in shift.slots)
    segments = (segment for segment in shift.segments if segment.slots[0] < segment.slots[1])
    return ShiftContent(starts_at, ends_at, tuple(_segment_content(segment, horizon, names) for segment in segments))


def _segment_content(segment: Segment, horizon: Horizon, names: WorkNames) -> SegmentContent:
    return SegmentContent(
        kind=SegmentKind(segment.kind.value),
        starts_at=horizon.instant_of(segment.slots[0]),
        ends_at=horizon.instant_of(segment.slots[1]),
        work_type_id=None if segment.work_type is None else names.work_type_ids[segment.work_type],
        bundle_id=None if segment.bundle is None else names.bundle_ids[segment.bundle],
        activity_id=None if segment.activity is None else int(segment.activity),
        is_paid=segment.paid,
    )


def _segment(segment: SegmentContent, horizon: Horizon, codes: _Codes) -> Segment:
    return Segment(
        kind=RosterSegmentKind(segment.kind.value),
        slots=(horizon.slot_of(segment.starts_at), horizon.slot_of(segment.ends_at)),
        work_type=None if segment.work_type_id is None else codes.work_types[segment.work_type_id],
        bundle=None if segment.bundle_id is None else codes.bundles[segment.bundle_id],
        activity=None if segment.activity_id is None else str(segment.activity_id),
        paid=segment.is_paid,
    )


def _line_of(segment: SegmentContent) -> str:
    named = f"{segment.work_type_id or ''}/{segment.bundle_id or ''}/{segment.activity_id or ''}"
    return f"{segment.kind}@{segment.starts_at.isoformat()}>{segment.ends_at.isoformat()}={named}{'' if segment.is_paid else '-'}"
