"""Weeks: where each week stands, and what it offers to do next."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories import NOW, a_group
from tests.support.pages import WeekPages, a_drafted_week, a_published_draft, a_staffed_week, given, sign_in
from wfm.core import clock
from wfm.core.access import Role


@pytest.fixture(autouse=True)
def _friday_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def row_of(page: str, week: WeekPages) -> str:
    """The line of the week that begins on 23 November."""
    return next(row for row in page.split("<tr>") if f"{week.url}/board" in row)


def test_without_a_group_the_page_says_how_to_begin(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)

    assert "flask demo" in client.get("/weeks").text
    assert client.get("/board").status_code == 404


def test_a_group_without_demand_learns_how_a_week_comes_about(app: Flask, client: FlaskClient) -> None:
    given(app, lambda session: a_group(session, name="Support"))
    sign_in(app, client, Role.LEAD)

    page = client.get("/weeks").text

    assert "How a week comes about" in page
    assert 'href="/contacts"' in page
    assert "this week" in page


def test_a_staffed_week_offers_to_build_it(app: Flask, client: FlaskClient) -> None:
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    row = row_of(client.get("/weeks").text, week)

    assert "100\N{NO-BREAK SPACE}h" in row
    assert f'href="{week.url}/build"' in row


def test_a_drafted_week_offers_to_publish_it_to_the_lead_alone(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)
    assert f'href="{week.url}/publish"' in row_of(client.get("/weeks").text, week)

    sign_in(app, client, Role.HR)
    assert f'href="{week.url}/publish"' not in row_of(client.get("/weeks").text, week)


def test_a_published_week_tells_its_version(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    sign_in(app, client, Role.LEAD)

    row = row_of(client.get("/weeks").text, week)

    assert "version 1" in row
    assert f'href="{week.url}/versions"' in row


def test_weeks_long_past_stand_below_the_coming_ones(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    week = a_published_draft(app)
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(year=2028))
    sign_in(app, client, Role.LEAD)

    coming, earlier = client.get("/weeks").text.split("<h2>Earlier weeks</h2>")

    assert week.url not in coming
    assert "version 1" in row_of(earlier, week)


def test_another_group_is_chosen_by_its_number(app: Flask, client: FlaskClient) -> None:
    other = given(app, lambda session: a_group(session, name="A first group").id)
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    assert "A first group</h1>" in client.get("/weeks").text
    assert f"{week.group_name}</h1>" in client.get(f"/weeks?group={week.group_id}").text
    for wrong in ("99999", "x", "9" * 5000):
        answer = client.get("/weeks", query_string={"group": wrong})
        assert answer.status_code == 404
        assert "there is no such roster group" in answer.text
    assert other != week.group_id


@pytest.mark.parametrize("page", ["board", "board/table", "build", "publish", "versions", "roster.csv"])
def test_a_date_that_names_no_week_is_refused_with_what_would(app: Flask, client: FlaskClient, page: str) -> None:
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    for date in ("nonsense", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-23T00:00", "%00"):
        answer = client.get(f"/weeks/{week.group_id}/{date}/{page}")

        assert answer.status_code == 404
        assert "names no week" in answer.text or "lies too far away" in answer.text


def test_a_group_that_does_not_exist_is_not_found(app: Flask, client: FlaskClient) -> None:
    a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    for group in ("0", "99999999", "99999999999999999999", "-1"):
        assert client.get(f"/weeks/{group}/2026-11-23/board").status_code == 404
