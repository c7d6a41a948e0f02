"""Which role reaches which page. What is not listed here for a role is refused to it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.pages import a_drafted_week, sign_in
from wfm.core.access import Role, is_public

EVERYBODY_WHO_SEES_ROSTERS = {Role.LEAD, Role.HR, Role.ADMINISTRATOR}
MAY = {
    ("GET", "/weeks"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/board"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/table"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/board/people/{agent}"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/roster.csv"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/versions"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "{week}/build"): {Role.LEAD},
    ("POST", "{week}/build"): {Role.LEAD},
    ("GET", "/builds/1"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/builds/1/progress"): EVERYBODY_WHO_SEES_ROSTERS,
    ("POST", "/builds/1/stop"): {Role.LEAD},
    ("GET", "{week}/publish"): {Role.LEAD},
    ("POST", "{week}/publish"): {Role.LEAD},
    ("GET", "/skills"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/skills.csv"): EVERYBODY_WHO_SEES_ROSTERS,
    ("GET", "/my-week"): {Role.AGENT},
    ("GET", "/my-week/2026-11-23"): {Role.AGENT},
    ("GET", "/my-week/calendar"): {Role.AGENT},
    ("POST", "/my-week/calendar"): {Role.AGENT},
    ("POST", "/my-week/calendar/revoke"): {Role.AGENT},
}


def test_every_page_that_is_not_public_is_listed(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    listed = {(method, addresses.match(address.format(week="/weeks/1/2026-11-23", agent=1), method)[0]) for method, address in MAY}

    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if not is_public(app.view_functions[rule.endpoint])
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    assert listed == routes


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_its_pages_and_no_others(app: Flask, client: FlaskClient, role: Role) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, role, agent_id=week.agent_ids[0])

    refused = set()
    for method, address in MAY:
        answer = client.open(address.format(week=week.url, agent=week.agent_ids[0]), method=method)
        assert answer.status_code < 500, (method, address)
        if answer.status_code == 403:
            refused.add((method, address))

    assert refused == {page for page, roles in MAY.items() if role not in roles}


def test_nobody_reaches_any_of_them_without_signing_in(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)

    for method, address in MAY:
        answer = client.open(address.format(week=week.url, agent=week.agent_ids[0]), method=method)
        assert answer.headers["Location"].startswith("/"), (method, address)
        assert answer.status_code == 302


def test_the_menu_offers_only_what_a_role_may_see(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[0])

    page = client.get("/my-week").text

    assert 'href="/my-week"' in page
    assert 'href="/weeks"' not in page
    assert 'href="/skills"' not in page


def test_an_account_of_nobody_who_is_rostered_is_told_so(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.AGENT)

    answer = client.get("/my-week")

    assert answer.status_code == 403
    assert "does not belong to anybody who is rostered" in answer.text
