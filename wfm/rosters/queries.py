"""Reads of rosters: drafts, versions and what people do in them. Each answers for a whole week in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from wfm.catalog.models import Bundle, WorkType
from wfm.core.intervals import Interval, union
from wfm.core.recent import Recent
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent, WorkNames
from wfm.rosters.kinds import DraftState
from wfm.rosters.models import (
    Activity,
    ActivityParticipant,
    DraftPersonWeek,
    PersonWeek,
    PresenceRule,
    RosterDraft,
    RosterVersion,
    Shift,
    ShiftSegment,
    VersionPersonWeek,
    WorkPair,
)
from wfm.rosters.weeks import RosterWeek

LONGEST_SHIFT = timedelta(days=2)
FEW_PERSON_WEEKS = 200
"""So many are asked for by their ids; more of them by the question that named them."""
_SHIFTS_BY_DIGEST: Recent[str, tuple[ShiftContent, ...]] = Recent(most=10_000)


def find_draft(session: Session, *, draft_id: int) -> RosterDraft | None:
    return session.get(RosterDraft, draft_id)


def find_draft_of_run(session: Session, *, solve_run_id: int) -> RosterDraft | None:
    """The draft that a solve run left."""
    return session.scalars(select(RosterDraft).where(RosterDraft.solve_run_id == solve_run_id)).one_or_none()


def find_open_draft(session: Session, *, week: RosterWeek) -> RosterDraft | None:
    """The newest draft of a week that is being worked on."""
    asked = _of_week(select(RosterDraft), RosterDraft, week).where(is_worked_on())
    return session.scalars(asked.order_by(RosterDraft.number.desc()).limit(1)).one_or_none()


def is_worked_on() -> ColumnElement[bool]:
    """Of drafts: neither published nor given up, and made after the last one of its week that was published."""
    later = aliased(RosterDraft)
    overtaken = exists().where(
        later.roster_group_id == RosterDraft.roster_group_id,
        later.week_date == RosterDraft.week_date,
        later.number > RosterDraft.number,
        later.state == DraftState.PUBLISHED,
    )
    return and_(RosterDraft.state == DraftState.OPEN, ~overtaken)


def drafts_of_week(session: Session, *, week: RosterWeek) -> Sequence[RosterDraft]:
    """Every draft of a week, the newest first."""
    return session.scalars(_of_week(select(RosterDraft), RosterDraft, week).order_by(RosterDraft.number.desc())).all()


def find_published_version(session: Session, *, week: RosterWeek) -> RosterVersion | None:
    """The version of a week that holds now: the one of the highest number."""
    asked = _of_week(select(RosterVersion), RosterVersion, week)
    return session.scalars(asked.order_by(RosterVersion.number.desc()).limit(1)).one_or_none()


def find_version(session: Session, *, week: RosterWeek, number: int) -> RosterVersion | None:
    return session.scalars(_of_week(select(RosterVersion), RosterVersion, week).where(RosterVersion.number == number)).one_or_none()


def versions_of_week(session: Session, *, week: RosterWeek) -> Sequence[RosterVersion]:
    """Every published version of a week, the newest first."""
    return session.scalars(_of_week(select(RosterVersion), RosterVersion, week).order_by(RosterVersion.number.desc())).all()


def draft_contents(session: Session, *, draft_id: int) -> tuple[WeekContent, ...]:
    """What everybody does in a draft, by agent id."""
    return _contents(session, select(DraftPersonWeek.person_week_id).where(DraftPersonWeek.draft_id == draft_id))


def rows_of_draft(session: Session, *, draft_id: int) -> dict[int, DraftPersonWeek]:
    """Everybody's row of a draft, by agent."""
    asked = select(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft_id).order_by(DraftPersonWeek.agent_id)
    return {row.agent_id: row for row in session.scalars(asked)}


def change_count(session: Session, *, draft_id: int) -> int:
    """Grows with every change of anybody in a draft, so that a page sees at once whether something happened."""
    return session.scalar(select(func.sum(DraftPersonWeek.row_version)).where(DraftPersonWeek.draft_id == draft_id)) or 0


def contents_of_person_weeks(session: Session, *, person_week_ids: Collection[int]) -> tuple[WeekContent, ...]:
    """What these person-weeks hold, by agent id."""
    return _contents(session, select(PersonWeek.id).where(PersonWeek.id.in_(person_week_ids)))


