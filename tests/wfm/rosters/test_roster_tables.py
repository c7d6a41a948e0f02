"""The tables of rosters refuse what cannot be, and contents are shared, not copied."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.exc import StaleDataError

from tests.support.factories import NOW, a_group, a_work_type, an_agent
from wfm.core.db import Base
from wfm.core.immutable import ImmutableRow
from wfm.core.unit_of_work import unit_of_work
from wfm.rosters.kinds import ActivityKind, SegmentKind
from wfm.rosters.models import (
    Activity,
    ActivityParticipant,
    DraftPersonWeek,
    PersonWeek,
    RosterDraft,
    RosterVersion,
    Shift,
    ShiftSegment,
    VersionPersonWeek,
)

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = {"week_date": date(2026, 11, 23), "starts_at": MONDAY, "ends_at": MONDAY + timedelta(days=7)}
NO_TIME: dict[str, object] = {"starts_at": None, "ends_at": None}


def hour(number: int) -> datetime:
    return MONDAY + timedelta(hours=number)


def an_activity(session: Session, **said: object) -> Activity:
    usual: dict[str, object] = {"kind": ActivityKind.MEETING, "name": "Monday round", "starts_at": hour(9), "ends_at": hour(10)}
    return Activity(**usual | said)


def a_segment(session: Session, **said: object) -> ShiftSegment:
    usual: dict[str, object] = {"position": 0, "kind": SegmentKind.WORK, "starts_at": hour(8), "ends_at": hour(12)}
    if said.get("kind", SegmentKind.WORK) is SegmentKind.WORK and "work_type_id" not in said:
        usual["work_type_id"] = a_work_type(session).id
    segment = ShiftSegment(**usual | said)
    a_shift(session).segments.append(segment)
    return segment


def a_shift(session: Session, **said: object) -> Shift:
    usual: dict[str, object] = {"starts_at": hour(8), "ends_at": hour(12), "paid_minutes": 240, "segments": []}
    shift = Shift(**usual | said)
    content = a_person_week(session, shifts=[shift])
    session.add(content)
    return shift


def a_person_week(session: Session, **said: object) -> PersonWeek:
    usual: dict[str, object] = {"week_date": WEEK["week_date"], "digest": "0" * 64, "paid_minutes": 0}
    if "agent_id" not in said:
        usual |= {"agent_id": an_agent(session).id, "roster_group_id": a_group(session).id}
    return PersonWeek(**usual | said)


def a_draft(session: Session, **said: object) -> RosterDraft:
    usual: dict[str, object] = {"number": 1, "created_at": NOW, **WEEK}
    if "roster_group_id" not in said:
        usual["roster_group_id"] = a_group(session).id
    return RosterDraft(**usual | said)


def a_version(session: Session, **said: object) -> RosterVersion:
    usual: dict[str, object] = {"number": 1, "published_at": NOW, **WEEK}
    if "roster_group_id" not in said:
        usual["roster_group_id"] = a_group(session).id
    return RosterVersion(**usual | said)


@pytest.mark.parametrize(
    ("make", "broken", "rule"),
    [
        (an_activity, {"ends_at": None}, "time_complete"),
        (an_activity, {"minutes_per_week": 60, "valid_from": date(2026, 1, 1)}, "time_or_weekly"),
        (an_activity, NO_TIME, "time_or_weekly"),
        (an_activity, NO_TIME | {"minutes_per_week": 60}, "weekly_is_dated"),
        (an_activity, {"ends_at": hour(9)}, "ends_after_start"),
        (
            an_activity,
            {"starts_at": None, "ends_at": None, "minutes_per_week": 0, "valid_from": date(2026, 1, 1)},
            "minutes_per_week_range",
        ),
        (a_segment, {"ends_at": hour(8)}, "ends_after_start"),
        (a_segment, {"position": -1}, "position_range"),
        (a_segment, {"work_type_id": None}, "work_names_one"),
        (a_segment, {"kind": SegmentKind.ACTIVITY}, "activity_named"),
        (a_shift, {"ends_at": hour(8)}, "ends_after_start"),
        (a_shift, {"paid_minutes": -15}, "paid_minutes_range"),
        (a_person_week, {"paid_minutes": -15}, "paid_minutes_range"),
        (a_draft, {"number": 0}, "number_positive"),
        (a_draft, {"ends_at": MONDAY}, "ends_after_start"),
        (a_version, {"number": 0}, "number_positive"),
        (a_version, {"ends_at": MONDAY}, "ends_after_start"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_impossible_row_is_refused_by_name(session: Session, make: Callable[..., Base], broken: dict[str, object], rule: str) -> None:
    session.add(make(session, **broken))

    with pytest.raises(IntegrityError, match=rule):
        session.flush()


@pytest.mark.parametrize("make", [an_activity, a_segment, a_shift, a_person_week, a_draft, a_version])
def test_the_usual_row_is_accepted(session: Session, make: Callable[..., Base]) -> None:
    session.add(make(session))
    session.flush()


def test_only_work_serves_a_work_type(session: Session) -> None:
    phone = a_work_type(session)

    session.add(a_segment(session, kind=SegmentKind.BREAK, work_type_id=phone.id))

    with pytest.raises(IntegrityError, match=r"work_names_one|only_work_serves"):
        session.flush()


def test_an_activity_without_a_time_recurs_every_week_for_its_people(session: Session) -> None:
    agent = an_agent(session)
    weekly = NO_TIME | {"minutes_per_week": 120, "valid_from": date(2026, 11, 1)}
    growth = an_activity(session, kind=ActivityKind.GROWTH, name="Learn chat", **weekly)
    growth.participants = [ActivityParticipant(agent_id=agent.id)]

    session.add(growth)
    session.flush()

    assert session.scalars(select(ActivityParticipant.agent_id)).all() == [agent.id]


def test_a_person_starts_one_shift_at_a_time(session: Session) -> None:
    shift = a_shift(session)
    session.flush()

    session.add(Shift(person_week_id=shift.person_week_id, starts_at=hour(8), ends_at=hour(9), paid_minutes=60))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("make", [a_person_week, a_shift, a_segment, a_version])
def test_contents_and_versions_cannot_be_rewritten(session: Session, make: Callable[..., Base]) -> None:
    row = make(session)
    session.add(row)
    session.flush()

    field = {PersonWeek: "digest", Shift: "paid_minutes", ShiftSegment: "is_paid", RosterVersion: "note"}[type(row)]
    setattr(row, field, "1" if isinstance(row, PersonWeek | RosterVersion) else 0)

    with pytest.raises(ImmutableRow):
        session.flush()


def test_a_version_shares_the_content_of_its_draft(session: Session) -> None:
    content = a_person_week(session)
    session.add(content)
    session.flush()
    draft, version = (make(session, roster_group_id=content.roster_group_id) for make in (a_draft, a_version))
    draft.person_weeks = [DraftPersonWeek(agent_id=content.agent_id, person_week_id=content.id)]
    version.person_weeks = [VersionPersonWeek(agent_id=content.agent_id, person_week_id=content.id)]
    session.add_all([draft, version])
    session.flush()

    session.execute(delete(RosterDraft))

    assert session.scalar(select(func.count()).select_from(DraftPersonWeek)) == 0
    assert session.scalars(select(VersionPersonWeek.person_week_id)).all() == [content.id]
    with pytest.raises(IntegrityError):
        session.execute(delete(PersonWeek))


def test_two_edits_of_one_person_meet_at_the_row_version(session: Session) -> None:
    contents = [a_person_week(session)]
    session.add_all(contents)
    session.flush()
    same = {"agent_id": contents[0].agent_id, "roster_group_id": contents[0].roster_group_id}
    contents.append(a_person_week(session, digest="1" * 64, **same))
    draft = a_draft(session, roster_group_id=same["roster_group_id"])
    draft.person_weeks = [DraftPersonWeek(agent_id=same["agent_id"], person_week_id=contents[0].id)]
    session.add_all([draft, contents[1]])
    session.flush()
    row = draft.person_weeks[0]
    assert row.row_version == 1

    table = DraftPersonWeek.__table__
    session.execute(table.update().values(row_version=2))  # somebody else was quicker
    row.person_week_id = contents[1].id

    with pytest.raises(StaleDataError):
        session.flush()


def test_a_published_week_has_each_number_once(session: Session) -> None:
    first = a_version(session)
    session.add(first)
    session.flush()

    session.add(a_version(session, roster_group_id=first.roster_group_id))

    with pytest.raises(IntegrityError):
        session.flush()


def test_shifts_are_read_on_purpose_never_row_by_row(session: Session) -> None:
    with unit_of_work() as writing:
        writing.add(a_segment(writing))
    session.expire_all()
    content = session.scalars(select(PersonWeek)).one()

    with pytest.raises(InvalidRequestError, match="raise"):
        content.shifts  # noqa: B018  reading it is the point

    session.expunge_all()
    asked = select(PersonWeek).options(selectinload(PersonWeek.shifts).selectinload(Shift.segments))
    (shift,) = session.scalars(asked).one().shifts
    assert [segment.position for segment in shift.segments] == [0]
