"""Nights on which clocks change, as two readers that others wrote understand the feed: one goes by zone names, the other by the rules
that the feed itself carries."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.support.factories import LEAD
from tests.support.weeks import a_published_week, a_small_week
from wfm.calendars.services import open_feed, read_feed
from wfm.rosters.content import SegmentContent, ShiftContent
from wfm.rosters.kinds import SegmentKind

SHORT_AND_LONG_NIGHTS = (
    ("Europe/Lisbon", date(2027, 3, 27), 7),
    ("Europe/Lisbon", date(2026, 10, 24), 9),
    ("America/New_York", date(2027, 3, 13), 7),
    ("America/New_York", date(2026, 10, 31), 9),
    ("America/St_Johns", date(2027, 3, 13), 7),
    ("America/St_Johns", date(2026, 10, 31), 9),
    ("Pacific/Auckland", date(2026, 9, 26), 7),
    ("Pacific/Auckland", date(2027, 4, 3), 9),
    ("Asia/Kathmandu", date(2027, 3, 27), 8),
    ("Asia/Kathmandu", date(2026, 10, 24), 8),
)


@pytest.mark.parametrize(("zone", "saturday", "hours"), SHORT_AND_LONG_NIGHTS)
def test_a_night_on_which_clocks_change_lasts_as_long_as_it_does(session: Session, zone: str, saturday: date, hours: int) -> None:
    starts_at, ends_at = (
        datetime.combine(saturday + timedelta(days=days), time(hour), ZoneInfo(zone)).astimezone(UTC) for days, hour in ((0, 22), (1, 6))
    )
    small = a_small_week(session, people=1, zones=(zone,))
    work = SegmentContent(SegmentKind.WORK, starts_at, ends_at, work_type_id=small.work_types[0].id)
    night = ShiftContent(starts_at, ends_at, (work,))
    a_published_week(session, small.group, starts_at.date(), {small.agents[0].id: [night]})
    secret = open_feed(session, agent_id=small.agents[0].id, actor=LEAD, now=starts_at)

    feed = read_feed(session, secret=secret, now=starts_at)

    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    by_name = tuple(event.decoded(name).astimezone(UTC) for name in ("dtstart", "dtend"))
    assert by_name == (starts_at, ends_at)
    assert ends_at - starts_at == timedelta(hours=hours)
    rules = tzical(io.StringIO(feed if isinstance(feed, str) else feed.decode())).get(zone)
    by_rules = tuple(
        event.decoded(name).replace(tzinfo=None, fold=0).replace(tzinfo=rules).astimezone(UTC) for name in ("dtstart", "dtend")
    )
    assert by_rules == (starts_at, ends_at)
