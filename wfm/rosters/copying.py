"""A week's shifts carried to another week: the same weekday and the same local time for each person, whatever their clocks do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scheduling.timegrid import to_instant, to_local
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind

# An activity belongs to its own date; a copy has nothing to attend, so the work around it goes on.


def carried(contents: Sequence[WeekContent], *, days: int, zones: Mapping[int, str], agent_ids: frozenset[int]) -> tuple[WeekContent, ...]:
    """The contents so many days later, for those of the agents; activities are left out. A shift keeps its length where the clocks
    change, so that breaks and blocks stay as long as they were."""
    return tuple(
        WeekContent(content.agent_id, tuple(_carried(shift, days, zones[content.agent_id]) for shift in content.shifts))
        for content in contents
        if content.agent_id in agent_ids
    )


def _carried(shift: ShiftContent, days: int, zone: str) -> ShiftContent:
    local = to_local(shift.starts_at, zone=zone).replace(tzinfo=None) + timedelta(days=days)
    distance = to_instant(local, zone=zone).instant - shift.starts_at
    segments = [_moved(segment, distance) for segment in _without_activities(shift.segments)]
    return ShiftContent(shift.starts_at + distance, shift.ends_at + distance, tuple(segments))


def _moved(segment: SegmentContent, distance: timedelta) -> SegmentContent:
    return _spanning(segment, segment.starts_at + distance, segment.ends_at + distance)


def _without_activities(segments: Sequence[SegmentContent]) -> list[SegmentContent]:
    """The segments with each activity given to the work before it, or after it where it opens the shift."""
    found: list[SegmentContent] = []
    opening: datetime | None = None
    for segment in segments:
        if segment.kind is SegmentKind.ACTIVITY:
            if found and found[-1].kind is SegmentKind.WORK:
                found[-1] = _spanning(found[-1], found[-1].starts_at, segment.ends_at)
            elif opening is None:
                opening = segment.starts_at
            continue
        starts_at = opening if opening is not None and segment.kind is SegmentKind.WORK else segment.starts_at
        opening = None if segment.kind is SegmentKind.WORK else opening
        if (
            found
            and found[-1].kind is segment.kind is SegmentKind.WORK
            and _same_work(found[-1], segment)
            and found[-1].ends_at == starts_at
        ):
            found[-1] = _spanning(found[-1], found[-1].starts_at, segment.ends_at)
        else:
            found.append(_spanning(segment, starts_at, segment.ends_at))
    return found


def _same_work(first: SegmentContent, second: SegmentContent) -> bool:
    return (first.work_type_id, first.bundle_id) == (second.work_type_id, second.bundle_id)


def _spanning(segment: SegmentContent, starts_at: datetime, ends_at: datetime) -> SegmentContent:
    return SegmentContent(
        segment.kind,
        starts_at,
        ends_at,
        work_type_id=segment.work_type_id,
        bundle_id=segment.bundle_id,
        activity_id=segment.activity_id,
        is_paid=segment.is_paid,
    )
