"""kill -9 of workers, of the web server, of both, of PostgreSQL: every run ends as it should, nothing is doubled or half-stored."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import dispose, make_app
from tests.support.databases import OwnPostgresServer, Server
from tests.support.factories import LEAD, NOW
from tests.support.machines import Machines, token_in
from tests.support.pages import given
from tests.support.service import wait_until
from tests.support.weeks import SmallWeek, a_small_week
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.core import clock
from wfm.core.access import Role
from wfm.demand.models import ImportRun, UploadPart, VolumeImport, VolumeInterval
from wfm.jobs.runs import FINAL_STATES, Run, RunState
from wfm.rosters.models import RosterDraft
from wfm.rosters.weeks import group_of, week_holding
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.services import cancel_build, request_build

SOLVE_SECONDS = 2.5
ROWS = 20_000
rounds_told = pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.torture)])


@pytest.fixture
def own_app(fresh_database_url: str) -> Iterator[Flask]:
    app = make_app(fresh_database_url)
    yield app
    dispose(app)


@pytest.fixture
def machines(own_app: Flask, fresh_database_url: str, database_server: Server, tmp_path: Path) -> Iterator[Machines]:
    started = Machines(fresh_database_url, database_server, workers=1, log=tmp_path / "log")
    started.wait_until_ready()
    yield started
    started.stop()


@pytest.fixture
def chance() -> random.Random:
    return random.Random(7)


def ask(app: Flask, question: Callable[[Session], Any]) -> Any:
    """Asked again while the database is on its way back."""
    for _ in range(100):
        with suppress(Exception):
            return given(app, question)
        time.sleep(0.2)
    return given(app, question)


def state_of(app: Flask, table: type[Run], run_id: int) -> RunState:
    return RunState(ask(app, lambda session: session.get_one(table, run_id).state))


def killers(machines: Machines, who: str) -> Callable[[], None]:
    if who == "database" and not isinstance(machines.server, OwnPostgresServer):
        pytest.skip("only a PostgreSQL server that the tests started themselves can be killed")
    kill: Callable[[], None] = getattr(machines, f"kill_{who}")
    return kill


def a_hard_week(session: Session) -> int:
    """The roster group of a week that nobody builds as well as can be within seconds."""
    return a_small_week(session, people=40, heads=30.0).group.id


def build(app: Flask, group_id: int, *, seconds: float = SOLVE_SECONDS) -> int:
    def ask_for_it(session: Session) -> int:
        week = week_holding(group_of(session, group_id), NOW.date() + timedelta(days=3))
        options = BuildOptions(seconds=seconds, threads=1, seed=1)
        return request_build(session, week=week, options=options, actor=LEAD, now=clock.now()).id

    return int(given(app, ask_for_it))


@rounds_told
@pytest.mark.parametrize("who", ["workers", "both", "database"])
def test_a_build_is_done_once_whoever_is_killed(own_app: Flask, machines: Machines, who: str, rounds: int) -> None:
    kill = killers(machines, who)
    group_id = given(own_app, a_hard_week)

    run_ids = []
    for number in range(1, rounds + 1):
        run_id = build(own_app, group_id)
        run_ids.append(run_id)
        wait_until(lambda: state_of(own_app, SolveRun, run_id) is RunState.RUNNING, what="the build runs")  # noqa: B023
        time.sleep(0.3 * SOLVE_SECONDS)
        kill()

        wait_until(lambda: state_of(own_app, SolveRun, run_id) in FINAL_STATES, what=f"round {number} ends")  # noqa: B023
        assert state_of(own_app, SolveRun, run_id) is RunState.DONE
        drafts = ask(own_app, lambda session: session.scalars(select(RosterDraft.solve_run_id)).all())
        assert sorted(drafts) == run_ids


def a_lead(session: Session) -> int:
    details = UserDetails(email="lead@example.com", display_name="Lead", is_demo=True)
    return create_user(session, details=details, grants=[RoleGrant(role=Role.LEAD)], actor=LEAD, now=NOW).id


def a_file(number: int) -> bytes:
    """Volumes of one source whose sum tells which file it is."""
    start = datetime(2026, 1, 5, tzinfo=UTC)
    lines = [f"{(start + timedelta(minutes=15 * row)):%Y-%m-%dT%H:%M:%SZ},calls,{number},180" for row in range(ROWS)]
    return "\n".join(("starts_at,contact_type,offered,handle_time_seconds", *lines)).encode()


def upload(browser: requests.Session, url: str, content: bytes) -> requests.Response:
    told = {
        "kind": "intervals",
        "new_source": "phones",
        "zone": "UTC",
        "csrf_token": token_in(browser.get(f"{url}/contacts/import", timeout=30).text),
    }
    answer = browser.post(f"{url}/contacts/import", data=told, files={"file": ("volumes.csv", content)}, timeout=60)
    assert answer.ok, answer.text
    return answer


@rounds_told
@pytest.mark.parametrize("who", ["web", "workers", "both", "database"])
def test_a_file_is_brought_in_once_whoever_is_killed(
    own_app: Flask, machines: Machines, chance: random.Random, who: str, rounds: int
) -> None:
    kill = killers(machines, who)
    lead_id = given(own_app, a_lead)

    for number in range(1, rounds + 1):
        content = a_file(number)
        browser = machines.signed_in(lead_id)
        sending = threading.Thread(target=lambda: _try(lambda: upload(browser, machines.url, content)), daemon=True)  # noqa: B023
        sending.start()
        time.sleep(chance.uniform(0.05, 1.5))
        kill()
        sending.join()
        machines.wait_until_ready()
        if ask(own_app, lambda session: session.scalar(select(func.count()).select_from(ImportRun))) < number:
            upload(machines.signed_in(lead_id), machines.url, content)  # as a person would, whose browser told them of the failure

        wait_until(lambda: not _unfinished(own_app), what=f"round {number} ends")
        states = ask(own_app, lambda session: session.scalars(select(ImportRun.state).order_by(ImportRun.id)).all())
        assert states == [RunState.DONE] * number
        stored = select(func.count(), func.sum(VolumeInterval.offered)).select_from(VolumeInterval)
        assert tuple(ask(own_app, lambda session: session.execute(stored).one())) == (ROWS, ROWS * number)  # noqa: B023
        assert ask(own_app, lambda session: session.scalar(select(func.count()).select_from(VolumeImport))) == number
    wait_until(
        lambda: not ask(own_app, lambda session: session.scalar(select(func.count()).select_from(UploadPart))), what="files are forgotten"
    )


def test_two_workers_share_twenty_builds_and_one_that_is_cancelled_keeps_its_best(
    own_app: Flask, fresh_database_url: str, database_server: Server, tmp_path: Path
) -> None:
    def groups(session: Session) -> list[SmallWeek]:
        return [a_small_week(session, people=3, heads=1.0) for _ in range(20)]

    group_ids = given(own_app, lambda session: [week.group.id for week in groups(session)])
    runs = [build(own_app, group_id, seconds=1.0) for group_id in group_ids]
    machines = Machines(fresh_database_url, database_server, workers=2, log=tmp_path / "log")
    try:
        wait_until(lambda: not _unfinished(own_app), what="all twenty are done")
        found = ask(own_app, lambda session: session.execute(select(SolveRun.state, SolveRun.worker)).all())
        assert [state for state, _worker in found] == [RunState.DONE] * len(runs)
        shares = [[worker for _state, worker in found].count(name) for name in {worker for _state, worker in found}]
        assert len(shares) == 2
        assert min(shares) >= 5, shares
        assert len(ask(own_app, lambda session: session.scalars(select(RosterDraft.id)).all())) == len(runs)

        run_id = build(own_app, given(own_app, a_hard_week), seconds=60.0)
        wait_until(lambda: state_of(own_app, SolveRun, run_id) is RunState.RUNNING, what="the build runs")
        time.sleep(2)
        given(own_app, lambda session: cancel_build(session, run_id=run_id, actor=LEAD, now=clock.now()))
        wait_until(lambda: state_of(own_app, SolveRun, run_id) in FINAL_STATES, what="the build stops")
        assert state_of(own_app, SolveRun, run_id) is RunState.STOPPED
    finally:
        machines.stop()


def _try(send: Callable[[], requests.Response]) -> None:
    with suppress(requests.RequestException, AssertionError):
        send()


def _unfinished(app: Flask) -> bool:
    tables: tuple[type[Run], ...] = (ImportRun, SolveRun)
    counts = [
        ask(app, lambda session: session.scalar(select(func.count()).select_from(table).where(table.state.not_in(FINAL_STATES))))  # noqa: B023
        for table in tables
    ]
    return any(counts)
