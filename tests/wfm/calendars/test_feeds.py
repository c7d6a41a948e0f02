"""Calendar feeds: a secret address an agent, which works until it is revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.weeks import WEEK, a_published_week, a_small_week
from wfm.audit.queries import audit_lines_of
from wfm.calendars.models import CalendarFeed
from wfm.calendars.queries import find_live_feed, unseen_versions
from wfm.calendars.services import NoSuchFeed, acknowledge, open_feed, read_feed, revoke_feed
from wfm.core.intervals import Interval
from wfm.core.secrets import digest_of
from wfm.rosters.content import SegmentContent, ShiftContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.my_week import NoSuchAgent

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_shift(first_hour: int, work_type_id: int) -> ShiftContent:
    first, last = MONDAY + first_hour * HOUR, MONDAY + (first_hour + 5) * HOUR
    return ShiftContent(first, last, (SegmentContent(SegmentKind.WORK, first, last, work_type_id=work_type_id),))


def test_a_feed_serves_only_the_agents_own_published_shifts(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("Asia/Kathmandu", "Europe/Lisbon"))
    mine, other = small.agents
    a_published_week(
        session, small.group, WEEK, {mine.id: [a_shift(8, small.work_types[0].id)], other.id: [a_shift(9, small.work_types[0].id)]}
    )
    secret = open_feed(session, agent_id=mine.id, actor=LEAD, now=NOW)

    calendar = Calendar.from_ical(read_feed(session, secret=secret, now=NOW))

    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Asia/Kathmandu"
    assert event.decoded("dtstart").astimezone(UTC) == MONDAY + 8 * HOUR
    assert event["SUMMARY"] == small.work_types[0].name


def test_the_same_shift_is_the_same_event_after_it_was_published_anew(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent = small.agents[0]
    secret = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)
    uids = []
    for first_hour in (8, 10):
        a_published_week(session, small.group, WEEK, {agent.id: [a_shift(first_hour, small.work_types[0].id)]})
        (event,) = Calendar.from_ical(read_feed(session, secret=secret, now=NOW)).walk("VEVENT")
        assert event.decoded("dtstart") == MONDAY + first_hour * HOUR
        uids.append(str(event["UID"]))

    assert uids[0] == uids[1]


def test_the_secret_itself_is_nowhere_stored(session: Session) -> None:
    small = a_small_week(session, people=1)

    secret = open_feed(session, agent_id=small.agents[0].id, actor=LEAD, now=NOW)

    feed = session.scalars(select(CalendarFeed)).one()
    assert feed.secret_hash == digest_of(secret) != secret
    (line,) = audit_lines_of(session, entity="calendar_feed", entity_id=feed.id)
    assert secret not in str(line.after)
    assert feed.secret_hash not in str(line.after)


def test_a_new_address_ends_the_old_one(session: Session) -> None:
    small = a_small_week(session, people=1)
    agent = small.agents[0]
    old = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)

    new = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)

    with pytest.raises(NoSuchFeed):
        read_feed(session, secret=old, now=NOW)
    assert read_feed(session, secret=new, now=NOW).startswith(b"BEGIN:VCALENDAR")


def test_a_revoked_address_works_no_longer(session: Session) -> None:
    small = a_small_week(session, people=1)
    agent = small.agents[0]
    secret = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)

    revoke_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)

    with pytest.raises(NoSuchFeed):
        read_feed(session, secret=secret, now=NOW)
    with pytest.raises(NoSuchFeed):
        revoke_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)
    assert find_live_feed(session, agent_id=agent.id) is None


def test_somebody_who_left_has_no_feed_any_more(session: Session) -> None:
    small = a_small_week(session, people=1)
    secret = open_feed(session, agent_id=small.agents[0].id, actor=LEAD, now=NOW)
    small.agents[0].is_active = False

    with pytest.raises(NoSuchFeed):
        read_feed(session, secret=secret, now=NOW)


def test_the_last_reading_is_noted_by_the_hour(session: Session) -> None:
    small = a_small_week(session, people=1)
    agent = small.agents[0]
    secret = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)
    seen = []
    for minutes in (0, 30, 61):
        read_feed(session, secret=secret, now=NOW + timedelta(minutes=minutes))
        feed = find_live_feed(session, agent_id=agent.id)
        seen.append(feed and feed.last_read_at)

    assert seen == [NOW, NOW, NOW + timedelta(minutes=61)]


def test_only_an_agent_has_a_feed(session: Session) -> None:
    with pytest.raises(NoSuchAgent):
        open_feed(session, agent_id=999_999, actor=LEAD, now=NOW)


def test_a_shift_that_was_taken_away_is_cancelled_by_its_name_with_a_higher_sequence(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("Asia/Kathmandu",))
    agent, work_type_id = small.agents[0], small.work_types[0].id
    secret = open_feed(session, agent_id=agent.id, actor=LEAD, now=NOW)
    a_published_week(session, small.group, WEEK, {agent.id: [a_shift(8, work_type_id), a_shift(32, work_type_id)]})
    first = {str(event["UID"]): event for event in Calendar.from_ical(read_feed(session, secret=secret, now=NOW)).walk("VEVENT")}

    a_published_week(session, small.group, WEEK, {agent.id: [a_shift(9, work_type_id)]})
    then = {str(event["UID"]): event for event in Calendar.from_ical(read_feed(session, secret=secret, now=NOW)).walk("VEVENT")}

    assert then.keys() == first.keys()
    assert {event["SEQUENCE"] for event in first.values()} == {0}
    assert {event["SEQUENCE"] for event in then.values()} == {1}
    cancelled = [event for event in then.values() if event.get("STATUS") == "CANCELLED"]
    assert [event.decoded("dtstart").astimezone(UTC) for event in cancelled] == [MONDAY + 32 * HOUR]


def test_what_changed_is_told_until_it_was_seen(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent, work_type_id = small.agents[0], small.work_types[0].id
    window = Interval(MONDAY, MONDAY + timedelta(days=7))
    a_published_week(session, small.group, WEEK, {agent.id: [a_shift(8, work_type_id)]})
    (fresh,) = unseen_versions(session, agent_id=agent.id, window=window)
    assert fresh.changes is None
    acknowledge(session, agent_id=agent.id, version_ids=[fresh.version_id], actor=LEAD, now=NOW)
    assert unseen_versions(session, agent_id=agent.id, window=window) == ()

    a_published_week(session, small.group, WEEK, {agent.id: [a_shift(10, work_type_id)]})
    (changed,) = unseen_versions(session, agent_id=agent.id, window=window)
    assert changed.changes is not None
    assert [(day.kind, day.after[0].starts_at) for day in changed.changes.days] == [("retimed", MONDAY + 10 * HOUR)]
    acknowledge(session, agent_id=agent.id, version_ids=[changed.version_id, 999_999], actor=LEAD, now=NOW)
    acknowledge(session, agent_id=agent.id, version_ids=[changed.version_id], actor=LEAD, now=NOW)
    assert unseen_versions(session, agent_id=agent.id, window=window) == ()
