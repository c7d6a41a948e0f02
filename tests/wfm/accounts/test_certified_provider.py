"""The company's sign-in against a second provider, certified and written by others again: it tells who somebody is in the signed
token, and their address and groups only where it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from tests.support.oidc import NodeProvider, node_provider_running
from tests.wfm.accounts.test_provider import roles_of, use
from wfm.accounts.provider import EXTENSION
from wfm.core.access import Role


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProvider]:
    with node_provider_running(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def company(app: Flask, provider: NodeProvider, monkeypatch: pytest.MonkeyPatch) -> Iterator[NodeProvider]:
    use(app, monkeypatch, issuer=provider.url, roles="people=hr;it=administrator")
    provider.knows("ana", name="Ana Lima", email="ana@example.com", email_verified=True, groups=["people"])
    yield provider
    app.extensions.pop(EXTENSION, None)


def test_somebody_signs_in_and_a_change_of_groups_counts_at_the_next_time(app: Flask, client: FlaskClient, company: NodeProvider) -> None:
    answer = company.sign_in(client, "ana", next_address="/people")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/people")
    assert "Ana Lima" in client.get("/people").text
    assert roles_of(app, "ana@example.com") == {Role.HR}

    company.knows("ana", name="Ana Lima", email="ana@example.com", email_verified=True, groups=["it"])
    company.sign_in(app.test_client(), "ana")
    assert roles_of(app, "ana@example.com") == {Role.ADMINISTRATOR}


def test_an_address_that_is_not_verified_takes_over_nobodys_account(app: Flask, client: FlaskClient, company: NodeProvider) -> None:
    company.sign_in(client, "ana")
    company.knows("mallory", name="M", email="ana@example.com", email_verified=False, groups=["it"])

    assert company.sign_in(app.test_client(), "mallory").status_code == 403
    assert roles_of(app, "ana@example.com") == {Role.HR}


def test_a_wrong_nonce_and_a_code_used_twice_are_refused(client: FlaskClient, company: NodeProvider) -> None:
    parts = urlsplit(client.get("/sign-in/company").headers["Location"])
    forged = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"nonce": "another"}
    assert client.get(company.agree(parts._replace(query=urlencode(forged)).geturl(), "ana")).status_code == 403

    back = company.agree(client.get("/sign-in/company").headers["Location"], "ana")
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_the_way_out_leads_to_the_providers_own(client: FlaskClient, company: NodeProvider) -> None:
    company.sign_in(client, "ana")

    page = client.get(client.post("/sign-out").headers["Location"]).text

    address = page.split(f'href="{company.url}/session/end')[1].split('"')[0].replace("&amp;", "&")
    assert requests.get(f"{company.url}/session/end{address}", timeout=10).status_code == 200
    assert client.get("/people").status_code == 302
