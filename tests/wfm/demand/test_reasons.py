"""Why customers got in touch: contacts and hours by reason, what a department could end, and who says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_work_type
from tests.support.pages import bearer, given, rows_of, sign_in
from tests.wfm.demand.conftest import BringIn
from wfm.catalog.contact_services import change_contact_reason
from wfm.catalog.models import ContactReason
from wfm.catalog.services import create_department
from wfm.core import clock
from wfm.core.access import Actor, Role
from wfm.core.intervals import Interval
from wfm.demand.reading import FileKind, Reading
from wfm.demand.reasons import reasons_within

DAY = f"{NOW - timedelta(days=3):%Y-%m-%d}"
OLD = f"{NOW - timedelta(days=90):%Y-%m-%d}"
HEADER = "starts_at,contact_type,offered,handle_time_seconds,reason\n"
ROWS = (
    f"{DAY}T09:00,calls,10,360,late parcel\n{DAY}T09:15,calls,20,180,late parcel\n{DAY}T09:00,calls,4,900,advice\n"
    f"{DAY}T10:00,mails,6,600,\n{OLD}T09:00,calls,99,300,late parcel\n"
)
COLUMNS = {name: name for name in HEADER.strip().split(",")}
LAST_WEEKS = Interval(NOW - timedelta(days=28), NOW)


@pytest.fixture
def came_in(session: Session, bring_in: BringIn) -> None:
    group = a_group(session, name="Support")
    a_work_type(session, code="phone", roster_group_id=group.id)
    reading = Reading(kind=FileKind.INTERVALS, zone="Europe/Lisbon", columns=COLUMNS, interval_minutes=15)
    bring_in(ROWS, header=HEADER, reading=reading, work_types={"calls": "phone"})


@pytest.mark.usefixtures("came_in")
def test_contacts_and_hours_by_reason_and_what_a_department_could_end(session: Session) -> None:
    shipping = create_department(session, name="Shipping", actor=LEAD, now=NOW)
    late = session.scalars(select(ContactReason).where(ContactReason.code == "late parcel")).one()
    told = {"name": "Parcel is late", "is_avoidable": True, "owning_department_id": shipping.id}
    change_contact_reason(session, reason_id=late.id, **told, actor=LEAD, now=NOW)

    found = reasons_within(session, window=LAST_WEEKS, actor=LEAD)

    assert [(line.reason.name if line.reason else None, line.contacts, line.hours) for line in found.lines] == [
        ("Parcel is late", 30, pytest.approx(2.0)),
        (None, 6, pytest.approx(1.0)),
        ("advice", 4, pytest.approx(1.0)),
    ]
    assert [(line.department, line.contacts, line.hours) for line in found.avoidable] == [("Shipping", 30, pytest.approx(2.0))]
    assert (found.contacts, found.hours) == (40, pytest.approx(4.0))


@pytest.mark.usefixtures("came_in")
def test_what_other_groups_serve_is_not_counted(session: Session) -> None:
    stranger = Actor(id=None, name="Lead", roles=frozenset({Role.LEAD}), roster_group_ids=frozenset({a_group(session).id}))

    found = reasons_within(session, window=LAST_WEEKS, actor=stranger)

    assert [(line.reason, line.contacts) for line in found.lines] == [(None, 6)]  # mails, which nobody serves yet
    assert not found.are_told


def test_a_lead_says_whose_fix_it_is(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def make(session: Session) -> tuple[int, int]:
        reason = ContactReason(code="late", name="late")
        session.add(reason)
        session.flush()
        return reason.id, create_department(session, name="Shipping", actor=LEAD, now=NOW).id

    reason_id, department_id = given(app, make)
    headers = bearer(app, sign_in(app, client, Role.LEAD))
    assert "Nothing came in" in client.get("/contacts/reasons").text

    client.post(f"/contacts/reasons/{reason_id}", data={"name": "Late", "avoidable": "1", "department": str(department_id), "days": "91"})

    (reason,) = rows_of(app, ContactReason)
    assert (reason.name, reason.is_avoidable, reason.owning_department_id) == ("Late", True, department_id)
    assert client.post(f"/contacts/reasons/{reason_id}", data={"name": ""}).status_code == 422
    assert client.post("/contacts/reasons/4711", data={"name": "x"}).status_code == 404
    change = {"name": "Late", "is_avoidable": False, "owning_department_id": 4711}
    assert client.put(f"/api/v1/contact-reasons/{reason_id}", headers=headers, json=change).status_code == 422
    change["owning_department_id"] = None
    assert client.put(f"/api/v1/contact-reasons/{reason_id}", headers=headers, json=change).status_code == 204
    assert client.get("/api/v1/contact-reasons", headers=headers).json == []
