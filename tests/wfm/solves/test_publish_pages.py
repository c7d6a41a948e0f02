"""Publish: what changes for whom is told before it happens, and only what was seen is published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import HOUR, MONDAY, ZONES, WeekPages, a_draft_of, a_drafted_week, a_staffed_week, given, sign_in
from tests.support.weeks import a_small_week
from wfm.availability.wish_services import approve_time_off, request_time_off
from wfm.core.access import Role
from wfm.core.intervals import Interval
from wfm.rosters.models import RosterVersion
from wfm.solves.services import publish

FIRST = {"draft": "1", "expected_version": "0", "note": ""}


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    drafted = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)
    return drafted


def versions(app: Flask) -> list[tuple[int, str]]:
    asked = select(RosterVersion.number, RosterVersion.note).order_by(RosterVersion.number)
    return given(app, lambda session: [tuple(row) for row in session.execute(asked)])


def test_the_first_version_shows_everybodys_shifts_in_their_own_zone(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/publish").text

    assert "Draft 1 becomes the first version of this week." in page
    assert "It changes the weeks of 2 people." in page
    assert "no rule is broken" in page
    assert "14:00–19:00" in page  # in Kathmandu
    assert "08:00–13:00" in page  # in Lisbon


def test_publishing_makes_a_version_with_its_note_and_says_so(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    answer = client.post(f"{week.url}/publish", data=FIRST | {"note": "Merry week"})

    assert answer.headers["Location"] == f"{week.url}/versions"
    page = client.get(answer.headers["Location"]).text
    assert "Version 1 is published." in page
    assert "Merry week" in page
    assert "Somebody lead" in page
    assert versions(app) == [(1, "Merry week")]


def test_what_changes_against_the_published_version_is_told_day_by_day(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> int:
        small = a_small_week(session, people=2, zones=ZONES)
        publish(session, draft_id=a_draft_of(session, small).id, expected_version=0, actor=LEAD, now=NOW)
        a_draft_of(session, small, later=HOUR)
        return small.group.id

    group_id = given(app, make)
    sign_in(app, client, Role.LEAD)

    page = client.get(f"/weeks/{group_id}/2026-11-23/publish").text

    assert "Draft 2 replaces version 1." in page
    assert "2 shifts retimed" in page
    assert '<s class="soft">14:00–19:00</s> 15:00–20:00' in page


def test_a_draft_that_breaks_the_law_by_now_is_not_offered_and_not_published(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    def take_leave(session: Session) -> None:
        span = Interval(MONDAY, MONDAY + timedelta(days=1))
        leave = request_time_off(session, agent_id=week.agent_ids[0], span=span, actor=LEAD, now=NOW)
        approve_time_off(session, time_off_id=leave.id, actor=LEAD, now=NOW)

    given(app, take_leave)

    page = client.get(f"{week.url}/publish").text
    refused = client.post(f"{week.url}/publish", data=FIRST)

    assert "1 broken rule" in page
    assert week.agent_names[0] in page
    assert ">Publish</button>" not in page
    assert refused.status_code == 409
    assert week.agent_names[0] in refused.text
    assert versions(app) == []


def test_publishing_twice_or_what_somebody_overtook_is_a_conflict(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    assert client.post(f"{week.url}/publish", data=FIRST).status_code == 302

    assert client.post(f"{week.url}/publish", data=FIRST).status_code == 409
    assert versions(app) == [(1, "")]


def test_a_form_that_was_tampered_with_is_refused_by_field(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    for field, value in (("draft", "x"), ("draft", ""), ("expected_version", "-1"), ("expected_version", "9" * 40), ("note", "x" * 501)):
        answer = client.post(f"{week.url}/publish", data=FIRST | {field: value})
        assert answer.status_code == 422, (field, value)
        assert field in answer.text
    assert client.post(f"{week.url}/publish", data=FIRST | {"draft": "77"}).status_code == 404
    assert versions(app) == []


def test_without_a_draft_the_page_says_how_to_get_one(app: Flask, client: FlaskClient) -> None:
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    page = client.get(f"{week.url}/publish").text

    assert "There is no draft to publish yet." in page
    assert f'href="{week.url}/build"' in page
    assert "Nothing of this week is published yet." in client.get(f"{week.url}/versions").text
