"""What the board asks while somebody edits, as requests: answers to draw, refusals to read, and what must never work."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import WeekPages, a_drafted_week, a_published_draft, sign_in
from wfm.core.access import Role

MONDAY = "2026-11-23"


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    drafted = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)
    return drafted


def state(client: FlaskClient, week: WeekPages) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{week.url}/board/state?draft=1").get_json()
    return found


def send(client: FlaskClient, week: WeekPages, **fields: Any) -> TestResponse:
    usual = {
        "kind": "move",
        "agent": week.agent_ids[0],
        "shift": f"{MONDAY}T08:00Z",
        "key": "request-1",
        "tokens": state(client, week)["tokens"],
    }
    return client.post(f"{week.url}/board/edits?draft=1&view=week", json=usual | fields, headers={"Accept": "application/json"})


def test_an_edit_is_answered_with_the_row_the_coverage_and_the_token(client: FlaskClient, week: WeekPages) -> None:
    before = state(client, week)

    answer = send(client, week, starts_at=f"{MONDAY}T10:00Z").get_json()

    agent = str(week.agent_ids[0])
    assert list(answer["rows"]) == [agent]
    assert "10:00–15:00" in answer["rows"][agent]
    assert "missing, most on" in answer["coverage"]
    assert answer["tokens"][agent] == before["tokens"][agent] + 1
    assert answer["count"] == before["count"] + 1
    assert answer["told"] == answer["undo"] == f"{week.agent_names[0]}: Mon 08:00–13:00 moved to Mon 10:00–15:00"
    assert [finding["rule"] for finding in answer["findings"]] == ["week_minimum"]


def test_undo_and_redo_outlive_the_page(client: FlaskClient, week: WeekPages) -> None:
    send(client, week, starts_at=f"{MONDAY}T10:00Z")

    undone = client.post(f"{week.url}/board/undo?draft=1").get_json()
    assert "08:00–13:00" in undone["rows"][str(week.agent_ids[0])]
    assert (undone["undo"], undone["redo"] is None) == (None, False)
    assert "taken back" in client.get(f"{week.url}/board/history?draft=1").text
    assert client.post(f"{week.url}/board/redo?draft=1").status_code == 200
    assert client.post(f"{week.url}/board/redo?draft=1").status_code == 409


def test_a_refusal_names_the_rule_and_a_reason_overrules_it(client: FlaskClient, week: WeekPages) -> None:
    resize = {"kind": "resize", "starts_at": f"{MONDAY}T08:00Z", "ends_at": f"{MONDAY}T10:00Z"}

    refused = send(client, week, **resize)

    assert refused.status_code == 409
    assert (refused.get_json()["code"], refused.get_json()["may_force"]) == ("edit_breaks_the_law", True)
    assert refused.get_json()["findings"][0]["title"] == "Shift too short, too long or off its steps"
    ways = refused.get_json()["ways_out"]
    assert [way["text"] for way in ways] == ["Mon 08:00–12:00", "Mon 06:00–10:00", "Mon 08:00–12:30"]
    for way in ways[:2]:
        assert send(client, week, **resize | way["fields"], key=way["text"]).status_code == 200
        assert client.post(f"{week.url}/board/undo?draft=1").status_code == 200
    forced = send(client, week, **resize, reason="Dentist").get_json()
    assert forced["forced"] == {str(week.agent_ids[0]): ["Somebody lead: Dentist"]}
    assert "law overruled: Dentist" in client.get(f"{week.url}/board/history?draft=1").text
    assert "Shift too short" in client.get(f"{week.url}/board/warnings?draft=1").text


def test_others_changes_are_told_only_when_there_are_some(client: FlaskClient, week: WeekPages) -> None:
    known = state(client, week)["count"]
    assert client.get(f"{week.url}/board/changes?draft=1&known={known}").status_code == 204

    send(client, week, starts_at=f"{MONDAY}T10:00Z")

    assert client.get(f"{week.url}/board/changes?draft=1&known={known}").get_json()["count"] == known + 1


def test_a_meeting_is_put_into_a_shift_and_shared(client: FlaskClient, week: WeekPages) -> None:
    meeting = {
        "kind": "paint",
        "activity_kind": "meeting",
        "activity_name": "Stand-up",
        "starts_at": f"{MONDAY}T10:00Z",
        "ends_at": f"{MONDAY}T11:00Z",
    }

    first = send(client, week, **meeting)
    second = send(client, week, **meeting, agent=week.agent_ids[1], shift=f"{MONDAY}T08:15Z", key="request-2")

    assert (first.status_code, second.status_code) == (200, 200), second.text
    assert "Stand-up 10:00–11:00" in first.get_json()["rows"][str(week.agent_ids[0])]
    dialog = client.get(f"{week.url}/board/shift?draft=1&agent={week.agent_ids[0]}&shift={MONDAY}T08:00Z").text
    assert "Stand-up" in dialog
    assert 'data-do="split"' in dialog


def test_a_typed_time_is_the_persons_own(client: FlaskClient, week: WeekPages) -> None:
    answer = send(client, week, agent=week.agent_ids[1], shift=f"{MONDAY}T14:00", starts_at=f"{MONDAY}T15:00", zone="Asia/Kathmandu")

    assert answer.get_json()["told"].endswith("Mon 14:00–19:00 moved to Mon 15:00–20:00")


def test_a_time_that_the_clocks_skip_is_refused(client: FlaskClient, week: WeekPages) -> None:
    refused = send(client, week, starts_at="2026-03-29T01:30", zone="Europe/Lisbon")

    assert refused.status_code == 422
    assert "01:30, a time that the clocks of Europe/Lisbon skip" in refused.get_json()["detail"]


def test_the_same_request_again_changes_nothing_more(client: FlaskClient, week: WeekPages) -> None:
    tokens = state(client, week)["tokens"]
    first = send(client, week, starts_at=f"{MONDAY}T10:00Z", tokens=tokens)
    again = send(client, week, starts_at=f"{MONDAY}T10:00Z", tokens=tokens)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_json()["tokens"] == again.get_json()["tokens"]


def test_a_stale_edit_is_refused_by_name(client: FlaskClient, week: WeekPages) -> None:
    tokens = state(client, week)["tokens"]
    send(client, week, starts_at=f"{MONDAY}T10:00Z")

    refused = send(client, week, starts_at=f"{MONDAY}T11:00Z", tokens=tokens, key="request-2")

    assert (refused.status_code, refused.get_json()["code"]) == (409, "stale_edit")
    assert week.agent_names[0] in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "explode"}, "kind is 'explode'"),
        ({"kind": None}, "kind is None"),
        ({"agent": "x"}, "agent is 'x'"),
        ({"agent": -1}, "agent is -1"),
        ({"starts_at": "soon"}, "starts_at is 'soon'"),
        ({"starts_at": "9999-01-01T00:00Z"}, "too far away"),
        ({"starts_at": f"{MONDAY}T10:07Z"}, "quarter of an hour"),
        ({"starts_at": f"{MONDAY}T10:00", "zone": "Mars/Olympus"}, "zone is 'Mars/Olympus'"),
        ({"tokens": 7}, "tokens is 7"),
        ({"key": ""}, "key is ''"),
        ({"key": "k" * 65}, "1 to 64 characters"),
        ({"kind": "add", "starts_at": f"{MONDAY}T18:00Z", "ends_at": f"{MONDAY}T22:00Z"}, "work is not told"),
        ({"kind": "lock", "lock": "week"}, "lock is 'week'"),
        (
            {"kind": "paint", "activity_kind": "party", "starts_at": f"{MONDAY}T10:00Z", "ends_at": f"{MONDAY}T11:00Z"},
            "activity_kind is 'party'",
        ),
        ({"reason": "r" * 501}, "reason is"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(client: FlaskClient, week: WeekPages, fields: dict[str, Any], told: str) -> None:
    refused = send(client, week, **({"starts_at": f"{MONDAY}T10:00Z"} | fields))

    assert refused.status_code == 422
    assert told in refused.get_json()["detail"]
    assert state(client, week)["undo"] is None


def test_work_that_does_not_exist_is_refused_and_not_an_error(client: FlaskClient, week: WeekPages) -> None:
    for named in ({"work_type": 987654}, {"bundle": 987654}, {"activity": 987654}):
        refused = send(client, week, kind="paint", starts_at=f"{MONDAY}T10:00Z", ends_at=f"{MONDAY}T11:00Z", **named)
        assert refused.status_code == 422, refused.text


def test_foreign_people_drafts_and_groups_do_not_exist(app: Flask, client: FlaskClient) -> None:
    own, other = a_drafted_week(app), a_drafted_week(app)
    sign_in(app, client, Role.LEAD, group_id=own.group_id)

    assert send(client, own, agent=other.agent_ids[0], starts_at=f"{MONDAY}T10:00Z").status_code == 404
    assert send(client, own, kind="reassign", to_agent=other.agent_ids[0]).status_code == 404
    assert client.post(f"{own.url}/board/edits?draft=7", json={}).status_code == 404
    for method, page in (
        ("GET", "state"),
        ("GET", "changes"),
        ("GET", "history"),
        ("GET", "warnings"),
        ("GET", "rows"),
        ("POST", "edits"),
        ("POST", "undo"),
        ("POST", "redo"),
        ("POST", "draft"),
    ):
        assert client.open(f"{other.url}/board/{page}?draft=1&people=1", method=method, json={}).status_code == 404, page
    assert client.get(f"{own.url}/board/shift?draft=1&agent={other.agent_ids[0]}&date={MONDAY}").status_code == 404


def test_a_published_draft_is_closed_and_opened_again_as_a_new_one(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    sign_in(app, client, Role.LEAD)
    assert send(client, week, starts_at=f"{MONDAY}T10:00Z").get_json()["code"] == "draft_is_closed"
    assert "Edit this week" in client.get(f"{week.url}/board").text

    assert client.post(f"{week.url}/board/draft").status_code == 302

    assert "<strong>Draft 2</strong>" in client.get(f"{week.url}/board").text
    assert client.get(f"{week.url}/board/state?draft=2").get_json()["may_edit"] is True


def test_who_may_only_look_gets_no_edit(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.HR)

    assert state(client, week)["may_edit"] is False
    assert "Undo</button>" not in client.get(f"{week.url}/board").text
    assert send(client, week, starts_at=f"{MONDAY}T10:00Z").status_code == 403
