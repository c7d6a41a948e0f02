"""Demand by its pages: contacts brought in by a worker's job, forecast, what it takes and why, a lead's own numbers."""

from __future__ import annotations

import io
import os
import re
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.factories import NOW, a_group, a_work_type, an_agent
from tests.support.pages import bearer, given, rows_of, sign_in
from wfm.catalog.models import ContactType, WorkType
from wfm.core import clock
from wfm.core.access import Role
from wfm.demand.import_runs import forget_uploads
from wfm.demand.kinds import IMPORT, PLAN
from wfm.demand.models import ImportRun, PlanRun, Requirement, SpecialDay, UploadPart, VolumeImport, VolumeInterval
from wfm.jobs.execution import Pace, RunningJob, execute
from wfm.jobs.kinds import all_kinds
from wfm.jobs.runs import RunState

WEEK = "2026-11-23"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def a_lead_with_work(app: Flask, client: FlaskClient) -> int:
    def make(session: Session) -> int:
        group = a_group(session, name="Support", zone="Europe/Lisbon")
        a_work_type(session, code="phone", name="Phone", roster_group_id=group.id)
        return group.id

    group_id = given(app, make)
    sign_in(app, client, Role.LEAD)
    return group_id


def contacts(*, weeks: int = 3, bad: str = "") -> bytes:
    lines = ["starts_at;contact_type;offered;handle_time_seconds"]
    first = date(2026, 11, 23) - timedelta(weeks=weeks)
    for day in (first + timedelta(days=at) for at in range(7 * weeks)):
        lines.extend(f"{day}T{hour:02}:00;CALLS;8;240" for hour in range(9, 17))
    return "\r\n".join([*lines, *([bad] if bad else [])]).encode()


