"""Every form of every page, with what no form should be sent: an answer that tells what is wrong, never a failure, and nothing that
comes back as markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.pages import a_drafted_week, given, sign_in
from tests.wfm.test_page_access import MAY
from wfm.core.access import Role

MARKUP = "<script>alert(1)</script>"
HOSTILE = ("", MARKUP, "\u202eevil \U0001f600", "x" * 10_000, "-1", "9" * 25, "nan", "0001-01-01", "a\x00b")
ASKED = (MARKUP, "9" * 25, "0001-01-01", "a\x00b")  # enough for forms that only ask, and for the database that refuses less
HARMFUL = {"/sign-out", "/account/sessions/revoke"}  # they end the session that the trial needs


@dataclass
class Form:
    address: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page, each field with the value it has when the page is opened."""

    def __init__(self, page: str, *, here: str) -> None:
        super().__init__()
        self._here = here
        self._select = ""
        self.found: list[Form] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(told.get("action") or self._here, told.get("method", "get").upper()))
        elif self.found and told.get("name", self._select) not in ("", "csrf_token"):
            values = self.found[-1].values
            if tag in ("input", "textarea") and told.get("type") not in ("radio", "checkbox", "file"):
                values[told["name"]] = told.get("value", "")
            elif tag == "select":
                self._select = told["name"]
                values[self._select] = ""
            elif tag == "option" and ("selected" in told or not values.get(self._select)):
                values[self._select] = told.get("value", "")
            elif tag in ("input", "button") and (told.get("type") != "checkbox" or "checked" in told):
                values.setdefault(told["name"], told.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms_of(client: FlaskClient, addresses: list[str]) -> Iterator[Form]:
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for address in addresses:
        answer = client.get(address, follow_redirects=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in Forms(answer.text, here=answer.request.path).found:
                key = (form.method, form.address.partition("?")[0], frozenset(form.values))
                if key not in seen and form.address not in HARMFUL:
                    seen.add(key)
                    yield form


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.ADMINISTRATOR])
def test_no_form_breaks_the_service(app: Flask, client: FlaskClient, role: Role) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, role, agent_id=week.agent_ids[0] if role is Role.AGENT else None)
    # What leads reach is tried as a lead.
    own = [address for (method, address), roles in MAY.items() if method == "GET" and (role is Role.LEAD or Role.LEAD not in roles)]
    pages = [address.format(week=week.url, agent=week.agent_ids[0]) for address in own]
    told = HOSTILE if given(app, lambda session: session.get_bind().dialect.name) == "postgresql" else ASKED
    tried, failed = 0, []

    for form in list(forms_of(client, pages)):
        for name in form.values:
            for value in told if form.method == "POST" else ASKED:
                said = form.values | {name: value}
                send = {"query_string": said} if form.method == "GET" else {"data": said}
                try:
                    answer = client.open(form.address, method=form.method, **send)  # type: ignore[arg-type]
                except Exception as error:  # noqa: BLE001  in tests an unexpected error is raised, not answered
                    failed.append((form.method, form.address, name, value[:20], repr(error)[:200]))
                    continue
                tried += 1
                if answer.status_code >= 500 or (answer.mimetype == "text/html" and MARKUP in answer.text):
                    failed.append((form.method, form.address, name, value[:20], str(answer.status_code)))

    assert not failed, "\n".join(map(str, failed))
    assert tried > 20
