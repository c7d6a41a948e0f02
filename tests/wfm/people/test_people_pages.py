"""The pages of people, as their users drive them."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import NOW, a_group, a_member, a_work_type
from tests.support.pages import given, rows_of, sign_in
from wfm.agents.models import Agent
from wfm.audit.models import AuditLine
from wfm.core import clock
from wfm.core.access import Role
from wfm.people.models import PeopleFile
from wfm.people.sheets import template_xlsx
from wfm.rosters.models import Activity, ActivityParticipant

FORM = {
    "name": "Aya Reyes",
    "email": "aya@example.com",
    "zone": "Asia/Manila",
    "country": "PH",
    "roster_group": "Support",
    "contract_from": "2026-01-01",
    "week_hours_max": "40",
}


def upload(client: FlaskClient, content: bytes, name: str = "people.xlsx") -> str:
    answer = client.post("/people/import", data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def a_support(session: Session) -> int:
    a_work_type(session, code="phone", name="Phone")
    return a_group(session, name="Support").id


def test_a_file_is_looked_over_and_then_stored(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)

    address = upload(client, template_xlsx())
    page = client.get(address).text
    assert "3 new" in page
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert fingerprint is not None
    assert client.get("/people").text.count("aya") == 0

    answer = client.post(f"{address}/store", data={"fingerprint": fingerprint[1]}, follow_redirects=True)
    assert "3 lines are stored." in answer.text
    assert "Aya Reyes" in answer.text
    assert client.get(address).headers["Location"] == "/people"


def test_nobody_else_sees_a_file_that_was_uploaded(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)
    address = upload(client, template_xlsx())
    client.post("/sign-out")
    sign_in(app, client, Role.HR)

    assert client.get(address).status_code == 404
    assert client.post(f"{address}/store").status_code == 404


def test_a_file_thrown_away_is_gone(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)
    address = upload(client, template_xlsx())

    client.post(f"{address}/give-up")

    assert given(app, lambda session: session.scalars(select(PeopleFile)).all()) == []
    assert client.get(address).status_code == 404


def test_a_wrong_file_is_answered_on_the_page_it_was_chosen_on(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)

    answer = client.post("/people/import", data={"file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "not the columns of a sheet" in answer.text
    assert client.post("/people/import").status_code == 422


def test_a_person_is_added_and_corrected_by_hand(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)

    answer = client.post("/people", data=FORM | {"zone": "Manila"})
    assert answer.status_code == 422
    assert 'value="Aya Reyes"' in answer.text
    assert "Manila" in answer.text

    address = client.post("/people", data=FORM).headers["Location"]
    client.post(address, data=FORM | {"week_hours_max": "32"})
    page = client.get(address).text
    assert 'id="week_hours_max" name="week_hours_max" type="text" value="32"' in page


def test_skills_hours_and_leaving_are_told_on_the_page_of_the_person(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)
    address = client.post("/people", data=FORM).headers["Location"]
    work_type = re.search(r'<option value="(\d+)">Phone', client.get(address).text)
    assert work_type is not None

    client.post(f"{address}/skills", data={"work_type": work_type[1], "level": "4", "evidence": "Listened in"})
    client.post(f"{address}/hours", data={"valid_from": "2026-12-01", "available": "Mon-Fri 08:00-20:00", "preferred": "Mon 09:00-12:00"})
    page = client.get(address).text
    assert "4 experienced" in page
    assert "Mon-Fri 08:00-20:00" in page

    client.post(f"{address}/switch", data={"active": "0"})
    assert "switched off" in client.get(address).text
    assert given(app, lambda session: session.scalars(select(AuditLine.action).where(AuditLine.action == "deactivate")).all())


def test_wrong_hours_are_refused_with_the_part_that_is_wrong(app: Flask, client: FlaskClient) -> None:
    agent_id = given(app, lambda session: a_member(session, a_group(session)).id)
    sign_in(app, client, Role.LEAD)

    answer = client.post(f"/people/{agent_id}/hours", data={"valid_from": "2026-12-01", "available": "Mon 9 to 5"})

    assert answer.status_code == 422
    assert "9 to 5" in answer.text


def test_a_lead_of_one_group_finds_nobody_of_another(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, int, int]:
        own, other = a_group(session), a_group(session)
        return own.id, a_member(session, own, display_name="Mine").id, a_member(session, other, display_name="Theirs").id

    group_id, mine, theirs = given(app, make)
    sign_in(app, client, Role.LEAD, group_id=group_id)

    page = client.get("/people").text
    assert "Mine" in page
    assert "Theirs" not in page
    assert "Theirs" not in client.get("/people.csv").text
    assert client.get(f"/people/{mine}").status_code == 200
    for address in (f"/people/{theirs}", f"/people/{theirs}/hours", f"/people/{theirs}/switch", f"/people/{theirs}/skills"):
        assert client.open(address, method="POST" if address.count("/") > 2 else "GET", data={"level": "3"}).status_code in (404, 422)
    assert client.get(f"/people/{theirs}").status_code == 404


def test_names_that_mean_harm_are_shown_as_the_text_they_are(app: Flask, client: FlaskClient) -> None:
    given(app, a_support)
    sign_in(app, client, Role.LEAD)

    client.post("/people", data=FORM | {"name": "<script>alert(1)</script>"})
    client.post("/people", data=FORM | {"name": '=HYPERLINK("http://x")', "email": "b@example.com"})

    assert "<script>alert" not in client.get("/people").text
    assert "'=HYPERLINK" in client.get("/people.csv").text
    assert given(app, lambda session: len(session.scalars(select(Agent)).all())) == 2


def test_what_somebody_does_every_week_is_noted_and_ended(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def make(session: Session) -> tuple[int, int]:
        group = a_group(session, name="Support")
        return a_member(session, group).id, a_work_type(session, code="chat", name="Chat").id

    agent_id, chat = given(app, make)
    sign_in(app, client, Role.LEAD)
    form = {"kind": "growth", "name": "Learns chat", "minutes": "90", "valid_from": "2026-11-01", "work_type": str(chat)}

    client.post(f"/people/{agent_id}/weekly", data=form)
    client.post(f"/people/{agent_id}/weekly", data=form | {"kind": "training", "name": "Later", "valid_from": "2027-01-04"})

    page = client.get(f"/people/{agent_id}").text
    assert "Growth: Learns chat (leads to Chat), 1.5\N{NO-BREAK SPACE}h a week, from Nov 1 until further notice" in page
    learns, later = rows_of(app, Activity)
    assert (learns.minutes_per_week, learns.work_type_id, later.work_type_id) == (90, chat, None)
    for activity in (learns, later):
        client.post(f"/people/{agent_id}/weekly/{activity.id}/end")
    assert rows_of(app, Activity)[0].valid_until == NOW.date()
    assert [row.activity_id for row in rows_of(app, ActivityParticipant)] == [learns.id]  # the other had not begun
    assert client.post(f"/people/{agent_id}/weekly/{later.id}/end").status_code == 404
    assert "Learns chat" not in client.get(f"/people/{agent_id}").text


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"kind": "party"}, "party"),
        ({"name": " "}, "name"),
        ({"minutes": "50"}, "quarters of an hour"),
        ({"minutes": "9000"}, "minutes_per_week is 9000"),
        ({"minutes": "-15"}, "minutes_per_week is -15"),
        ({"valid_from": "soon"}, "soon"),
        ({"valid_until": "2026-10-01"}, "2026-10-01"),
        ({"work_type": "4711"}, "no work type 4711"),
    ],
)
def test_a_week_that_cannot_be_is_refused(app: Flask, client: FlaskClient, said: dict[str, str], fault: str) -> None:
    agent_id = given(app, lambda session: a_member(session, a_group(session)).id)
    sign_in(app, client, Role.LEAD)
    form = {"kind": "growth", "name": "Learns chat", "minutes": "90", "valid_from": "2026-11-01"}

    answer = client.post(f"/people/{agent_id}/weekly", data=form | said)

    assert answer.status_code in {404, 422}
    assert fault in answer.text
    assert rows_of(app, Activity) == []


def test_two_people_are_a_pair_until_it_ends(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, int]:
        group = a_group(session, name="Support")
        return a_member(session, group, display_name="Ana").id, a_member(session, group, display_name="Ben", email="ben@example.com").id

    ana, ben = given(app, make)
    sign_in(app, client, Role.LEAD)

    assert client.post(f"/people/{ana}/partners", data={"partner": "Ben@example.com"}).status_code == 302

    for one, other in ((ana, "Ben"), (ben, "Ana")):
        page = client.get(f"/people/{one}").text
        assert f"<bdi>{other}</bdi></a>" in page
    assert client.post(f"/people/{ben}/partners", data={"partner": "ben@example.com"}).status_code == 422
    assert client.post(f"/people/{ana}/partners", data={"partner": "ben@example.com"}).status_code == 409
    assert client.post(f"/people/{ana}/partners", data={"partner": "nobody@example.com"}).status_code == 422
    assert client.post(f"/people/{ben}/partners/{ana}/end").status_code == 302
    assert client.post(f"/people/{ben}/partners/{ana}/end").status_code == 404
    actions = given(app, lambda session: session.scalars(select(AuditLine.action).where(AuditLine.entity == "work_pair")).all())
    assert sorted(actions) == ["create", "remove"]