def upload(client: FlaskClient, content: bytes, **said: str) -> str:
    told = {"kind": "intervals", "new_source": "phone-system", "zone": "Europe/Lisbon", "interval_minutes": "60"} | said
    answer = client.post("/contacts/import", data=told | {"file": (io.BytesIO(content), "calls.csv")}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def work(app: Flask, address: str) -> None:
    kind = all_kinds()[PLAN if "/plans/" in address else IMPORT]
    job = RunningJob(kind=kind, run_id=int(address.rsplit("/", 1)[1]), worker="test", shutting_down=threading.Event())
    execute(app, job, pace=Pace())


def test_a_file_goes_to_a_worker_and_its_outcome_is_told(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)

    address = upload(client, contacts())
    assert "Waiting for a worker" in client.get(address).text
    assert given(app, lambda session: session.scalar(select(func.count()).select_from(VolumeInterval))) == 0
    work(app, address)

    page = client.get(address).text
    assert "Brought in" in page
    assert "CALLS" in page
    assert given(app, lambda session: session.scalar(select(func.count()).select_from(VolumeInterval))) == 3 * 7 * 8
    assert forget_uploads(app) == 1
    assert given(app, lambda session: session.scalars(select(UploadPart.number)).all()) == []


def test_what_a_killed_worker_was_reading_is_gone_after_a_day(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young, others = tmp_path / "wfm-import-old", tmp_path / "wfm-import-young", tmp_path / "somebody-elses"
    for folder, hours in ((old, 25), (young, 23), (others, 25)):
        folder.mkdir()
        (folder / "calls.csv").write_text("start;type;calls\n", encoding="utf-8")
        long_ago = time.time() - hours * 3600
        os.utime(folder, (long_ago, long_ago))

    forget_uploads(app)

    assert sorted(tmp_path.iterdir()) == [others, young]


def test_wrong_lines_are_told_and_nothing_is_stored(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)

    address = upload(client, contacts(bad="2026-11-20T09:00;CALLS;-4;240"))
    work(app, address)

    page = client.get(address).text
    assert "Lines are wrong; nothing of it is stored" in page
    assert "170" in page
    assert given(app, lambda session: session.scalar(select(func.count()).select_from(VolumeInterval))) == 0


def test_the_same_file_twice_changes_nothing(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)
    work(app, upload(client, contacts()))

    address = upload(client, contacts(), new_source="", source="phone-system")
    work(app, address)

    assert "This very file was brought in before; nothing changed" in client.get(address).text
    assert given(app, lambda session: session.scalar(select(func.count()).select_from(VolumeImport))) == 1


def test_an_import_that_is_stopped_stores_nothing(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)
    address = upload(client, contacts())

    client.post(f"{address}/cancel")
    work(app, address)

    assert "Stopped; nothing of it is stored" in client.get(address).text
    assert given(app, lambda session: session.scalars(select(ImportRun.state)).one()) is RunState.CANCELLED
    assert client.post(f"{address}/cancel").status_code == 409


def test_an_import_that_is_stopped_while_it_reads_stores_nothing(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)
    address = upload(client, contacts())
    stop = threading.Event()
    stop.set()
    job = RunningJob(kind=all_kinds()[IMPORT], run_id=int(address.rsplit("/", 1)[1]), worker="test", shutting_down=threading.Event())
    job._cancelled = stop

    with app.app_context():
        assert job.claim()
        all_kinds()[IMPORT].work(job)

    assert given(app, lambda session: session.scalar(select(func.count()).select_from(VolumeInterval))) == 0
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("content", "said", "told"),
    [
        (b"", {}, "empty"),
        (b"a,b\n1,2\n", {"new_source": ""}, "name a new one"),
        (b"a,b\n1,2\n", {"zone": ""}, "zone"),
        (b"a,b\n1,2\n", {"zone": "Mars"}, "Mars"),
        (b"a,b\n1,2\n", {"interval_minutes": "7"}, "7"),
        (b"a,b\n1,2\n", {"profile": "nobody's"}, "nobody"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_at_once(
    app: Flask, client: FlaskClient, content: bytes, said: dict[str, str], told: str
) -> None:
    a_lead_with_work(app, client)
    form = {"kind": "intervals", "new_source": "phone", "zone": "Europe/Lisbon", "interval_minutes": "60"} | said

    answer = client.post("/contacts/import", data=form | {"file": (io.BytesIO(content), "x.csv")}, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert told in answer.text
    assert given(app, lambda session: session.scalars(select(ImportRun.id)).all()) == []


def a_forecast_week(app: Flask, client: FlaskClient) -> int:
    group_id = a_lead_with_work(app, client)
    work(app, upload(client, contacts()))
    (contact_type,) = rows_of(app, ContactType)
    (work_type,) = rows_of(app, WorkType)
    client.post("/contacts/types", data={"source": str(contact_type.source_id), f"type-{contact_type.id}": str(work_type.id)})
    answer = client.post(f"/demand/{group_id}/{WEEK}/forecast", data={"weeks": "3"})
    assert answer.status_code == 302, answer.text
    work(app, answer.headers["Location"])
    return group_id


def planned(app: Flask, client: FlaskClient, address: str, **told: str) -> str:
    """The page that follows when a worker has done what was asked for."""
    asked = client.post(address, data=told).headers["Location"]
    work(app, asked)
    return client.get(asked, follow_redirects=True).text


def test_a_forecast_tells_at_once_what_the_week_takes_and_why(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)

    page = client.get(f"/demand/{group_id}?week={WEEK}").text
    assert "448" in page
    assert "Build this week" in page
    day = client.get(f"/demand/{group_id}/{WEEK}/phone/{WEEK}").text
    assert "09:00" in day
    why = client.get(f"/demand/{group_id}/{WEEK}/phone/{WEEK}/why?at=2026-11-23T09:00").text
    assert "8 contacts an hour" in why
    assert "misses the promise" in why


def test_two_customers_at_once_are_shown_beside_one(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)

    half, none = (client.get(f"/demand/{group_id}/{WEEK}/phone/at-once?slowdown={percent}") for percent in (50, 0))

    assert half.status_code == 200
    assert (half.text.count("of those for one"), none.text.count("of that with one")) == (2, 2)
    minutes = [re.findall(r"<td class=\"text-end\">([^<]*)</td>", page.text.split("Handle time")[1])[:3] for page in (half, none)]
    assert len(set(minutes[0])) == 3
    assert len(set(minutes[1])) == 1
    assert client.get(f"/demand/{group_id}/{WEEK}/phone/at-once?slowdown=900").status_code == 422
    assert client.get(f"/demand/{group_id}/{WEEK}/fax/at-once").status_code == 404


def test_too_little_history_for_a_busier_day_is_told(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)

    page = planned(app, client, f"/demand/{group_id}/{WEEK}/staff", quantile="0.7")

    assert "too few past days to plan for P70" in page
    assert "It is planned for P70" in page
    for wrong in ("2", "much", "nan"):
        assert client.post(f"/demand/{group_id}/{WEEK}/staff", data={"quantile": wrong}).status_code == 422


def test_a_week_on_its_way_is_shown_and_the_page_goes_on_to_the_week(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    asked = client.post(f"/demand/{group_id}/{WEEK}/forecast", data={"weeks": "2"}).headers["Location"]

    assert "Waiting for a worker" in client.get(asked).text
    assert f'href="{asked}"' in client.get(f"/demand/{group_id}?week={WEEK}").text
    work(app, asked)

    for _twice in range(2):
        assert client.get(f"{asked}/progress").headers["HX-Redirect"] == asked
    assert client.get(asked).headers["Location"] == f"/demand/{group_id}?week={WEEK}"
    page = client.get(f"/demand/{group_id}?week={WEEK}").text
    assert page.count("Forecast, and computed what the week takes.") == 1
    assert asked not in page
    (run,) = [row for row in rows_of(app, PlanRun) if row.weeks == 2]
    assert (run.state, run.lines_total) == (RunState.DONE, 1)


def test_a_week_that_is_stopped_on_its_way_changes_nothing(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    asked = client.post(f"/demand/{group_id}/{WEEK}/forecast", data={"weeks": "2"}).headers["Location"]

    assert client.post(f"{asked}/cancel").headers["Location"] == asked
    work(app, asked)

    assert "Stopped; nothing of it is stored" in client.get(asked).text
    assert len(rows_of(app, Requirement)) == 1
    assert client.post(f"{asked}/cancel").status_code == 409


def test_a_leads_own_number_is_a_new_version(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    form = {"work": "phone", "date": WEEK, "hours": "09:00-10:00", "heads": "5", "note": "Campaign"}

    assert client.post(f"/demand/{group_id}/{WEEK}/override", data=form).status_code == 302

    assert client.get(f"/demand/{group_id}/{WEEK}/phone/{WEEK}").text.count("yours") == 4
    found = rows_of(app, Requirement)
    assert [(row.number, row.note) for row in found] == [(1, ""), (2, "Campaign")]
    assert client.post(f"/demand/{group_id}/{WEEK}/override", data=form | {"heads": "-1"}).status_code == 422
    assert client.post(f"/demand/{group_id}/{WEEK}/override", data=form | {"hours": "soon"}).status_code == 422
    assert client.post(f"/demand/{group_id}/{WEEK}/override", data=form | {"date": "2026-12-24"}).status_code == 404


def test_a_day_shows_its_week_as_it_is_expected_and_as_far_as_it_came_in(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    page = client.get(f"/demand/{group_id}/{WEEK}/phone/{WEEK}").text
    assert 'class="volume-expected" d="M' in page
    assert "expected, 448 in the week" in page
    assert "volume-actual" not in page

    rows = "\r\n".join(f"{WEEK}T{hour:02}:00;CALLS;11;240" for hour in range(9, 12))
    work(app, upload(client, f"starts_at;contact_type;offered;handle_time_seconds\r\n{rows}".encode(), new_source="phone-system"))

    page = client.get(f"/demand/{group_id}/{WEEK}/phone/{WEEK}").text
    assert "came in, 33 so far" in page
    # Three hours of eleven contacts, the most of the week: the top of the box.
    assert page.count(" 0.0L") == 2


def test_special_days_come_and_go(app: Flask, client: FlaskClient) -> None:
    group_id = a_lead_with_work(app, client)

    client.post("/demand/special-days", data={"date": "2026-11-26", "name": "Thanksgiving", "closed": "1"})

    assert "Thanksgiving" in client.get(f"/demand/{group_id}?week={WEEK}").text
    (day,) = rows_of(app, SpecialDay)
    client.post(f"/demand/special-days/{day.id}/remove")
    assert "Thanksgiving" not in client.get(f"/demand/{group_id}?week={WEEK}").text


def test_public_holidays_of_a_country_become_special_days(app: Flask, client: FlaskClient) -> None:
    a_lead_with_work(app, client)
    given(app, lambda session: [an_agent(session, country=country) for country in ("PH", "DE", "DE")])

    assert '<option value="DE" selected>Germany' in client.get("/demand/public-holidays").text  # where most people are
    page = client.get("/demand/public-holidays?country=DE&part=BY&year=2026").text
    assert "Sunday, November 1, 2026: All Saints&#39; Day" in page
    told = {"country": "DE", "part": "BY", "year": "2026", "day": ["2026-12-25", "2026-11-01"]}
    client.post("/demand/public-holidays", data=told | {"closed": "1"})
    client.post("/demand/public-holidays", data=told | {"day": ["2026-12-26", "2026-12-25"]})

    days = sorted(rows_of(app, SpecialDay), key=lambda row: row.local_date)
    assert [(row.local_date.isoformat(), row.kind.value) for row in days] == [
        ("2026-11-01", "closed"),
        ("2026-12-25", "closed"),  # as it was noted first
        ("2026-12-26", "special"),
    ]
    assert client.get("/demand/public-holidays?country=DE&year=2026").text.count("noted already") == 2


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"country": "QQ"}, "holidays of QQ are not known"),
        ({"part": "XX"}, "no part XX"),
        ({"year": "1066"}, "year is 1066"),
        ({"day": ["2026-11-26"]}, "Nov 26 is no public holiday there"),
        ({"day": []}, "No day is ticked"),
        ({"day": ["soon"]}, "soon"),
    ],
)
def test_days_that_are_no_holidays_are_refused(app: Flask, client: FlaskClient, said: dict[str, object], fault: str) -> None:
    a_lead_with_work(app, client)
    told = {"country": "DE", "part": "", "year": "2026", "day": ["2026-12-25"]}

    answer = client.post("/demand/public-holidays", data=told | said)

    assert answer.status_code in {404, 422}
    assert fault in answer.text
    assert rows_of(app, SpecialDay) == []


def test_without_contacts_a_forecast_says_what_is_missing(app: Flask, client: FlaskClient) -> None:
    group_id = a_lead_with_work(app, client)

    page = planned(app, client, f"/demand/{group_id}/{WEEK}/forecast")

    assert "This could not be worked out; nothing is changed" in page
    assert "No volumes before" in page
    assert client.post(f"/demand/{group_id}/{WEEK}/forecast", data={"weeks": "0"}).status_code == 422


@pytest.mark.parametrize("address", ["/demand/1?week=never", "/demand/1/2026-11-23/fax/2026-11-23", "/demand/1/2026-11-23/phone/1"])
def test_what_is_not_there_is_not_found(app: Flask, client: FlaskClient, address: str) -> None:
    a_lead_with_work(app, client)
    assert client.get(address).status_code == 404


def test_a_lead_of_another_group_sees_nothing_of_it(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    client.post("/sign-out")
    headers = bearer(app, sign_in(app, client, Role.LEAD, group_id=given(app, lambda session: a_group(session).id)))

    assert client.get(f"/demand/{group_id}").status_code == 404
    assert client.post(f"/demand/{group_id}/{WEEK}/forecast").status_code == 404
    (run,) = rows_of(app, PlanRun)
    for address in (f"/demand/plans/{run.id}", f"/demand/plans/{run.id}/progress", f"/api/v1/plans/{run.id}"):
        assert client.get(address, headers=headers).status_code == 404


def test_programs_forecast_and_staff_as_the_page_does(app: Flask, client: FlaskClient) -> None:
    group_id = a_forecast_week(app, client)
    headers = bearer(app, sign_in(app, client, Role.LEAD, group_id=group_id))
    week = f"/api/v1/groups/{group_id}/weeks/{WEEK}"

    asked = client.post(f"{week}/forecast", headers=headers, json={"weeks": 2})
    assert (asked.status_code, asked.json["state"]) == (202, "queued")
    work(app, f"/plans/{asked.json['id']}")
    assert client.get(f"/api/v1/plans/{asked.json['id']}", headers=headers).json["state"] == "done"
    assert client.get(f"{week}/requirement", headers=headers).json["version"] == 2

    busier = client.post(f"{week}/requirement", headers=headers, json={"quantile": 0.7})
    assert client.post(f"/api/v1/plans/{busier.json['id']}/cancel", headers=headers).status_code == 204
    assert client.get(f"/api/v1/plans/{busier.json['id']}", headers=headers).json["state"] == "cancelled"
