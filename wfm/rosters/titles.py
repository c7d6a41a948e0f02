"""What the segments of shifts are about, in the words of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.catalog.kinds import Stage
from wfm.catalog.models import Bundle, Channel, WorkType
from wfm.rosters.content import SegmentContent, WeekContent, WorkNames
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.models import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Work types and bundles have a code, an activity only its name and kind; a break has nothing."""

    code: str | None = None
    name: str | None = None
    channel: str | None = None
    stage: Stage | None = None
    activity_kind: ActivityKind | None = None


NOTHING = Title()


class Titles:
    """The titles of some segments, asked in three questions for all of them."""

    def __init__(self, session: Session, segments: Iterable[SegmentContent]) -> None:
        activity_ids = {segment.activity_id for segment in segments if segment.activity_id is not None}
        work = select(WorkType.id, WorkType.code, WorkType.name, WorkType.stage, Channel.name.label("channel"))
        self._work_types = {
            row.id: Title(code=row.code, name=row.name, channel=row.channel, stage=row.stage)
            for row in session.execute(work.join(Channel, Channel.id == WorkType.channel_id))
        }
        self._bundles = {
            row.id: Title(code=row.code, name=row.name) for row in session.execute(select(Bundle.id, Bundle.code, Bundle.name))
        }
        activities = select(Activity.id, Activity.name, Activity.kind).where(Activity.id.in_(activity_ids))
        rows = session.execute(activities) if activity_ids else ()
        self._activities = {row.id: Title(name=row.name, activity_kind=row.kind) for row in rows}

    @property
    def known(self) -> tuple[Mapping[int, Title], ...]:
        """All titles by id, to compare with those of another time."""
        return self._work_types, self._bundles, self._activities

    @property
    def names(self) -> WorkNames:
        """Ids of work types and bundles, and what people call them, by their codes."""
        spoken = {title.code: title.name for title in (*self._bundles.values(), *self._work_types.values()) if title.code and title.name}
        return WorkNames(work_type_ids=_ids(self._work_types), bundle_ids=_ids(self._bundles), spoken=spoken)

    def of_work_type(self, work_type_id: int) -> Title:
        return self._work_types[work_type_id]

    def of(self, segment: SegmentContent) -> Title:
        if segment.work_type_id is not None:
            return self._work_types[segment.work_type_id]
        if segment.bundle_id is not None:
            return self._bundles[segment.bundle_id]
        return NOTHING if segment.activity_id is None else self._activities[segment.activity_id]


def _ids(titles: Mapping[int, Title]) -> dict[str, int]:
    return {title.code: id_ for id_, title in titles.items() if title.code is not None}


def segments_of(contents: Sequence[WeekContent]) -> Iterator[SegmentContent]:
    """Every segment of some people's weeks."""
    for content in contents:
        for shift in content.shifts:
            yield from shift.segments
