"""What a roster changes for whom, day by day in each person's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from tests.support.factories import an_agent
from wfm.rosters.changes import ChangeKind, changes_between
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def shift(day: int, hour: int, *, hours: int = 5, work_type_id: int = 1) -> ShiftContent:
    starts_at = MONDAY + timedelta(days=day, hours=hour)
    ends_at = starts_at + timedelta(hours=hours)
    return ShiftContent(starts_at, ends_at, (SegmentContent(SegmentKind.WORK, starts_at, ends_at, work_type_id=work_type_id),))


def test_each_day_that_differs_tells_what_happens_to_it(session: Session) -> None:
    agent = an_agent(session, zone="Europe/Lisbon")
    before = WeekContent(agent.id, (shift(0, 8), shift(1, 8), shift(2, 8), shift(3, 8)))
    after = WeekContent(agent.id, (shift(0, 8), shift(1, 9), shift(2, 8, work_type_id=2), shift(4, 8)))

    (change,) = changes_between(session, before=[before], after=[after])

    assert {day.local_date.day: day.kind for day in change.days} == {
        24: ChangeKind.RETIMED,
        25: ChangeKind.OTHER_WORK,
        26: ChangeKind.REMOVED,
        27: ChangeKind.ADDED,
    }
    assert (change.minutes_before, change.minutes_after) == (1200, 1200)


def test_a_shift_belongs_to_the_date_on_which_it_starts_at_home(session: Session) -> None:
    agent = an_agent(session, zone="Pacific/Auckland")

    (change,) = changes_between(session, before=[], after=[WeekContent(agent.id, (shift(0, 20),))])

    assert [day.local_date for day in change.days] == [date(2026, 11, 24)]
    assert change.minutes_before is None


def test_whose_week_stays_the_same_is_not_listed_and_who_leaves_is_off(session: Session) -> None:
    same, leaving, new_but_off = an_agent(session), an_agent(session), an_agent(session)
    before = [WeekContent(same.id, (shift(0, 8),)), WeekContent(leaving.id, (shift(0, 8),))]
    after = [WeekContent(same.id, (shift(0, 8),)), WeekContent(new_but_off.id)]

    (change,) = changes_between(session, before=before, after=after)

    assert (change.agent_id, change.minutes_before, change.minutes_after) == (leaving.id, 300, 0)
    assert [day.kind for day in change.days] == [ChangeKind.REMOVED]