def version_contents(session: Session, *, version: RosterVersion) -> tuple[WeekContent, ...]:
    """What everybody does in a version, by agent id: each person's latest content up to it, for it stores only what changed."""
    newest = _newest_person_weeks(
        RosterVersion.roster_group_id == version.roster_group_id,
        RosterVersion.week_date == version.week_date,
        RosterVersion.number <= version.number,
    )
    return _contents(session, select(newest.c.person_week_id).where(newest.c.place == 1))


def published_digests(session: Session, *, week: RosterWeek) -> Mapping[int, str]:
    """The digest of what is published of each agent's week."""
    newest = _newest_person_weeks(RosterVersion.roster_group_id == week.roster_group_id, RosterVersion.week_date == week.week_date)
    asked = select(newest.c.agent_id, PersonWeek.digest).join(PersonWeek, PersonWeek.id == newest.c.person_week_id)
    return dict(session.execute(asked.where(newest.c.place == 1)).all())


def people_changed_by(session: Session, *, version_id: int) -> int:
    """How many people's weeks a version changed."""
    return session.scalar(select(func.count()).where(VersionPersonWeek.version_id == version_id)) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedShift:
    """A shift that stands in some group's published roster, by its group and week, and since when it does."""

    agent_id: int
    roster_group_id: int
    week_date: date
    published_at: datetime
    version_number: int
    shift_id: int
    starts_at: datetime
    ends_at: datetime
    paid_minutes: int


def published_shifts(session: Session, *, agent_ids: Collection[int], window: Interval) -> Sequence[PublishedShift]:
    """The published shifts of agents that touch a window, whatever group rostered them, by their start."""
    newest = _newest_person_weeks(
        VersionPersonWeek.agent_id.in_(agent_ids),
        RosterVersion.starts_at < window.ends_at,
        RosterVersion.ends_at > window.starts_at - LONGEST_SHIFT,
    )
    asked = (
        select(
            PersonWeek.agent_id,
            PersonWeek.roster_group_id,
            PersonWeek.week_date,
            newest.c.published_at,
            newest.c.version_number,
            Shift.id.label("shift_id"),
            Shift.starts_at,
            Shift.ends_at,
            Shift.paid_minutes,
        )
        .join(newest, newest.c.person_week_id == PersonWeek.id)
        .join(Shift, Shift.person_week_id == PersonWeek.id)
        .where(newest.c.place == 1, Shift.starts_at < window.ends_at, Shift.ends_at > window.starts_at)
        .order_by(Shift.starts_at, PersonWeek.agent_id)
    )
    return [PublishedShift(**row._mapping) for row in session.execute(asked)]  # noqa: SLF001  SQLAlchemy's public way, named so


