"""The first page: who may choose whom to be, where each role begins, and that signing out is the end of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import given, sign_in
from wfm.accounts.queries import find_user
from wfm.accounts.services import RoleGrant, UserDetails, create_user, deactivate_user
from wfm.audit.queries import audit_lines_of
from wfm.core.access import Role
from wfm.core.unit_of_work import read_session
from wfm.settings import Settings


def a_user(app: Flask, role: Role, *, is_demo: bool) -> int:
    def make(session: Session) -> int:
        details = UserDetails(email=f"{role}@example.com", display_name=f"Ana {role}", is_demo=is_demo)
        return create_user(session, details=details, grants=[RoleGrant(role=role)], actor=LEAD, now=NOW).id

    return given(app, make)


def test_the_first_page_offers_the_demo_people_by_role(app: Flask, client: FlaskClient) -> None:
    a_user(app, Role.LEAD, is_demo=True)
    a_user(app, Role.HR, is_demo=False)

    page = client.get("/").text

    assert "Team lead" in page
    assert "Ana lead" in page
    assert "Ana hr" not in page


def test_without_anybody_the_first_page_says_how_to_load_the_demo(client: FlaskClient) -> None:
    assert "flask demo" in client.get("/").text


def test_without_the_demo_nobody_is_offered_or_signed_in(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = a_user(app, Role.LEAD, is_demo=True)
    monkeypatch.setitem(app.config, "WFM_SETTINGS", Settings(secret_key="0123456789abcdef", demo=False))

    assert "Ana lead" not in client.get("/").text
    assert client.post("/", data={"user": user_id}).status_code == 403
    assert client.get("/weeks").status_code == 302


@pytest.mark.parametrize(
    ("role", "address"), [(Role.LEAD, "/weeks"), (Role.AGENT, "/my-week"), (Role.HR, "/skills"), (Role.ADMINISTRATOR, "/weeks")]
)
def test_each_role_begins_on_its_own_page(app: Flask, client: FlaskClient, role: Role, address: str) -> None:
    sign_in(app, client, role)

    assert client.get("/").headers["Location"] == address


def test_signing_in_is_on_record(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.HR)

    with app.app_context():
        user = find_user(read_session(), user_id=user_id)
        assert user is not None
        assert user.last_signed_in_at is not None
        actions = [line.action for line in audit_lines_of(read_session(), entity="user_account", entity_id=user_id)]
    assert actions == ["create", "sign_in"]


def test_somebody_who_is_no_demo_user_cannot_be_signed_in_without_a_password(app: Flask, client: FlaskClient) -> None:
    user_id = a_user(app, Role.ADMINISTRATOR, is_demo=False)

    assert client.post("/", data={"user": user_id}).status_code == 403
    assert client.post("/", data={"user": user_id + 1000}).status_code == 403
    assert client.post("/", data={"user": "everybody"}).status_code == 422
    assert client.get("/weeks").status_code == 302


def test_who_is_switched_off_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.LEAD)
    assert client.get("/weeks").status_code == 200

    given(app, lambda session: deactivate_user(session, user_id=user_id, actor=LEAD, now=NOW))

    assert client.get("/weeks").status_code == 302
    assert client.post("/", data={"user": user_id}).status_code == 403


def test_after_signing_out_pages_lead_to_the_first_page_and_back(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.LEAD)

    client.post("/sign-out")
    refused = client.get("/weeks?group=1")

    assert refused.headers["Location"] == "/?next=/weeks?group%3D1"
    page = client.get(refused.headers["Location"]).text
    assert 'name="next" value="/weeks?group=1"' in page
    assert client.post("/", data={"user": user_id, "next": "/weeks?group=1"}).headers["Location"] == "/weeks?group=1"


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"])
def test_a_forged_link_cannot_send_people_elsewhere(app: Flask, client: FlaskClient, address: str) -> None:
    user_id = a_user(app, Role.LEAD, is_demo=True)

    assert "evil" not in client.get("/", query_string={"next": address}).text
    assert client.post("/", data={"user": user_id, "next": address}).headers["Location"] == "/weeks"
