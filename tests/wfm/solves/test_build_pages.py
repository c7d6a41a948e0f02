"""Build: what a build would work on, starting one, and what its page says in every state a run can be in."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group
from tests.support.pages import WeekPages, a_staffed_week, given, sign_in
from tests.support.weeks import WEEK, a_requirement, office_need
from wfm.agents.models import RosterGroup
from wfm.catalog.models import WorkType
from wfm.core import clock
from wfm.core.access import Role
from wfm.jobs.runs import RunState
from wfm.rosters.weeks import week_holding
from wfm.solves.models import SolveProgress, SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build

FORM = {"seconds": "15", "threads": "1", "seed": "1"}


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    staffed = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)
    return staffed


def start(client: FlaskClient, week: WeekPages, more: dict[str, str] | None = None) -> str:
    return client.post(f"{week.url}/build", data=FORM | (more or {})).headers["Location"]


def change_run(app: Flask, **values: Any) -> None:
    given(app, lambda session: session.execute(update(SolveRun).values(**values)))


def test_the_size_of_the_pool_stands_above_the_button(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/build").text

    assert "<dt>People</dt><dd>2</dd>" in page
    assert "<dd>100\N{NO-BREAK SPACE}h</dd>" in page
    assert "2 people have not entered when they can work" in page


def test_a_week_that_nobody_staffed_says_so_instead(app: Flask, client: FlaskClient) -> None:
    group_id = given(app, lambda session: a_group(session, name="Support").id)
    sign_in(app, client, Role.LEAD)

    answer = client.get(f"/weeks/{group_id}/2026-11-23/build")

    assert answer.status_code == 200
    assert "This week cannot be built yet" in answer.text
    assert "flask staff" in answer.text


def test_starting_a_build_queues_one_run_and_shows_it(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)

    page = client.get(address).text
    assert 'data-state="queued"' in page
    assert "It begins in a moment." in page
    assert 'hx-trigger="every 700ms"' in page
    run = given(app, lambda session: [(run.seconds_limit, run.threads, run.seed) for run in session.scalars(select(SolveRun))])
    assert run == [(15.0, 1, 1)]


def test_a_second_build_of_the_same_week_is_refused_and_the_first_can_be_watched(client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)

    again = client.post(f"{week.url}/build", data=FORM)

    assert again.status_code == 409
    assert "is being built already" in again.text
    assert f'href="{address}"' in client.get(f"{week.url}/build").text
    assert f'href="{address}"' in client.get("/weeks").text


def test_limits_that_make_no_sense_are_named_and_nothing_is_started(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    wrong = (
        ("seconds", "soon"),
        ("seconds", "0"),
        ("seconds", "nan"),
        ("seconds", "inf"),
        ("threads", "0"),
        ("threads", "-1"),
        ("seed", "x"),
        ("wish", "much"),
        ("enjoyment", "-1"),
        ("switch", "1001"),
        ("week_minimum", "nan"),
    )
    for field, value in wrong:
        answer = client.post(f"{week.url}/build", data=FORM | {field: value})
        assert answer.status_code == 422, (field, value)
        assert field in answer.text
    assert client.post(f"{week.url}/build", data={}).status_code == 422
    assert given(app, lambda session: session.scalars(select(SolveRun)).all()) == []


def test_what_counts_how_much_reaches_the_engine_and_is_offered_again(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    start(client, week, {"enjoyment": "12.5", "wish": "0"})

    weights = json.loads(given(app, lambda session: session.scalars(select(SolveRun.problem)).one()))["weights"]
    assert (weights["enjoyment"], weights["wish"], weights["switch"]) == (12.5, 0.0, 5.0)
    page = client.get(f"{week.url}/build").text
    assert re.search(r'name="enjoyment"[^>]* value="12.5"', page)
    assert re.search(r'name="wish"[^>]* value="0"', page)


def test_a_run_that_nobody_takes_says_how_to_start_a_worker(client: FlaskClient, week: WeekPages, monkeypatch: pytest.MonkeyPatch) -> None:
    address = start(client, week)
    later = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: later)

    page = client.get(f"{address}/progress").text

    assert "No worker has taken it yet." in page
    assert "flask worker" in page


def test_a_run_behind_another_says_that_the_worker_is_busy(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)

    def another(session: Session) -> None:
        other = week_holding(session.get_one(RosterGroup, week.group_id), WEEK + timedelta(days=7))
        run = session.scalars(select(SolveRun)).one()
        values = {column.key: getattr(run, column.key) for column in SolveRun.__table__.columns if column.key not in ("id", "state")}
        session.add(SolveRun(**{**values, "week_date": other.week_date, "state": RunState.RUNNING, "worker": "w"}))

    given(app, another)

    assert "The worker is busy with another build" in client.get(address).text


def test_progress_is_told_in_words_and_as_two_curves(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)
    change_run(
        app, state=RunState.RUNNING, worker="w", heartbeat_at=clock.now(), started_at=clock.now(), elapsed_seconds=4.0,
        first_roster_seconds=0.4, required_hours=100.0, short_hours=2.3, bound_short_hours=1.9, surplus_hours=0.0,
    )  # fmt: skip

    def points(session: Session) -> None:
        run_id = session.scalars(select(SolveRun.id)).one()
        for seconds, short, bound in ((0.4, 10.0, None), (2.0, 5.0, 1.0), (4.0, 2.3, 1.9)):
            session.add(SolveProgress(solve_run_id=run_id, seconds=seconds, short_hours=short, bound_short_hours=bound, surplus_hours=0.0))

    given(app, points)
    page = client.get(f"{address}/progress").text

    assert "2.3\N{NO-BREAK SPACE}% short" in page
    assert "at least 1.9\N{NO-BREAK SPACE}% is unavoidable" in page
    assert "first roster in 0.4\N{NO-BREAK SPACE}s" in page
    assert "Stop and keep the best" in client.get(address).text
    assert page.count("<path") == 5  # two curves and what lies between, and two in the legend


def test_a_worker_that_fell_silent_is_told_of(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)
    silent_since = clock.now() - timedelta(seconds=14)
    change_run(app, state=RunState.RUNNING, worker="w", heartbeat_at=silent_since, started_at=silent_since)

    assert "The worker has not been heard of for 14" in client.get(address).text


def test_a_failed_run_says_why_and_the_browser_stops_asking(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)
    change_run(app, state=RunState.FAILED, error="no legal roster holds what is locked\nAgent 7: rest", finished_at=clock.now())

    page = client.get(address).text

    assert "This build failed" in page
    assert "Agent 7: rest" in page
    assert "hx-get" not in page


def test_stopping_a_waiting_run_ends_it_at_once(client: FlaskClient, week: WeekPages) -> None:
    address = start(client, week)

    assert client.post(f"{address}/stop").headers["Location"] == address
    assert "Stopped before there was a roster" in client.get(address).text
    assert client.post(f"{address}/stop").status_code == 409
    assert client.post(f"{week.url}/build", data=FORM).status_code == 302


def test_a_built_week_says_what_gave_way_and_leads_on(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    def prepare(session: Session) -> int:
        shown = week_holding(session.get_one(RosterGroup, week.group_id), WEEK)
        return prepare_build(session, week=shown, options=BuildOptions(seconds=1, threads=1), actor=LEAD, now=NOW).id

    run_id = given(app, prepare)
    with app.app_context():
        build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)

    page = client.get(f"/builds/{run_id}").text

    assert 'data-state="done"' in page
    assert "What gave way" in page
    assert "Required hours nobody covers" in page
    assert f'href="{week.url}/board?draft=1"' in page
    assert f'href="{week.url}/publish"' in page
    assert "Draft 1" in client.get(f"{week.url}/board?draft=1").text


def test_what_is_short_in_every_roster_is_told_with_who_could_serve_it(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    """Nine heads are wanted in office hours and two people are there: seven are missing in every roster."""

    def prepare(session: Session) -> int:
        shown = week_holding(session.get_one(RosterGroup, week.group_id), WEEK)
        phone = session.scalars(select(WorkType).order_by(WorkType.id)).first()
        assert phone is not None
        a_requirement(session, shown, session.get_one(RosterGroup, week.group_id), {phone: office_need(shown, 9.0)})
        return prepare_build(session, week=shown, options=BuildOptions(seconds=1, threads=1), actor=LEAD, now=NOW).id

    run_id = given(app, prepare)
    with app.app_context():
        build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)

    page = client.get(f"/builds/{run_id}").text

    told = page.split("Short whatever is done")[-1].split("</table>")[0]
    rows = re.findall(r"<th scope=\"row\">(.*?)</th>\s*<td[^>]*>(.*?)</td><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>", told)
    assert len(rows) >= 5
    assert {people for *_, people in rows} == {"2"}
    assert "Short whatever is done" not in client.get(start(client, week)).text


def test_a_build_that_never_was_is_not_found(client: FlaskClient, week: WeekPages) -> None:
    for address in ("/builds/4711", "/builds/4711/progress", "/builds/99999999999999999999", "/builds/x"):
        assert client.get(address).status_code == 404
    assert client.post("/builds/4711/stop").status_code == 404
