"""The company's sign-in, against a provider that others wrote: who gets in, as what, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories import LEAD, NOW, a_group
from tests.support.oidc import Provider, provider_running
from tests.support.pages import given
from tests.support.service import free_port
from wfm.accounts.provider import EXTENSION
from wfm.accounts.queries import find_user_by_email
from wfm.accounts.services import RoleGrant, UserDetails, create_user, deactivate_user
from wfm.core.access import Role
from wfm.core.unit_of_work import read_session
from wfm.settings import Settings

ROLES = "cc-leads=lead@Lisbon;people=hr;it=administrator"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        yield running


@pytest.fixture
def company(app: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    given(app, lambda session: a_group(session, name="Lisbon"))
    use(app, monkeypatch, issuer=provider.url)
    provider.knows("ana", name="Ana Lima", email="ana@example.com", email_verified=True, groups=["cc-leads", "everyone"])
    yield provider
    app.extensions.pop(EXTENSION, None)


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, *, issuer: str, roles: str = ROLES) -> None:
    app.extensions.pop(EXTENSION, None)
    settings = Settings(
        secret_key="0123456789abcdef", oidc_issuer=issuer, oidc_client_id="wfm", oidc_client_secret="shared", oidc_roles=roles
    )
    monkeypatch.setitem(app.config, "WFM_SETTINGS", settings)


def roles_of(app: Flask, email: str) -> set[Role]:
    with app.app_context():
        user = find_user_by_email(read_session(), email=email)
        return {held.role for held in user.roles} if user else set()


def test_somebody_new_gets_an_account_and_the_roles_of_their_groups(app: Flask, client: FlaskClient, company: Provider) -> None:
    assert "Sign in with your company" in client.get("/").text

    answer = company.sign_in(client, "ana", next_address="/weeks")

    assert answer.headers["Location"] == "/weeks"
    assert "Ana Lima" in client.get("/weeks").text
    assert roles_of(app, "ana@example.com") == {Role.LEAD}


def test_the_request_uses_pkce_state_and_nonce(client: FlaskClient, company: Provider) -> None:
    asked = parse_qs(urlsplit(client.get("/sign-in/company").headers["Location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 20
    assert len(asked["state"][0]) >= 20


def test_a_change_of_groups_changes_the_roles_at_the_next_sign_in(app: Flask, client: FlaskClient, company: Provider) -> None:
    company.sign_in(client, "ana")
    company.knows("ana", name="Ana Lima", email="ana@example.com", email_verified=True, groups=["people", "it"])
    company.sign_in(app.test_client(), "ana")
    assert roles_of(app, "ana@example.com") == {Role.HR, Role.ADMINISTRATOR}
    company.knows("bob", name="Bob", email="bob@example.com", email_verified=True, groups=["it"])
    company.sign_in(app.test_client(), "bob")

    company.knows("ana", name="Ana Lima", email="ana@example.com", email_verified=True, groups=[])
    refused = company.sign_in(app.test_client(), "ana")

    assert refused.status_code == 403
    assert roles_of(app, "ana@example.com") == set()
    assert client.get("/weeks").status_code == 403, "the session of before can do nothing any more either"


def test_an_account_of_the_same_verified_address_is_theirs_an_unverified_one_is_not(
    app: Flask, client: FlaskClient, company: Provider
) -> None:
    details = UserDetails(email="eve@example.com", display_name="Eve")
    given(app, lambda session: create_user(session, details=details, grants=[RoleGrant(role=Role.HR)], actor=LEAD, now=NOW).id)
    company.knows("mallory", name="M", email="eve@example.com", email_verified=False, groups=["it"])
    assert company.sign_in(client, "mallory").status_code == 403

    company.knows("eve", name="Eve", email="eve@example.com", email_verified=True, groups=["people"])
    assert company.sign_in(client, "eve").status_code == 302
    company.knows("other", name="Other", email="eve@example.com", email_verified=True, groups=["people"])
    assert company.sign_in(app.test_client(), "other").status_code == 403


def test_nobody_gets_in_without_a_group_or_with_an_account_switched_off(app: Flask, client: FlaskClient, company: Provider) -> None:
    company.knows("guest", name="Guest", email="guest@example.com", email_verified=True, groups=["visitors"])
    assert company.sign_in(client, "guest").status_code == 403
    company.sign_in(client, "ana")

    def switch_off(session: object) -> None:
        user = find_user_by_email(session, email="ana@example.com")  # type: ignore[arg-type]
        assert user is not None
        deactivate_user(session, user_id=user.id, actor=LEAD, now=NOW)  # type: ignore[arg-type]

    given(app, switch_off)
    assert company.sign_in(app.test_client(), "ana").status_code == 403


def test_a_wrong_nonce_a_wrong_state_and_a_code_used_twice_are_refused(app: Flask, client: FlaskClient, company: Provider) -> None:
    address = client.get("/sign-in/company").headers["Location"]
    parts = urlsplit(address)
    forged = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"nonce": "another"}
    wrong_nonce = client.get(company.agree(parts._replace(query=urlencode(forged)).geturl(), "ana"))

    back = company.agree(client.get("/sign-in/company").headers["Location"], "ana")
    stolen = app.test_client().get(back)
    first, again = client.get(back), client.get(back)

    assert (wrong_nonce.status_code, stolen.status_code, first.status_code, again.status_code) == (403, 403, 302, 403)
    assert app.test_client().get("/weeks").status_code == 302


def test_somebody_who_declines_is_back_on_a_page_that_says_so(client: FlaskClient, company: Provider) -> None:
    state = parse_qs(urlsplit(client.get("/sign-in/company").headers["Location"]).query)["state"][0]

    answer = client.get("/sign-in/company/back", query_string={"error": "access_denied", "state": state})

    assert answer.status_code == 403
    assert "could not be confirmed" in answer.text


def test_an_expired_token_is_refused(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    given(app, lambda session: a_group(session, name="Lisbon"))
    with provider_running("--token-max-age", "-600") as late:
        late.knows("ana", name="Ana", email="ana@example.com", email_verified=True, groups=["it"])
        use(app, monkeypatch, issuer=late.url)

        assert late.sign_in(client, "ana").status_code == 403
    app.extensions.pop(EXTENSION, None)


def test_a_provider_that_is_down_is_told_and_passwords_still_work(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    use(app, monkeypatch, issuer=f"http://localhost:{free_port()}")

    answer = client.get("/sign-in/company")

    assert answer.status_code == 502
    assert "cannot be reached at the moment" in answer.text
    assert client.get("/").status_code == 200
    assert client.get("/signed-out").status_code == 200
    app.extensions.pop(EXTENSION, None)


def test_signing_out_shows_the_way_out_of_the_provider_too(client: FlaskClient, company: Provider) -> None:
    company.sign_in(client, "ana")

    page = client.get(client.post("/sign-out").headers["Location"]).text

    assert f'href="{company.url}/oauth2/end_session?client_id=wfm' in page
    assert client.get("/weeks").status_code == 302


@pytest.mark.parametrize("mapping", ["cc-leads", "cc-leads=boss", "cc-leads=lead@Nowhere", "cc-leads=lead@team:Nobody"])
def test_a_mapping_that_cannot_be_read_is_named(
    app: Flask, client: FlaskClient, company: Provider, monkeypatch: pytest.MonkeyPatch, mapping: str
) -> None:
    use(app, monkeypatch, issuer=company.url, roles=mapping)

    answer = company.sign_in(client, "ana")

    assert answer.status_code == 409
    assert mapping in answer.text


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example"])
def test_nobody_is_sent_elsewhere_afterwards(client: FlaskClient, company: Provider, address: str) -> None:
    assert company.sign_in(client, "ana", next_address=address).headers["Location"] == "/weeks"


def test_without_the_setting_there_is_no_such_way_in(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WFM_SETTINGS", replace(Settings(secret_key="0123456789abcdef"), oidc_issuer=""))

    assert client.get("/sign-in/company").status_code == 404
    assert "Sign in with" not in client.get("/").text
