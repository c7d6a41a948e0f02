"""My week: an agent sees their own published week in their own zone, and opens and withdraws the address of their calendar."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import HOUR, MONDAY, WeekPages, a_drafted_week, a_published_draft, given, sign_in
from wfm.availability.kinds import WishKind
from wfm.availability.wish_services import add_wish
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.intervals import Interval


@pytest.fixture
def week(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> WeekPages:
    """Signed in is the agent who lives in Kathmandu, on the Friday before the published week."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    published = a_published_draft(app)
    sign_in(app, client, Role.AGENT, agent_id=published.agent_ids[1])
    return published


def test_the_week_is_told_in_the_agents_own_zone(client: FlaskClient, week: WeekPages) -> None:
    page = client.get("/my-week/2026-11-25").text

    assert "All times are Kathmandu (UTC+5:45) time." in page
    assert "14:00–19:00" in page
    assert week.work_names[0] in page
    assert page.count('class="span soft">off') == 6


def test_hours_and_those_on_enjoyed_work_are_summed(client: FlaskClient, week: WeekPages) -> None:
    page = client.get("/my-week/2026-11-23").text

    figures = re.findall(r"<dd>([^<]*)</dd>", page)
    assert figures == ["5\N{NO-BREAK SPACE}h", "5\N{NO-BREAK SPACE}h"]


def test_today_is_the_week_shown_and_one_without_a_roster_says_what_will_come(client: FlaskClient, week: WeekPages) -> None:
    page = client.get("/my-week").text

    assert "Nov 16" in page
    assert "Nothing is published for this week yet." in page
    assert 'href="/my-week/2026-11-23"' in page


def test_a_draft_is_nobodys_business_but_the_leads(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[0])

    assert "Nothing is published for this week yet." in client.get("/my-week/2026-11-23").text


def test_what_became_of_a_wish_is_told(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    def wish(session: Session) -> None:
        for starts_at in (MONDAY + 8 * HOUR, MONDAY + 32 * HOUR):
            span = Interval(starts_at, starts_at + 4 * HOUR)
            add_wish(session, agent_id=week.agent_ids[1], kind=WishKind.OFF, span=span, actor=LEAD, now=NOW)

    given(app, wish)
    page = client.get("/my-week/2026-11-23").text

    assert page.count("not possible this time") == 1
    assert page.count(">granted<") == 1


@pytest.mark.parametrize("day", ["someday", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_date_is_refused_with_an_example(client: FlaskClient, week: WeekPages, day: str) -> None:
    answer = client.get(f"/my-week/{day}")

    assert answer.status_code == 422
    assert day in answer.text


def test_a_calendar_address_is_shown_once_and_gives_the_shifts_to_whoever_knows_it(
    app: Flask, client: FlaskClient, week: WeekPages
) -> None:
    assert client.post("/my-week/calendar").headers["Location"] == "/my-week/calendar"
    address = feed_address(client.get("/my-week/calendar").text)

    stranger = app.test_client()
    answer = stranger.get(address)

    assert answer.content_type == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event.decoded("dtstart") == MONDAY + 8 * HOUR + HOUR / 4
    assert str(event.decoded("dtstart").tzinfo) == "Asia/Kathmandu"
    assert ".ics" not in client.get("/my-week/calendar").text


def test_a_new_address_ends_the_old_one_and_withdrawing_ends_both(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    client.post("/my-week/calendar")
    first = feed_address(client.get("/my-week/calendar").text)
    client.post("/my-week/calendar")
    second = feed_address(client.get("/my-week/calendar").text)
    stranger = app.test_client()

    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200

    client.post("/my-week/calendar/revoke")
    assert "works no longer" in client.get("/my-week/calendar").text
    assert stranger.get(second).status_code == 404
    assert client.post("/my-week/calendar/revoke").status_code == 404


def test_a_guessed_address_gives_nothing(client: FlaskClient) -> None:
    for secret in ("x", "0" * 43, "%00", "../../etc/passwd"):
        assert client.get(f"/calendar/{secret}.ics").status_code == 404


def feed_address(page: str) -> str:
    found = re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page)
    assert found is not None
    return found.group(1)


def test_an_agent_learns_why_they_work_on_a_day(client: FlaskClient, week: WeekPages) -> None:
    assert 'href="/my-week/2026-11-23/why"' in client.get("/my-week/2026-11-23").text

    page = client.get("/my-week/2026-11-23/why").text

    # Two heads are wanted and two people are there, so nobody else would cover the second's five hours.
    assert "14:00–19:00" in page
    assert re.search(rf"{week.work_names[0]}:\s+5\N{{NO-BREAK SPACE}}h of what you cover here nobody else would", page)
    assert f"You said that you like {week.work_names[0]}." in page
    assert re.search(r"Off that day</th><td>\s*5\N{NO-BREAK SPACE}h more would be uncovered", page)
    # An hour later leaves out the first hour and covers one nobody else does.
    assert re.search(r"An hour later</th><td>\s*it would come to the same", page)


def test_a_refused_wish_says_what_it_would_take(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    day = Interval(MONDAY, MONDAY + 20 * HOUR)
    given(
        app,
        lambda session: add_wish(session, agent_id=week.agent_ids[1], kind=WishKind.OFF, span=day, weight_minutes=30, actor=LEAD, now=NOW),
    )

    page = client.get("/my-week/2026-11-23/why").text

    assert "Your wish to be off from Mon, Nov 23, 05:45" in page
    assert "What it would take: 5\N{NO-BREAK SPACE}h more would be uncovered." in page


@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-04"])
def test_a_day_without_a_shift_has_nothing_to_explain(client: FlaskClient, week: WeekPages, day: str) -> None:
    answer = client.get(f"/my-week/{day}/why")

    assert answer.status_code == 404
    assert "Nothing is published for you on" in answer.text
