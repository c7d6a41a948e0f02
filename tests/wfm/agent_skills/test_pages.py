"""Skills: people × work types with level and date, and the same as a file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_work_type, an_agent
from tests.support.pages import given, sign_in
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.core import clock
from wfm.core.access import Role


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def two_people(session: Session) -> None:
    phone, chat = a_work_type(session, name="Phone"), a_work_type(session, name="Chat", code="chat-1")
    ana = an_agent(session, display_name="Ana Alves", zone="Europe/Lisbon")
    an_agent(session, display_name="=Bo()", zone="Asia/Tokyo")
    told = [
        Assessment(agent_id=ana.id, work_type_id=phone.id, level=4, assessed_on=date(2026, 3, 1)),
        Assessment(agent_id=ana.id, work_type_id=chat.id, level=2, assessed_on=date(2025, 3, 1), valid_until=date(2026, 3, 1)),
    ]
    rate_skills(session, assessments=told, actor=LEAD, now=NOW)


def test_without_anybody_the_page_says_what_will_be_here(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.HR)

    assert "Nobody&#39;s skills" in client.get("/skills").text or "Nobody's skills" in client.get("/skills").text


def test_levels_stand_with_their_dates_and_what_lapsed_is_marked(app: Flask, client: FlaskClient) -> None:
    given(app, two_people)
    sign_in(app, client, Role.HR)

    page = client.get("/skills").text

    assert "Ana Alves" in page
    assert '<span class="level level-4">4</span> <span class="soft">Mar 2026</span>' in page
    assert page.count("lapsed") == 1
    assert page.count("1 can") == 1  # the lapsed one does not count
    assert page.count("0 can") == 1
    assert page.count("never assessed") == 2


def test_the_file_says_the_same_and_no_name_can_act_as_a_formula(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> None:
        two_people(session)
        phone = a_work_type(session, name="Fax", code="fax-1")
        evil = an_agent(session, display_name="=HYPERLINK()")
        rate_skills(
            session,
            assessments=[Assessment(agent_id=evil.id, work_type_id=phone.id, level=1, assessed_on=date(2026, 1, 1))],
            actor=LEAD,
            now=NOW,
        )

    given(app, make)
    sign_in(app, client, Role.HR)

    lines = list(csv.DictReader(io.StringIO(client.get("/skills.csv").text)))

    assert [(line["name"], line["work_type"], line["level"], line["has_lapsed"]) for line in lines] == [
        ("'=HYPERLINK()", "fax-1", "1", "0"),
        ("Ana Alves", "chat-1", "2", "1"),
        ("Ana Alves", lines[2]["work_type"], "4", "0"),
    ]
