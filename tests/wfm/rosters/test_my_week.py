"""An agent's own week: published only, in their zone, with what each block is for and what became of their wishes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, an_agent
from tests.support.weeks import WEEK, a_published_week, a_small_week
from wfm.availability.kinds import WishKind
from wfm.availability.wish_services import add_wish, approve_time_off, request_time_off
from wfm.core.intervals import Interval
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import ActivityKind, SegmentKind
from wfm.rosters.models import Activity
from wfm.rosters.my_week import NoSuchAgent, my_week
from wfm.rosters.services import create_draft

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def work(first: datetime, hours: float, work_type_id: int) -> SegmentContent:
    return SegmentContent(SegmentKind.WORK, first, first + hours * HOUR, work_type_id=work_type_id)


def a_shift(*segments: SegmentContent) -> ShiftContent:
    return ShiftContent(segments[0].starts_at, segments[-1].ends_at, segments)


def test_times_and_dates_are_those_of_the_agents_zone(session: Session) -> None:
    small = a_small_week(session, zones=("Asia/Kathmandu",))
    agent = small.agents[0]
    # 20:15 UTC on Monday is 02:00 on Tuesday in Kathmandu.
    shift = a_shift(work(MONDAY + 20.25 * HOUR, 5, small.work_types[0].id))
    a_published_week(session, small.group, WEEK, {agent.id: [shift]})

    week = my_week(session, agent_id=agent.id, local_date=WEEK)

    assert (week.zone, week.first_date, week.last_date) == ("Asia/Kathmandu", date(2026, 11, 23), date(2026, 11, 29))
    tuesday = week.days[1]
    assert [f"{shift.starts_at:%a %H:%M}–{shift.ends_at:%a %H:%M}" for shift in tuesday.shifts] == ["Tue 02:00–Tue 07:00"]
    assert week.days[0].shifts == ()
    assert (week.is_published, week.paid_minutes) == (True, 300)


def test_a_public_holiday_is_one_of_where_the_agent_lives(session: Session) -> None:
    in_tokyo, in_lisbon = an_agent(session, country="JP"), an_agent(session, country="PT")

    weeks = [my_week(session, agent_id=agent.id, local_date=WEEK) for agent in (in_tokyo, in_lisbon)]

    assert [[day.local_date for day in week.holidays] for week in weeks] == [[date(2026, 11, 23)], []]
    assert weeks[0].days[0].public_holiday == "Labor Thanksgiving Day"


def test_each_block_tells_its_work_its_channel_and_how_gladly_it_is_done(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent, (phone, chat) = small.agents[0], small.work_types
    coaching = Activity(kind=ActivityKind.COACHING, name="Coaching with Ines", starts_at=MONDAY, ends_at=MONDAY + HOUR)
    session.add(coaching)
    session.flush()
    noon = MONDAY + 12 * HOUR
    shift = a_shift(
        work(MONDAY + 8 * HOUR, 4, phone.id),
        SegmentContent(SegmentKind.BREAK, noon, noon + HOUR / 2, is_paid=False),
        work(noon + HOUR / 2, 2, chat.id),
        SegmentContent(SegmentKind.ACTIVITY, noon + 2.5 * HOUR, noon + 3.5 * HOUR, activity_id=coaching.id),
    )
    a_published_week(session, small.group, WEEK, {agent.id: [shift]})

    week = my_week(session, agent_id=agent.id, local_date=WEEK)

    (found,) = week.shifts
    assert [(segment.kind, segment.name, segment.code, segment.enjoyment, segment.minutes) for segment in found.segments] == [
        (SegmentKind.WORK, phone.name, phone.code, 1, 240),
        (SegmentKind.BREAK, None, None, None, 30),
        (SegmentKind.WORK, chat.name, chat.code, 0, 120),
        (SegmentKind.ACTIVITY, "Coaching with Ines", None, None, 60),
    ]
    assert found.segments[0].channel is not None
    assert found.segments[3].activity_kind is ActivityKind.COACHING
    assert (found.paid_minutes, week.enjoyed_minutes) == (420, 240)


def test_drafts_are_nobodys_week(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    content = WeekContent(small.agents[0].id, (a_shift(work(MONDAY + 8 * HOUR, 5, small.work_types[0].id)),))
    create_draft(session, week=small.week, contents=[content], requirement_id=None, solve_run_id=None, actor=LEAD, now=NOW)

    week = my_week(session, agent_id=small.agents[0].id, local_date=WEEK)

    assert (week.is_published, week.shifts) == (False, ())


def test_wishes_tell_what_became_of_them_once_their_time_is_published(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent = small.agents[0]
    wishes = {
        "off on the day of a shift": (WishKind.OFF, 8, False),
        "off on a free day": (WishKind.OFF, 32, True),
        "work on the day of a shift": (WishKind.WORK, 8, True),
        "work on a free day": (WishKind.WORK, 32, False),
    }
    for kind, hour, _granted in wishes.values():
        add_wish(
            session, agent_id=agent.id, kind=kind, span=Interval(MONDAY + hour * HOUR, MONDAY + (hour + 4) * HOUR), actor=LEAD, now=NOW
        )
    before = my_week(session, agent_id=agent.id, local_date=WEEK)

    a_published_week(session, small.group, WEEK, {agent.id: [a_shift(work(MONDAY + 8 * HOUR, 5, small.work_types[0].id))]})
    after = my_week(session, agent_id=agent.id, local_date=WEEK)

    assert [wish.is_granted for wish in before.wishes] == [None, None, None, None]
    found = {(wish.kind, wish.starts_at.hour + 24 * (wish.starts_at.day - 23)): wish.is_granted for wish in after.wishes}
    assert found == {(kind, hour): granted for kind, hour, granted in wishes.values()}


def test_approved_leave_marks_its_local_dates(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("Pacific/Auckland",))
    agent = small.agents[0]
    # In Auckland (13 hours ahead) this is the whole of Wednesday, 25 November.
    span = Interval(MONDAY + 35 * HOUR, MONDAY + 59 * HOUR)
    asked = request_time_off(session, agent_id=agent.id, span=span, actor=LEAD, now=NOW)
    approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)

    week = my_week(session, agent_id=agent.id, local_date=WEEK)

    assert [day.local_date.day for day in week.days if day.is_time_off] == [25]


def test_nobody_has_a_week_who_is_not_known(session: Session) -> None:
    an_agent(session)

    with pytest.raises(NoSuchAgent):
        my_week(session, agent_id=999_999, local_date=WEEK)