def shifts_running_into(session: Session, *, week: RosterWeek) -> tuple[WeekContent, ...]:
    """The shifts of the weeks before, published for the same group, that go on past a week's start, by agent id."""
    start = week.horizon.starts_at
    newest = _newest_person_weeks(
        RosterVersion.roster_group_id == week.roster_group_id,
        RosterVersion.starts_at < start,
        RosterVersion.ends_at > start - LONGEST_SHIFT,
    )
    asked = (
        select(PersonWeek.agent_id, Shift.starts_at, Shift.ends_at, *_SEGMENT_COLUMNS)
        .join(newest, newest.c.person_week_id == PersonWeek.id)
        .join(Shift, Shift.person_week_id == PersonWeek.id)
        .join(ShiftSegment, ShiftSegment.shift_id == Shift.id)
        .where(newest.c.place == 1, Shift.starts_at < start, Shift.ends_at > start)
        .order_by(PersonWeek.agent_id, Shift.starts_at, ShiftSegment.position)
    )
    rows = session.execute(asked).all()
    return tuple(WeekContent(agent_id, _shifts(found)) for agent_id, found in groupby(rows, key=lambda row: row.agent_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePublished:
    """A shift of a version that a later one overtook for its person: since when, and by which number."""

    starts_at: datetime
    number: int
    withdrawn_at: datetime


def shifts_once_published(session: Session, *, agent_id: int, window: Interval) -> Sequence[OncePublished]:
    """An agent's shifts that stood in a published version and that a later version of the same week changed or took away."""
    asked = (
        select(RosterVersion.roster_group_id, RosterVersion.week_date, RosterVersion.number, RosterVersion.published_at, Shift.starts_at)
        .join(VersionPersonWeek, VersionPersonWeek.version_id == RosterVersion.id)
        .outerjoin(Shift, Shift.person_week_id == VersionPersonWeek.person_week_id)
        .where(VersionPersonWeek.agent_id == agent_id, RosterVersion.starts_at < window.ends_at, RosterVersion.ends_at > window.starts_at)
        .order_by(RosterVersion.roster_group_id, RosterVersion.week_date, RosterVersion.number)
    )
    found: list[OncePublished] = []
    for _week, rows in groupby(session.execute(asked).all(), key=lambda row: (row.roster_group_id, row.week_date)):
        history = list(rows)
        newest = history[-1]
        found.extend(
            OncePublished(starts_at=row.starts_at, number=newest.number, withdrawn_at=newest.published_at)
            for row in history
            if row.number < newest.number and row.starts_at is not None
        )
    return found


def published_spans(session: Session, *, agent_id: int, window: Interval) -> tuple[Interval, ...]:
    """The stretches of time for which something is published of an agent's work, be it that they are off."""
    asked = (
        select(RosterVersion.starts_at, RosterVersion.ends_at)
        .join(VersionPersonWeek, VersionPersonWeek.version_id == RosterVersion.id)
        .where(VersionPersonWeek.agent_id == agent_id, RosterVersion.starts_at < window.ends_at, RosterVersion.ends_at > window.starts_at)
    )
    return union(Interval(starts_at, ends_at) for starts_at, ends_at in session.execute(asked))


def segments_of_shifts(session: Session, *, shift_ids: Collection[int]) -> Mapping[int, tuple[SegmentContent, ...]]:
    """The segments of shifts in their order."""
    asked = select(*_SEGMENT_COLUMNS, ShiftSegment.shift_id).where(ShiftSegment.shift_id.in_(shift_ids))
    rows = session.execute(asked.order_by(ShiftSegment.shift_id, ShiftSegment.position)).all()
    return {shift_id: tuple(_segment(row) for row in found) for shift_id, found in groupby(rows, key=lambda row: row.shift_id)}


def work_names(session: Session) -> WorkNames:
    """Ids of work types and bundles by their codes, retired ones included: an old roster may name them."""
    work_types = session.execute(select(WorkType.code, WorkType.id, WorkType.name)).all()
    bundles = session.execute(select(Bundle.code, Bundle.id, Bundle.name)).all()
    return WorkNames(
        work_type_ids={code: id_ for code, id_, _ in work_types},
        bundle_ids={code: id_ for code, id_, _ in bundles},
        spoken={code: name for code, _, name in (*bundles, *work_types)},
    )


def activities_within(session: Session, *, agent_ids: Collection[int], window: Interval) -> Mapping[int, Sequence[Activity]]:
    """Each agent's activities at a fixed time that begin in a window, by their start, and those of every week that hold in it."""
    first, last = window.starts_at.date(), window.ends_at.date()
    begins = and_(Activity.starts_at >= window.starts_at, Activity.starts_at < window.ends_at)
    return _activities_of(session, agent_ids, or_(begins, and_(Activity.valid_from <= last, _lasts(first))))


def weekly_activities(session: Session, *, agent_ids: Collection[int], on: date) -> Mapping[int, Sequence[Activity]]:
    """What each agent does every week beside contacts, now or from a later date on than this."""
    return _activities_of(session, agent_ids, and_(Activity.minutes_per_week.is_not(None), _lasts(on)))


def find_weekly_activity(session: Session, *, agent_id: int, activity_id: int) -> Activity | None:
    """A weekly activity of this agent."""
    found = _activities_of(session, [agent_id], and_(Activity.minutes_per_week.is_not(None), Activity.id == activity_id))
    return next(iter(found.get(agent_id, ())), None)


def presence_rules(session: Session, *, roster_group_id: int) -> Sequence[PresenceRule]:
    """Who must always be there, in the order in which it was asked for."""
    return session.scalars(select(PresenceRule).where(PresenceRule.roster_group_id == roster_group_id).order_by(PresenceRule.id)).all()


def partners_of(session: Session, *, agent_ids: Collection[int]) -> Sequence[WorkPair]:
    """The pairs that one of the agents belongs to."""
    asked = select(WorkPair).where(or_(WorkPair.agent_id.in_(agent_ids), WorkPair.partner_id.in_(agent_ids)))
    return session.scalars(asked.order_by(WorkPair.id)).all()


def _lasts(on: date) -> ColumnElement[bool]:
    return or_(Activity.valid_until.is_(None), Activity.valid_until > on)


def _activities_of(session: Session, agent_ids: Collection[int], which: ColumnElement[bool]) -> Mapping[int, Sequence[Activity]]:
    asked = (
        select(ActivityParticipant.agent_id, Activity)
        .join(Activity, Activity.id == ActivityParticipant.activity_id)
        .where(ActivityParticipant.agent_id.in_(agent_ids), which)
        .order_by(Activity.starts_at, Activity.id)
    )
    found: dict[int, list[Activity]] = {}
    for agent_id, activity in session.execute(asked):
        found.setdefault(agent_id, []).append(activity)
    return found


_SEGMENT_COLUMNS = (
    ShiftSegment.position,
    ShiftSegment.kind,
    ShiftSegment.starts_at.label("segment_starts_at"),
    ShiftSegment.ends_at.label("segment_ends_at"),
    ShiftSegment.work_type_id,
    ShiftSegment.bundle_id,
    ShiftSegment.activity_id,
    ShiftSegment.is_paid,
)


def _of_week(asked: Select[Any], table: type[RosterDraft | RosterVersion], week: RosterWeek) -> Select[Any]:
    return asked.where(table.roster_group_id == week.roster_group_id, table.week_date == week.week_date)


def _newest_person_weeks(*which: Any) -> Subquery:
    """Person-weeks of versions, each with its place from the newest (1) among those of the same person and week."""
    place = func.row_number().over(
        partition_by=(VersionPersonWeek.agent_id, RosterVersion.roster_group_id, RosterVersion.week_date),
        order_by=RosterVersion.number.desc(),
    )
    asked = select(
        VersionPersonWeek.agent_id,
        VersionPersonWeek.person_week_id,
        RosterVersion.published_at,
        RosterVersion.number.label("version_number"),
        place.label("place"),
    )
    return asked.join(RosterVersion, RosterVersion.id == VersionPersonWeek.version_id).where(*which).subquery()


def _contents(session: Session, person_week_ids: Select[Any]) -> tuple[WeekContent, ...]:
    asked = select(PersonWeek.id, PersonWeek.agent_id, PersonWeek.digest).where(PersonWeek.id.in_(person_week_ids))
    rows = session.execute(asked.order_by(PersonWeek.agent_id)).all()
    known = {row.digest: _SHIFTS_BY_DIGEST.find(row.digest) for row in rows}
    missing = {row.id: row.digest for row in rows if known[row.digest] is None}
    if missing:
        few = len(missing) <= FEW_PERSON_WEEKS
        known |= _read_shifts(session, missing, PersonWeek.id.in_(missing if few else person_week_ids))
    return tuple(WeekContent(row.agent_id, known[row.digest] or ()) for row in rows)


def _read_shifts(session: Session, missing: Mapping[int, str], which: ColumnElement[bool]) -> dict[str, tuple[ShiftContent, ...]]:
    """The shifts of person-weeks, whose digests tell them for good: what was read once need not be read again."""
    asked = (
        select(PersonWeek.id, Shift.starts_at, Shift.ends_at, *_SEGMENT_COLUMNS)
        .outerjoin(Shift, Shift.person_week_id == PersonWeek.id)
        .outerjoin(ShiftSegment, ShiftSegment.shift_id == Shift.id)
        .where(which)
        .order_by(PersonWeek.id, Shift.starts_at, ShiftSegment.position)
    )
    rows = session.execute(asked).all()
    return {
        missing[id_]: _SHIFTS_BY_DIGEST.keep(missing[id_], _shifts(found))
        for id_, found in groupby(rows, key=lambda row: row.id)
        if id_ in missing
    }


def _shifts(rows: Iterable[Any]) -> tuple[ShiftContent, ...]:
    return tuple(
        ShiftContent(starts_at, ends_at, tuple(_segment(row) for row in found))
        for (starts_at, ends_at), found in groupby(rows, key=lambda row: (row.starts_at, row.ends_at))
        if starts_at is not None
    )


def _segment(row: Any) -> SegmentContent:
    return SegmentContent(
        row.kind, row.segment_starts_at, row.segment_ends_at, row.work_type_id, row.bundle_id, row.activity_id, row.is_paid
    )
