"""What people say about themselves, told in their own zone, and what leads answer."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, employment
from tests.support.pages import bearer, given, rows_of, sign_in
from wfm.accounts.models import UserAccount
from wfm.agent_skills.models import SkillRating
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.models import Contract
from wfm.availability.kinds import AvailabilityKind, TimeOffState
from wfm.availability.models import AvailabilityException, AvailabilityPattern, AvailabilityWindow, TimeOff, Wish
from wfm.availability.wish_services import request_time_off
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.intervals import Interval
from wfm.self_service.queries import allowance, clock_changes


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def agent_id(app: Flask, client: FlaskClient) -> int:
    found = given(app, lambda session: a_member(session, a_group(session), zone="Asia/Kathmandu").id)
    sign_in(app, client, Role.AGENT, agent_id=found)
    return found


def test_a_usual_week_is_typed_by_day(app: Flask, client: FlaskClient, agent_id: int) -> None:
    assert 'name="available-1" value="09:00-17:00"' in client.get("/my-availability").text

    told = {"valid_from": "2026-12-01", "available-1": "08:00-12:00, 13:00-17:00", "available-5": "22:00-06:00", "preferred-1": "8-12"}
    client.post("/my-availability", data=told)

    (pattern,) = rows_of(app, AvailabilityPattern)
    assert (pattern.agent_id, pattern.valid_from, pattern.valid_until) == (agent_id, date(2026, 12, 1), None)
    windows = {(row.weekday, row.local_start, row.local_end, row.kind) for row in rows_of(app, AvailabilityWindow)}
    assert windows == {
        (1, time(8), time(12), AvailabilityKind.AVAILABLE),
        (1, time(13), time(17), AvailabilityKind.AVAILABLE),
        (1, time(8), time(12), AvailabilityKind.PREFERRED),
        (5, time(22), time(6), AvailabilityKind.AVAILABLE),
    }
    assert "08:00-12:00, 13:00-17:00" in client.get("/my-availability").text


def test_what_is_no_time_is_told_beside_its_field_and_nothing_is_lost(app: Flask, client: FlaskClient, agent_id: int) -> None:
    answer = client.post("/my-availability", data={"valid_from": "2026-12-01", "available-1": "9 to 5", "available-2": "10:00-18:00"})

    assert answer.status_code == 422
    assert 'value="9 to 5"' in answer.text
    assert 'id="available-1-hint"' in answer.text
    assert 'value="10:00-18:00"' in answer.text
    assert rows_of(app, AvailabilityPattern) == []


def test_the_dates_of_a_week_are_copied_forward_once(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-availability/dates", data={"date": "2026-12-08", "kind": "available", "hours": "07:00-09:00", "note": "school"})
    client.post("/my-availability/dates", data={"date": "2026-12-13", "kind": "unavailable"})  # the Sunday of that week
    client.post("/my-availability/dates", data={"date": "2026-12-15", "kind": "available", "hours": "07:00-09:00"})

    assert '<option value="2026-12-07">' in client.get("/my-availability").text
    client.post("/my-availability/dates/copy", data={"week": "2026-12-10", "times": "2"})

    found = sorted((f"{row.local_date:%m-%d}", row.note) for row in rows_of(app, AvailabilityException))
    assert found == [("12-08", "school"), ("12-13", ""), ("12-15", ""), ("12-20", ""), ("12-22", "school"), ("12-27", "")]
    for said, fault in (({"week": "2026-12-10", "times": "13"}, "times is 13"), ({"week": "2027-03-01", "times": "1"}, "no date differs")):
        answer = client.post("/my-availability/dates/copy", data=said)
        assert answer.status_code == 422
        assert fault in answer.text
    headers = bearer(app, given(app, lambda session: session.scalars(select(UserAccount.id).where(UserAccount.agent_id == agent_id)).one()))
    assert client.post("/api/v1/me/availability/dates/copies", headers=headers, json={"week": "2026-12-07"}).status_code == 204
    assert len(rows_of(app, AvailabilityException)) == 6


def test_dates_that_differ_come_and_go(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-availability/dates", data={"date": "2026-12-24", "kind": "unavailable", "hours": "14:00-18:00, 20:00-22:00"})
    client.post("/my-availability/dates", data={"date": "2026-12-25", "kind": "unavailable"})

    found = rows_of(app, AvailabilityException)
    assert [(row.local_date, row.local_start) for row in found] == [
        (date(2026, 12, 24), time(14)),
        (date(2026, 12, 24), time(20)),
        (date(2026, 12, 25), None),
    ]
    client.post(f"/my-availability/dates/{found[2].id}/remove")
    assert len(rows_of(app, AvailabilityException)) == 2


def test_a_wish_is_meant_in_the_persons_own_zone(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-wishes", data={"kind": "off", "from": "2026-12-24", "weight": "very"})

    (wish,) = rows_of(app, Wish)
    assert wish.starts_at == datetime(2026, 12, 23, 18, 15, tzinfo=UTC)
    assert wish.ends_at == datetime(2026, 12, 24, 18, 15, tzinfo=UTC)
    assert wish.weight_minutes == 360
    assert "not decided" in client.get("/my-wishes").text

    client.post(f"/my-wishes/{wish.id}/remove")
    assert rows_of(app, Wish) == []


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "fly", "from": "2026-12-24"},
        {"kind": "off", "from": "soon"},
        {"kind": "off", "from": "2026-11-01"},
        {"kind": "off", "from": "2026-12-24", "until": "2026-12-01"},
        {"kind": "off", "from": "2026-12-24", "until": "2029-12-24"},
        {"kind": "off", "from": "2026-12-24", "hours": "late"},
        {"kind": "off", "from": "2026-12-24", "weight": "9999"},
        {"kind": "off", "from": "2026-12-24", "note": "x" * 2001},
    ],
)
def test_what_cannot_be_wished_is_refused(app: Flask, client: FlaskClient, agent_id: int, told: dict[str, str]) -> None:
    assert client.post("/my-wishes", data=told).status_code == 422
    assert rows_of(app, Wish) == []


def test_time_off_is_asked_for_decided_and_counted(app: Flask, client: FlaskClient, agent_id: int) -> None:
    given(app, lambda session: setattr(session.scalars(select(Contract)).one(), "leave_days_per_year", 28))
    client.post("/my-time-off", data={"from": "2026-12-21", "until": "2026-12-27", "reason": "holiday"})
    assert "23 of 28 days are left; 0 approved, 5 asked for" in client.get("/my-time-off").text

    client.post("/sign-out")
    sign_in(app, client, Role.LEAD)
    (row,) = rows_of(app, TimeOff)
    page = client.get("/time-off").text
    assert "Mon, Dec 21 – Sun, Dec 27" in page
    client.post(f"/time-off/{row.id}", data={"answer": "approve", "note": "Enjoy it"})

    (row,) = rows_of(app, TimeOff)
    assert (row.state, row.decision_note) == (TimeOffState.APPROVED, "Enjoy it")
    assert client.post(f"/time-off/{row.id}", data={"answer": "refuse"}).status_code == 409


def test_the_same_days_are_not_asked_for_twice_and_can_be_taken_back(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-time-off", data={"from": "2026-12-21", "until": "2026-12-23"})
    assert client.post("/my-time-off", data={"from": "2026-12-23"}).status_code == 409

    (row,) = rows_of(app, TimeOff)
    client.post(f"/my-time-off/{row.id}/withdraw")
    assert client.post("/my-time-off", data={"from": "2026-12-23"}).status_code == 302


def test_enjoyment_is_told_without_touching_the_level(app: Flask, client: FlaskClient, agent_id: int) -> None:
    def make(session: Session) -> int:
        work_type = a_work_type(session, name="Chat")
        told = Assessment(agent_id=agent_id, work_type_id=work_type.id, level=4, assessed_on=date(2026, 3, 1), evidence="Test of March")
        rate_skills(session, assessments=[told], actor=LEAD, now=NOW)
        return work_type.id

    work_type_id = given(app, make)
    client.post("/my-liking", data={f"liking-{work_type_id}": "2"})
    client.post("/my-liking", data={f"liking-{work_type_id}": "2"})

    found = rows_of(app, SkillRating)
    assert [(row.level, row.enjoyment, row.assessed_on, row.evidence) for row in found] == [
        (4, 0, date(2026, 3, 1), "Test of March"),
        (4, 2, date(2026, 3, 1), "Test of March"),
    ]
    assert re.search(r'value="2" checked', client.get("/my-liking").text)
    assert client.post("/my-liking", data={f"liking-{work_type_id}": "7"}).status_code == 422


def test_nobody_touches_what_another_person_said(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-wishes", data={"kind": "off", "from": "2026-12-24"})
    client.post("/my-time-off", data={"from": "2026-12-24"})
    client.post("/my-availability/dates", data={"date": "2026-12-24", "kind": "unavailable"})
    ids = {kind: rows_of(app, kind)[0].id for kind in (Wish, TimeOff, AvailabilityException)}
    client.post("/sign-out")
    other = given(app, lambda session: a_member(session, a_group(session)).id)
    sign_in(app, client, Role.AGENT, agent_id=other)

    assert client.post(f"/my-wishes/{ids[Wish]}/remove").status_code == 404
    assert client.post(f"/my-time-off/{ids[TimeOff]}/withdraw").status_code == 404
    assert client.post(f"/my-availability/dates/{ids[AvailabilityException]}/remove").status_code == 404


def test_a_lead_of_another_group_decides_nothing(app: Flask, client: FlaskClient, agent_id: int) -> None:
    client.post("/my-time-off", data={"from": "2026-12-24"})
    (row,) = rows_of(app, TimeOff)
    client.post("/sign-out")
    sign_in(app, client, Role.LEAD, group_id=given(app, lambda session: a_group(session).id))

    assert "Nothing waits for an answer." in client.get("/time-off").text
    assert client.post(f"/time-off/{row.id}", data={"answer": "approve"}).status_code == 404


def test_clock_changes_are_told_ahead() -> None:
    found = clock_changes("Europe/Lisbon", since=date(2027, 2, 1)) + clock_changes("Europe/Lisbon", since=date(2026, 9, 1))

    assert [(change.local_date, change.minutes) for change in found] == [(date(2027, 3, 28), 60), (date(2026, 10, 25), -60)]
    assert clock_changes("Asia/Kathmandu", since=date(2027, 2, 1)) == []


def test_days_off_are_counted_in_the_persons_zone_across_a_clock_change(session: Session) -> None:
    member = a_member(session, a_group(session), zone="Europe/Lisbon", employed=employment(leave_days_per_year=20))
    span = Interval(datetime(2027, 3, 26, 0, tzinfo=UTC), datetime(2027, 3, 29, 23, tzinfo=UTC))  # Friday to Monday, 28 March is short
    request_time_off(session, agent_id=member.id, span=span, actor=LEAD, now=NOW)

    found = allowance(session, agent=member, year=2027)

    assert (found.allowed, found.approved, found.pending) == (20, 0, 2)
