"""A database of each test's own with the trial table in it, and real worker processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.trial_jobs import TRIAL, TrialRun, make_trial_app
from wfm.core import clock
from wfm.core.db import db
from wfm.core.unit_of_work import unit_of_work
from wfm.jobs import queue
from wfm.jobs.runs import RunState

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 90.0


@pytest.fixture
def trial_app(fresh_database_url: str) -> Iterator[Flask]:
    app = make_trial_app(fresh_database_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Workers:
    def __init__(self, url: str) -> None:
        self._url = url
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen([sys.executable, "-m", "tests.support.trial_jobs", self._url], cwd=ROOT)
        self._started.append(worker)
        return worker

    def stop_all(self) -> None:
        for worker in self._started:
            worker.send_signal(signal.SIGCONT)
            worker.kill()
            worker.wait()


@pytest.fixture
def workers(trial_app: Flask, fresh_database_url: str) -> Iterator[Workers]:
    started = Workers(fresh_database_url)
    yield started
    started.stop_all()


def queue_run(behaviour: str) -> int:
    with unit_of_work() as session:
        run = TrialRun(behaviour=behaviour, created_at=clock.now())
        session.add(run)
        session.flush()
        queue.enqueue(session, kind=TRIAL.name, run_id=run.id)
        return run.id


def find_run(run_id: int) -> TrialRun:
    db.session.rollback()
    return db.session.scalars(select(TrialRun).where(TrialRun.id == run_id)).one()


def wait_for(run_id: int, is_so: Callable[[TrialRun], bool]) -> TrialRun:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so(run := find_run(run_id)):
        assert time.monotonic() < deadline, f"still {run.state} by {run.worker} after {PATIENCE_SECONDS} s"
        time.sleep(0.1)
    return run


def wait_for_state(run_id: int, *states: RunState) -> TrialRun:
    return wait_for(run_id, lambda run: run.state in states)
