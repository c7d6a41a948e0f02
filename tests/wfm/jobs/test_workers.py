"""The whole way, with real worker processes on a real queue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.support.trial_jobs import TRIAL, TrialRun
from tests.wfm.jobs.conftest import Workers, find_run, queue_run, wait_for, wait_for_state
from wfm.core import clock
from wfm.core.db import db
from wfm.core.unit_of_work import unit_of_work
from wfm.jobs import queue
from wfm.jobs.runs import RunState, request_cancel

pytestmark = pytest.mark.usefixtures("trial_app")


def test_a_committed_run_is_done(workers: Workers) -> None:
    workers.start()

    run = wait_for_state(queue_run("finish"), RunState.DONE)

    assert run.steps == 1
    assert run.finished_at is not None


def test_a_rolled_back_run_leaves_neither_row_nor_job() -> None:
    def give_up() -> None:
        with unit_of_work() as session:
            run = TrialRun(behaviour="finish", created_at=clock.now())
            session.add(run)
            session.flush()
            queue.enqueue(session, kind=TRIAL.name, run_id=run.id)
            raise LookupError

    with pytest.raises(LookupError):
        give_up()

    assert db.session.scalar(select(func.count()).select_from(TrialRun)) == 0
    assert queue.client_of(db.session()).list_workflows() == []


def test_work_that_raises_fails_once_and_says_why(workers: Workers) -> None:
    workers.start()

    run = wait_for_state(queue_run("fail"), RunState.FAILED)
    after = wait_for_state(queue_run("finish"), RunState.DONE)

    assert run.error == "Unexpected error: LookupError: no such queue"
    assert find_run(run.id).steps == 1
    assert after.steps == 1


def test_a_run_whose_worker_is_killed_is_taken_over_by_another(workers: Workers) -> None:
    first = workers.start()
    run_id = queue_run("wait until stopped")
    before = wait_for(run_id, lambda run: run.steps == 1).worker
    first.kill()

    workers.start()
    after = wait_for(run_id, lambda run: run.worker not in (None, before) and run.steps == 2)
    assert after.state is RunState.RUNNING

    with unit_of_work() as session:
        request_cancel(session, TrialRun, run_id, now=datetime.now(UTC))
    assert wait_for_state(run_id, RunState.CANCELLED).steps == 2


def test_a_worker_that_is_asked_to_stop_hands_its_run_back(workers: Workers) -> None:
    first = workers.start()
    run_id = queue_run("wait until stopped")
    wait_for_state(run_id, RunState.RUNNING)

    first.terminate()
    assert first.wait(timeout=60) == 0
    assert find_run(run_id).state is RunState.QUEUED

    workers.start()
    assert wait_for_state(run_id, RunState.RUNNING).worker is not None


def test_a_cancelled_run_stops_and_the_next_one_starts(workers: Workers) -> None:
    workers.start()
    run_id = queue_run("wait until stopped")
    waiting = queue_run("finish")
    wait_for_state(run_id, RunState.RUNNING)

    with unit_of_work() as session:
        request_cancel(session, TrialRun, run_id, now=datetime.now(UTC))

    assert wait_for_state(run_id, RunState.CANCELLED).finished_at is not None
    assert wait_for_state(waiting, RunState.DONE).steps == 1
