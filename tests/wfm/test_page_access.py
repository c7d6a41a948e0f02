"""Which role reaches which page. What is not listed here for a role is refused to it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.support.factories import LEAD, NOW
from tests.support.pages import a_drafted_week, given, sign_in
from wfm.agents.services import create_team
from wfm.core.access import Role, is_public
from wfm.core.api import PREFIX
from wfm.solves.models import SolveRun

# Each feature lists its own pages in a module `page_access` beside its tests.
FOLDERS = sorted(path.parent.name for path in Path(__file__).parent.glob("*/page_access.py"))
MAY: dict[tuple[str, str], set[Role]] = {
    page: roles for folder in FOLDERS for page, roles in import_module(f"tests.wfm.{folder}.page_access").MAY.items()
}


def test_every_page_that_is_not_public_is_listed(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")
    listed = {(method, addresses.match(address.format(week="/weeks/1/2026-11-23", agent=1), method)[0]) for method, address in MAY}

    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if not is_public(app.view_functions[rule.endpoint]) and not rule.rule.startswith(PREFIX)
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


def test_a_lead_of_one_group_sees_no_other(app: Flask, client: FlaskClient) -> None:
    own, other = a_drafted_week(app), a_drafted_week(app)
    sign_in(app, client, Role.LEAD, group_id=own.group_id)
    address = client.post(f"{own.url}/build", data={"seconds": "15", "threads": "1", "seed": "1"}).headers["Location"]
    given(app, lambda session: session.execute(update(SolveRun).values(roster_group_id=other.group_id)))

    for page in ("board", "board/table", "build", "publish", "versions", "roster.csv"):
        assert client.get(f"{own.url}/{page}").status_code == 200, page
        assert client.get(f"{other.url}/{page}").status_code == 404, page
    for method, page in (("GET", address), ("GET", f"{address}/progress"), ("POST", f"{address}/stop"), ("POST", f"{other.url}/publish")):
        assert client.open(page, method=method, data={"draft": "1", "expected_version": "0"}).status_code == 404, page
    assert client.get(f"/weeks?group={other.group_id}").status_code == 404
    assert other.agent_names[0] not in client.get("/skills").text
    assert own.agent_names[0] in client.get("/skills").text


def test_a_lead_of_one_team_has_no_roster_group_to_look_after(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    team_id = given(app, lambda session: create_team(session, name="Night owls", actor=LEAD, now=NOW).id)
    sign_in(app, client, Role.LEAD, team_id=team_id)

    assert client.get(f"{week.url}/board").status_code == 404
    assert "Nobody belongs to this team in this week." in client.get("/weeks", follow_redirects=True).text


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
