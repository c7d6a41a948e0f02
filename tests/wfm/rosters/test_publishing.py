"""Publishing: versions that store what changed, rebuild what was, and never say what the law forbids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_member, employment
from tests.support.statements import counted_questions
from tests.support.weeks import SmallWeek, a_small_week, able, all_day
from wfm.audit.queries import audit_lines_of
from wfm.availability.wish_services import approve_time_off, request_time_off
from wfm.core.intervals import Interval
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import DraftState, SegmentKind
from wfm.rosters.models import PersonWeek, RosterDraft, RosterVersion, VersionPersonWeek
from wfm.rosters.queries import (
    draft_contents,
    find_open_draft,
    find_published_version,
    find_version,
    people_changed_by,
    published_shifts,
    version_contents,
    versions_of_week,
)
from wfm.rosters.services import (
    DraftIsClosed,
    NoSuchDraft,
    NothingToPublish,
    PublishedMeanwhile,
    RosterNotLegal,
    create_draft,
    discard_draft,
)
from wfm.solves.services import publish

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_shift(small: SmallWeek, *, day: int, first_hour: int, hours: int = 5) -> ShiftContent:
    starts_at = MONDAY + day * 24 * HOUR + first_hour * HOUR
    ends_at = starts_at + hours * HOUR
    return ShiftContent(starts_at, ends_at, (SegmentContent(SegmentKind.WORK, starts_at, ends_at, work_type_id=small.work_types[0].id),))


def a_week(small: SmallWeek, at: int, *, first_hour: int) -> WeekContent:
    """Monday to Friday from the same hour of the day."""
    return WeekContent(small.agents[at].id, tuple(a_shift(small, day=day, first_hour=first_hour) for day in range(5)))


def draft(session: Session, small: SmallWeek, *contents: WeekContent) -> RosterDraft:
    return create_draft(
        session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=LEAD, now=NOW
    )


def published(session: Session, small: SmallWeek, *contents: WeekContent, expected: int) -> RosterVersion:
    made = draft(session, small, *contents)
    return publish(session, draft_id=made.id, expected_version=expected, actor=LEAD, now=NOW)


def stored(session: Session, version: RosterVersion) -> int:
    return people_changed_by(session, version_id=version.id)


def test_a_draft_reads_back_as_it_was_written(session: Session) -> None:
    small = a_small_week(session)
    lunch = MONDAY + 12 * HOUR
    shift = ShiftContent(
        MONDAY + 8 * HOUR,
        MONDAY + 16 * HOUR,
        (
            SegmentContent(SegmentKind.WORK, MONDAY + 8 * HOUR, lunch, work_type_id=small.work_types[0].id),
            SegmentContent(SegmentKind.BREAK, lunch, lunch + HOUR / 2, is_paid=False),
            SegmentContent(SegmentKind.WORK, lunch + HOUR / 2, MONDAY + 16 * HOUR, work_type_id=small.work_types[1].id),
        ),
    )
    contents = (WeekContent(small.agents[0].id, (shift,)), WeekContent(small.agents[1].id))

    made = draft(session, small, *contents)

    assert draft_contents(session, draft_id=made.id) == contents
    assert contents[0].paid_minutes == 450
    assert made.number == 1


def test_a_version_stores_only_the_weeks_that_changed_and_every_version_can_be_read_whole(session: Session) -> None:
    small = a_small_week(session, people=3, zones=("UTC",))
    first = [a_week(small, at, first_hour=8) for at in range(3)]
    second = [first[0], a_week(small, 1, first_hour=9), first[2]]
    third = [second[0], second[1], WeekContent(small.agents[2].id)]

    versions = [published(session, small, *contents, expected=number) for number, contents in enumerate((first, second, third))]

    assert [version.number for version in versions] == [1, 2, 3]
    assert [stored(session, version) for version in versions] == [3, 1, 1]
    assert [version_contents(session, version=version) for version in versions] == [tuple(first), tuple(second), tuple(third)]
    assert find_published_version(session, week=small.week) == versions[2]
    assert find_version(session, week=small.week, number=2) == versions[1]
    assert [version.number for version in versions_of_week(session, week=small.week)] == [3, 2, 1]


def test_going_back_to_an_earlier_roster_is_one_more_version(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    early, late = a_week(small, 0, first_hour=8), a_week(small, 0, first_hour=10)

    for number, content in enumerate((early, late, early)):
        published(session, small, content, expected=number)

    third = find_published_version(session, week=small.week)
    assert third is not None
    assert third.number == 3
    assert version_contents(session, version=third) == (early,)


def test_somebody_who_is_no_longer_in_the_draft_is_off_in_the_next_version(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    published(session, small, a_week(small, 0, first_hour=8), a_week(small, 1, first_hour=8), expected=0)

    version = published(session, small, a_week(small, 0, first_hour=8), expected=1)

    assert stored(session, version) == 1
    assert version_contents(session, version=version) == (a_week(small, 0, first_hour=8), WeekContent(small.agents[1].id))


def test_a_version_that_would_change_nothing_is_not_made(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    published(session, small, a_week(small, 0, first_hour=8), expected=0)

    with pytest.raises(NothingToPublish):
        published(session, small, a_week(small, 0, first_hour=8), expected=1)

    assert session.scalar(select(func.count()).select_from(RosterVersion)) == 1


def test_whoever_saw_an_older_version_is_told_so(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    published(session, small, a_week(small, 0, first_hour=8), expected=0)

    with pytest.raises(PublishedMeanwhile, match="Version 1 is published by now, you saw version 0"):
        published(session, small, a_week(small, 0, first_hour=9), expected=0)


def test_a_roster_that_breaks_the_law_is_not_published_and_every_breach_is_told_by_name(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    tired = WeekContent(small.agents[0].id, (a_shift(small, day=0, first_hour=15, hours=8), a_shift(small, day=1, first_hour=6)))

    with pytest.raises(RosterNotLegal) as refused:
        published(session, small, tired, expected=0)

    assert len(refused.value.details) >= 2  # seven hours of rest, and a shift of eight hours without its break
    assert all(line.startswith(small.agents[0].display_name) for line in refused.value.details)
    assert any("rest" in line for line in refused.value.details)
    assert find_published_version(session, week=small.week) is None


def test_leave_approved_since_the_build_stands_in_the_way(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    made = draft(session, small, a_week(small, 0, first_hour=8))
    day = Interval(MONDAY + 48 * HOUR, MONDAY + 72 * HOUR)
    asked = request_time_off(session, agent_id=small.agents[0].id, span=day, actor=LEAD, now=NOW)
    approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)

    with pytest.raises(RosterNotLegal) as refused:
        publish(session, draft_id=made.id, expected_version=0, actor=LEAD, now=NOW)

    assert any("availability" in line for line in refused.value.details)


def test_a_draft_is_published_once_and_a_discarded_one_never(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    first, second = draft(session, small, a_week(small, 0, first_hour=8)), draft(session, small, a_week(small, 0, first_hour=9))
    publish(session, draft_id=first.id, expected_version=0, actor=LEAD, now=NOW)
    discard_draft(session, draft_id=second.id, actor=LEAD, now=NOW)

    for closed in (first, second):
        with pytest.raises(DraftIsClosed):
            publish(session, draft_id=closed.id, expected_version=1, actor=LEAD, now=NOW)
    with pytest.raises(NoSuchDraft):
        publish(session, draft_id=999_999, expected_version=1, actor=LEAD, now=NOW)
    assert (first.state, second.state) == (DraftState.PUBLISHED, DraftState.DISCARDED)


def test_a_draft_older_than_the_published_one_is_no_longer_worked_on(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    draft(session, small, a_week(small, 0, first_hour=8))
    newer = draft(session, small, a_week(small, 0, first_hour=9))
    assert find_open_draft(session, week=small.week) == newer

    publish(session, draft_id=newer.id, expected_version=0, actor=LEAD, now=NOW)

    assert find_open_draft(session, week=small.week) is None


def test_a_draft_remembers_the_version_it_started_from(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    version = published(session, small, a_week(small, 0, first_hour=8), expected=0)

    assert draft(session, small, a_week(small, 0, first_hour=9)).based_on_version_id == version.id


def test_publishing_is_on_record(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))

    version = published(session, small, a_week(small, 0, first_hour=8), a_week(small, 1, first_hour=8), expected=0)

    (line,) = audit_lines_of(session, entity="roster_version", entity_id=version.id)
    assert (line.action, line.actor_name) == ("publish", LEAD.name)
    assert line.after is not None
    assert (line.after["number"], line.after["people_changed"]) == (1, 2)


def test_a_version_shares_the_contents_of_its_draft(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    made = draft(session, small, a_week(small, 0, first_hour=8))
    weeks_before = session.scalar(select(func.count()).select_from(PersonWeek))

    version = publish(session, draft_id=made.id, expected_version=0, actor=LEAD, now=NOW)

    assert session.scalar(select(func.count()).select_from(PersonWeek)) == weeks_before
    assert session.scalar(select(func.count()).where(VersionPersonWeek.version_id == version.id)) == 1


def test_only_the_newest_version_counts_among_published_shifts(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    published(session, small, a_week(small, 0, first_hour=8), expected=0)
    published(session, small, a_week(small, 0, first_hour=10), expected=1)

    found = published_shifts(session, agent_ids=[small.agents[0].id], window=Interval(MONDAY, MONDAY + 24 * HOUR))

    assert [(shift.starts_at, shift.ends_at, shift.paid_minutes) for shift in found] == [(MONDAY + 10 * HOUR, MONDAY + 15 * HOUR, 300)]


def test_writing_and_reading_a_draft_takes_as_many_questions_for_many_people_as_for_few(session: Session) -> None:
    def asked(people: int) -> int:
        small = a_small_week(session, people=0, zones=("UTC",))
        agents = tuple(a_member(session, small.group, employed=employment(default_hours=all_day())) for _ in range(people))
        for agent in agents:
            able(session, agent, small.work_types[0])
        crowd = SmallWeek(**{**vars(small), "agents": agents})
        with counted_questions(session) as questions:
            made = draft(session, crowd, *(a_week(crowd, at, first_hour=8) for at in range(people)))
        draft_contents(session, draft_id=made.id)  # what these weeks hold may be known from before, or not; now it is
        with counted_questions(session) as again:
            draft_contents(session, draft_id=made.id)
        return len(questions) + len(again)

    assert asked(12) == asked(2)
