"""The API: tokens, problems, pages of lists, ETags, and its document held against what it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories import LEAD
from tests.support.pages import a_published_draft, bearer, given, rows_of, sign_in
from wfm.accounts.models import ApiToken
from wfm.accounts.token_services import make_token
from wfm.agents.models import Agent
from wfm.core import clock
from wfm.core.access import Role


def test_a_token_is_shown_once_and_kept_as_a_digest(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)

    made = client.post("/account/tokens", data={"name": "Wallboard", "scope": "read", "days": "30"}, follow_redirects=True).text
    secret = made.split('id="token" value="')[1].split('"')[0]

    assert secret not in client.get("/account").text
    (token,) = rows_of(app, ApiToken)
    assert secret not in (token.secret_hash, token.name)
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json["reads_only"] is True
    assert secret not in str([line.text for line in [client.get("/audit")]])


@pytest.mark.parametrize("days", ["0", "367", "many"])
def test_a_token_lives_no_longer_than_a_year(app: Flask, client: FlaskClient, days: str) -> None:
    sign_in(app, client, Role.LEAD)

    assert client.post("/account/tokens", data={"name": "Wallboard", "days": days}).status_code == 422
    assert rows_of(app, ApiToken) == []


def test_an_expired_token_a_revoked_one_and_a_cookie_open_nothing(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.LEAD)
    past = clock.now() - timedelta(days=31)
    expired = given(app, lambda session: make_token(session, user_id=user_id, name="Old", reads_only=True, days=30, actor=LEAD, now=past))
    revoked = bearer(app, user_id)
    assert client.get("/api/v1/me", headers=revoked).status_code == 200
    client.post(f"/account/tokens/{rows_of(app, ApiToken)[-1].id}/revoke")

    for headers in ({}, revoked, {"Authorization": f"Bearer {expired}"}, {"Authorization": "Basic eDp5"}):
        answer = client.get("/api/v1/me", headers=headers)
        assert answer.status_code == 401, headers
        assert answer.content_type == "application/problem+json"
        assert answer.json["code"] == "not_signed_in"


def test_a_token_for_reading_writes_nothing(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    user_id = sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[0])
    day = (clock.now().date() + timedelta(days=30)).isoformat()
    wish = {"kind": "off", "first_date": day, "last_date": day}

    refused = client.post("/api/v1/me/wishes", json=wish, headers=bearer(app, user_id, reads_only=True))
    assert (refused.status_code, refused.json["detail"]) == (403, "This token may only read.")
    assert client.post("/api/v1/me/wishes", json=wish, headers=bearer(app, user_id)).status_code == 204
    (told,) = client.get("/api/v1/me/wishes", headers=bearer(app, user_id)).json
    assert (told["kind"], told["is_granted"]) == ("off", None)


def test_somebody_switched_off_is_out_with_their_tokens(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.LEAD)
    headers = bearer(app, user_id)
    client.delete_cookie("session")
    sign_in(app, client, Role.ADMINISTRATOR)
    assert client.get("/api/v1/me", headers=headers).status_code == 200

    client.post(f"/users/{user_id}/switch")

    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_what_is_wrong_is_told_by_field(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.LEAD))
    address = f"/api/v1/people/{week.agent_ids[0]}/skills"

    answer = client.post(address, json={"work_type_id": 1, "level": 9, "assessed_on": "soon", "mood": 3}, headers=headers)

    assert answer.status_code == 422
    assert {line.split(":")[0] for line in answer.json["details"]} == {"json.level", "json.assessed_on", "json.mood"}


def test_lists_come_in_pages(app: Flask, client: FlaskClient) -> None:
    a_published_draft(app), a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.HR))

    first = client.get("/api/v1/people?page_size=3", headers=headers)
    second = client.get("/api/v1/people?page_size=3&page=2", headers=headers)

    assert (len(first.json), len(second.json)) == (3, 1)
    assert '"total": 4' in first.headers["X-Pagination"]
    assert len({person["id"] for person in first.json + second.json}) == 4


def test_a_page_far_beyond_the_last_is_empty(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app, sign_in(app, client, Role.ADMINISTRATOR))

    for kind in ("people", "users"):
        answer = client.get(f"/api/v1/{kind}?page=9223372036854775587", headers=headers)
        assert (answer.status_code, answer.json) == (200, [])


@pytest.mark.parametrize("body", [{"source": "a\x00b"}, {"columns": {"so\x00urce": "1"}}, {"columns": [{"source": ["\x00"]}]}])
def test_a_character_that_no_database_holds_is_refused_wherever_it_stands(app: Flask, client: FlaskClient, body: dict[str, Any]) -> None:
    headers = bearer(app, sign_in(app, client, Role.LEAD))

    answer = client.post("/api/v1/imports", headers=headers, json={"content": "0", "name": "0", "source": "s"} | body)

    assert answer.status_code == 422
    assert "source holds a character that cannot be stored." in answer.json["detail"]


def test_a_change_names_what_it_was_made_of(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.LEAD))
    address = f"/api/v1/people/{week.agent_ids[0]}"
    read = client.get(address, headers=headers)
    line: dict[str, Any] = read.json["line"] | {"name": "Ana Nova"}

    assert client.put(address, json=line, headers=headers).status_code == 428
    done = client.put(address, json=line, headers=headers | {"If-Match": read.headers["ETag"]})
    assert (done.status_code, done.json["line"]["name"]) == (200, "Ana Nova")
    assert client.put(address, json=line, headers=headers | {"If-Match": read.headers["ETag"]}).status_code == 412
    assert client.get(address, headers=headers | {"If-None-Match": done.headers["ETag"]}).status_code == 304
    assert given(app, lambda session: session.get_one(Agent, week.agent_ids[0]).display_name) == "Ana Nova"


def test_the_published_roster_is_the_export(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.LEAD))

    told = client.get(f"/api/v1/groups/{week.group_id}/weeks/2026-11-23/roster", headers=headers)

    assert told.json == client.get(f"{week.url}/roster.json").json
    (version,) = client.get(f"/api/v1/groups/{week.group_id}/weeks/2026-11-23/versions", headers=headers).json
    assert version["number"] == 1


def test_programs_need_no_form_token_and_a_page_of_others_gets_nowhere(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[0]))
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)  # as when served
    day = (clock.now().date() + timedelta(days=30)).isoformat()
    wish = {"kind": "off", "first_date": day, "last_date": day}

    assert client.get("/api/v1/openapi.json").json["info"]["version"] == "1"
    assert client.post("/api/v1/me/wishes", json=wish, headers=headers).status_code == 204
    assert client.post("/api/v1/me/wishes", json=wish).status_code == 401  # the cookie of the browser is not asked
    assert client.post("/my-wishes", data={"kind": "off", "from": day}).status_code == 400


def test_why_somebody_works_on_a_day(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[1]))

    answer = client.get("/api/v1/me/week/why?date=2026-11-23", headers=headers)

    assert answer.status_code == 200
    (shift,) = answer.json["shifts"]
    assert shift["covered"][0] == {"work_type": week.work_codes[0], "hours": 5.0, "needed_hours": 5.0}
    off = next(way for way in shift["other_ways"] if way["moved_minutes"] is None)
    assert (off["broken"], off["short_hours"]) == ([], 5.0)
    assert client.get("/api/v1/me/week/why?date=2026-11-24", headers=headers).status_code == 404
    assert client.get("/api/v1/me/week/why?date=2026-11-23").status_code == 401
