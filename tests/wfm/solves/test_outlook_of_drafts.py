"""The service of a draft as it stands: simulated by a worker, kept while nothing is edited, asked for anew once something is."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.pages import ZONES, WeekPages, a_draft_of, bearer, given, rows_of, sign_in, told_of
from tests.support.weeks import a_small_week, expect_contacts
from tests.wfm.editing.test_edit_pages import MONDAY, send
from wfm.core.access import Role
from wfm.demand.queries import find_latest_requirement
from wfm.jobs.execution import Pace, RunningJob, execute
from wfm.jobs.kinds import all_kinds
from wfm.jobs.runs import RunState
from wfm.solves.kinds import OUTLOOK
from wfm.solves.models import OutlookRun


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    drafted = a_forecast_draft(app)
    sign_in(app, client, Role.LEAD)
    return drafted


def a_forecast_draft(app: Flask) -> WeekPages:
    """A drafted week of which a forecast says what arrives."""

    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
        expect_contacts(session, small, per_hour=6.0)
        requirement = find_latest_requirement(session, roster_group_id=small.group.id, week_date=small.week.week_date)
        assert requirement is not None
        a_draft_of(session, small).requirement_id = requirement.id
        return told_of(small)

    return given(app, make)


def asked(client: FlaskClient, week: WeekPages, draft: str = "1") -> str:
    answer = client.post(f"{week.url}/outlook", data={"draft": draft})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def work(app: Flask, address: str, *, is_leaving: bool = False) -> None:
    leaving = threading.Event()
    if is_leaving:
        leaving.set()
    job = RunningJob(kind=all_kinds()[OUTLOOK], run_id=int(address.rsplit("/", 1)[1]), worker="test", shutting_down=leaving)
    execute(app, job, pace=Pace())


def test_a_draft_is_simulated_once_for_as_long_as_it_stays_as_it_is(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    assert "service outlook as it stands" in client.get(f"{week.url}/board").text
    address = asked(client, week)
    assert "Waiting for a worker" in client.get(address).text
    assert asked(client, week) == address

    work(app, address)

    page = client.get(address).text
    assert "Draft 1 as it stands" in page
    assert 'class="hours-now"' in page
    assert "edited since" not in page
    assert "Correct the requirement by this" not in page
    assert asked(client, week) == address


def test_an_edit_is_felt_and_taken_back_the_old_outlook_holds_again(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    before = asked(client, week)
    work(app, before)

    send(client, week, starts_at=f"{MONDAY}T20:00Z")

    assert "edited since" in client.get(before).text
    after = asked(client, week)
    assert after != before
    work(app, after)
    monday = [run.outlook["work_types"][0]["days"][0]["in_time"]["value"] for run in rows_of(app, OutlookRun) if run.outlook]
    assert monday[1] < monday[0] - 0.1  # the shift of the morning is gone from the hours in which customers call
    client.post(f"{week.url}/board/undo?draft=1")
    assert asked(client, week) == before


def test_a_worker_that_leaves_hands_it_back(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = asked(client, week)

    work(app, address, is_leaving=True)

    (run,) = rows_of(app, OutlookRun)
    assert run.outlook is None
    assert run.state is not RunState.DONE
    work(app, address)
    assert rows_of(app, OutlookRun)[0].state is RunState.DONE


def test_the_api_tells_the_same(app: Flask, client: FlaskClient) -> None:
    week = a_forecast_draft(app)
    headers = bearer(app, sign_in(app, client, Role.LEAD))
    drafts = f"/api/v1/groups/{week.group_id}/weeks/2026-11-23/drafts"

    answer = client.post(f"{drafts}/1/outlook", headers=headers)
    assert (answer.status_code, answer.json["state"], answer.json["outlook"]) == (202, "queued", None)
    work(app, f"/outlooks/{answer.json['id']}")

    told = client.get(f"/api/v1/outlooks/{answer.json['id']}", headers=headers).json
    assert told["state"] == "done"
    assert told["outlook"]["work_types"][0]["code"] == week.work_codes[0]
    assert client.post(f"{drafts}/7/outlook", headers=headers).status_code == 404


def test_what_nobody_forecast_cannot_be_simulated(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
        a_draft_of(session, small)
        return told_of(small)

    week = given(app, make)
    sign_in(app, client, Role.LEAD)

    answer = client.post(f"{week.url}/outlook", data={"draft": "1"})

    assert answer.status_code == 422
    assert "No forecast says what arrives" in answer.text
    assert client.post(f"{week.url}/outlook", data={"draft": "x"}).status_code == 404
