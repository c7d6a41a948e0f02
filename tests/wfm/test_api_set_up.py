"""The API about what is there first: work types and their parts, groups and teams, users, special days; and the trail they leave."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import a_group, a_member, a_work_type
from tests.support.pages import bearer, given, sign_in
from wfm.accounts.models import UserAccount
from wfm.core.access import Role

API = "/api/v1"


def administrator(app: Flask, client: FlaskClient) -> dict[str, str]:
    return bearer(app, sign_in(app, client, Role.ADMINISTRATOR))


def made(client: FlaskClient, headers: dict[str, str], what: str, **told: Any) -> int:
    answer = client.post(f"{API}/{what}", headers=headers, json=told)
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def test_a_company_is_set_up_without_a_page(app: Flask, client: FlaskClient) -> None:
    headers = administrator(app, client)
    group = made(client, headers, "groups", name="Support", zone="Europe/Lisbon", country="PT")
    team = made(client, headers, "teams", name="Night owls")
    chat = made(client, headers, "channels", code="chat", name="Chat")
    made(client, headers, "departments", name="Care")
    made(client, headers, "bundles", code="words", name="Written")
    told = {"code": "chat-en", "name": "Chat, English", "channel": str(chat), "roster_group": str(group), "opening_zone": "Europe/Lisbon"}
    work = made(client, headers, "work-types", **told)

    parts = client.get(f"{API}/catalog-parts", headers=headers).json
    assert [[part["name"] for part in parts[kind]] for kind in ("channels", "departments", "bundles")] == [["Chat"], ["Care"], ["Written"]]
    found = client.get(f"{API}/work-types/{work}", headers=headers)
    assert found.json["line"]["service_level_percent"] == "80"
    assert client.put(f"{API}/teams/{team}", headers=headers, json={"name": "Owls", "hours_together": 2}).status_code == 204
    assert client.get(f"{API}/teams", headers=headers).json == [{"id": team, "name": "Owls", "hours_together": 2.0}]
    assert client.put(f"{API}/groups/{group}", headers=headers, json={"name": "Care", "country": None}).status_code == 204

    line = found.json["line"] | {"name": "Chat"}
    assert client.put(f"{API}/work-types/{work}", headers=headers, json=line).status_code == 428
    changed = client.put(f"{API}/work-types/{work}", headers=headers | {"If-Match": found.headers["ETag"]}, json=line)
    assert changed.json["line"]["name"] == "Chat"
    late = client.put(f"{API}/work-types/{work}", headers=headers | {"If-Match": found.headers["ETag"]}, json=line)
    assert late.status_code == 412
    assert client.delete(f"{API}/work-types/{work}", headers=headers).status_code == 204
    assert client.get(f"{API}/work-types", headers=headers).json == []


def test_a_fault_names_its_field(app: Flask, client: FlaskClient) -> None:
    headers = administrator(app, client)

    answer = client.post(f"{API}/work-types", headers=headers, json={"code": "chat", "name": "Chat", "priority": "much"})

    assert answer.status_code == 422
    assert any("priority" in line for line in answer.json["details"])


def test_users_come_are_changed_invited_and_switched_off(app: Flask, client: FlaskClient) -> None:
    headers = administrator(app, client)
    ana = made(client, headers, "users", email="ana@example.org", display_name="Ana", roles=[{"role": "hr"}])

    found = client.get(f"{API}/users/{ana}", headers=headers)
    change = {"email": "ana@example.org", "display_name": "Ana Lima", "roles": [{"role": "lead"}]}
    changed = client.put(f"{API}/users/{ana}", headers=headers | {"If-Match": found.headers["ETag"]}, json=change)
    assert (changed.json["display_name"], [held["role"] for held in changed.json["roles"]]) == ("Ana Lima", ["lead"])

    invitation = client.post(f"{API}/users/{ana}/invitation", headers=headers).json
    assert client.get(invitation["address"]).status_code == 200
    assert client.put(f"{API}/users/{ana}/active", headers=headers, json={"is_active": False}).status_code == 204
    assert client.delete(f"{API}/users/{ana}/sessions", headers=headers).status_code == 204
    listed = client.get(f"{API}/users?q=lima", headers=headers)
    assert [(row["id"], row["is_active"]) for row in listed.json] == [(ana, False)]

    lines = client.get(f"{API}/audit-lines?entity=user_account&entity_id={ana}&limit=2", headers=headers).json
    assert len(lines) == 2
    older = client.get(f"{API}/audit-lines?entity=user_account&entity_id={ana}&before={lines[-1]['id']}", headers=headers).json
    assert {line["after"]["display_name"] for line in older if line["after"] and "display_name" in line["after"]} == {"Ana", "Ana Lima"}
    assert all(line["id"] < lines[-1]["id"] for line in older)


def test_the_last_administrator_stays(app: Flask, client: FlaskClient) -> None:
    headers = administrator(app, client)
    own = given(app, lambda session: session.query(UserAccount.id).scalar())

    assert client.put(f"{API}/users/{own}/active", headers=headers, json={"is_active": False}).status_code == 409


def test_a_special_day_is_noted_and_forgotten(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app, sign_in(app, client, Role.LEAD))
    day = made(client, headers, "special-days", local_date="2026-11-27", kind="special", name="Black Friday")

    assert (
        client.post(f"{API}/special-days", headers=headers, json={"local_date": "2026-11-27", "kind": "closed", "name": "x"}).status_code
        == 409
    )
    assert [row["name"] for row in client.get(f"{API}/special-days", headers=headers).json] == ["Black Friday"]
    assert client.delete(f"{API}/special-days/{day}", headers=headers).status_code == 204
    assert client.delete(f"{API}/special-days/{day}", headers=headers).status_code == 404


def test_public_holidays_of_a_country_are_told(app: Flask, client: FlaskClient) -> None:
    headers = bearer(app, sign_in(app, client, Role.LEAD))

    told = client.get(f"{API}/public-holidays?country=DE&part=BY&year=2026", headers=headers).json

    assert {"local_date": "2026-11-01", "name": "All Saints' Day"} in told
    assert client.get(f"{API}/public-holidays?country=QQ&year=2026", headers=headers).json == []
    assert client.get(f"{API}/public-holidays?country=DE&year=1900", headers=headers).status_code == 422


def test_presence_pairs_and_weekly_activities_go_without_a_page(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, int, int, int]:
        group = a_group(session, name="Support")
        ana, ben = (a_member(session, group) for _ in range(2))
        return group.id, ana.id, ben.id, a_work_type(session, roster_group_id=group.id, name="Chat").id

    group_id, ana, ben, chat = given(app, make)
    headers = bearer(app, sign_in(app, client, Role.LEAD))

    rule = made(client, headers, f"groups/{group_id}/presence", work_type_id=chat, heads=2, hours="Sat 10:00-14:00")
    told = client.get(f"{API}/groups/{group_id}/presence", headers=headers).json
    assert told == [{"id": rule, "work_type_id": chat, "work": "Chat", "heads": 2, "hours": "Sat 10:00-14:00"}]
    assert client.delete(f"{API}/groups/{group_id}/presence/{rule}", headers=headers).status_code == 204

    assert client.put(f"{API}/people/{ana}/partners/{ben}", headers=headers).status_code == 204
    assert client.put(f"{API}/people/{ben}/partners/{ana}", headers=headers).status_code == 409
    assert [row["id"] for row in client.get(f"{API}/people/{ben}/partners", headers=headers).json] == [ana]
    assert client.delete(f"{API}/people/{ben}/partners/{ana}", headers=headers).status_code == 204

    weekly = {"kind": "growth", "name": "Learns chat", "minutes_per_week": 60, "valid_from": "2026-11-02", "work_type_id": chat}
    activity = made(client, headers, f"people/{ana}/weekly-activities", **weekly)
    assert client.get(f"{API}/people/{ana}/weekly-activities", headers=headers).json == [weekly | {"id": activity, "valid_until": None}]
    assert client.delete(f"{API}/people/{ana}/weekly-activities/{activity}", headers=headers).status_code == 204
    wrong = client.post(f"{API}/people/{ana}/weekly-activities", headers=headers, json=weekly | {"kind": "training"})
    assert wrong.status_code == 422
