"""One job at close range: who may store what, and what is rescued. The jobs run here, in the test's own process."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.trial_jobs import QUICK, TRIAL, TrialRun
from tests.wfm.jobs.conftest import find_run, queue_run
from wfm.core import clock
from wfm.core.db import db
from wfm.core.unit_of_work import unit_of_work
from wfm.jobs import queue
from wfm.jobs.execution import Pace, RunningJob, RunNoLongerMine, StopReason, execute
from wfm.jobs.rescue import rescue
from wfm.jobs.runs import NoSuchRun, RunIsOver, RunState, request_cancel


def job_of(run_id: int, *, worker: str = "first") -> RunningJob:
    return RunningJob(kind=TRIAL, run_id=run_id, worker=worker, shutting_down=threading.Event())


def silence(run_id: int) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    with unit_of_work() as session:
        session.execute(update(TrialRun).where(TrialRun.id == run_id).values(heartbeat_at=long_ago))


def test_only_one_worker_gets_a_run(trial_app: Flask) -> None:
    run_id = queue_run("finish")

    assert job_of(run_id, worker="first").claim() is True
    assert job_of(run_id, worker="second").claim() is False


def test_a_late_worker_cannot_store_over_its_successor(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    late = job_of(run_id, worker="late")
    late.claim()
    silence(run_id)
    assert rescue([TRIAL], pace=QUICK) == 1
    job_of(run_id, worker="successor").claim()

    with pytest.raises(RunNoLongerMine), late.unit_of_work():
        pass
    late.beat()

    assert late.stop_reason is StopReason.LOST
    assert find_run(run_id).worker == "successor"


def test_a_run_that_still_beats_is_left_alone(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    job = job_of(run_id)
    job.claim()
    job.beat()

    assert rescue([TRIAL], pace=QUICK) == 0


def test_a_waiting_run_is_left_alone(trial_app: Flask) -> None:
    queue_run("finish")

    assert rescue([TRIAL], pace=QUICK) == 0


def test_a_run_that_was_never_queued_is_left_to_whoever_wrote_it(trial_app: Flask) -> None:
    with unit_of_work() as session:
        session.add(TrialRun(behaviour="finish", created_at=clock.now()))

    assert rescue([TRIAL], pace=QUICK) == 0


def test_a_run_that_was_fetched_but_never_begun_is_queued_again(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    client = queue.client_of(db.session())
    (entry,) = queue.tries_of(client, kind=TRIAL.name, run_id=run_id)
    client.cancel_workflow(entry.workflow_id)

    assert rescue([TRIAL], pace=QUICK) == 1
    assert [entry.status for entry in queue.tries_of(client, kind=TRIAL.name, run_id=run_id)] == ["CANCELLED", "ENQUEUED"]
    assert rescue([TRIAL], pace=QUICK) == 0


def test_a_run_that_kills_every_worker_is_given_up(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    client = queue.client_of(db.session())
    for number in range(3):
        job_of(run_id, worker=f"worker {number}").claim()
        silence(run_id)
        (waiting,) = [entry for entry in queue.tries_of(client, kind=TRIAL.name, run_id=run_id) if entry.status == "ENQUEUED"]
        client.cancel_workflow(waiting.workflow_id)
        rescue([TRIAL], pace=QUICK)

    run = find_run(run_id)
    assert run.state is RunState.FAILED
    assert (run.error or "").startswith("Given up")


def test_runs_with_ids_that_begin_alike_are_told_apart(trial_app: Flask) -> None:
    ids = [queue_run("finish") for _ in range(12)]
    client = queue.client_of(db.session())

    assert [len(queue.tries_of(client, kind=TRIAL.name, run_id=run_id)) for run_id in ids] == [1] * 12


def test_work_that_keeps_its_best_answer_ends_the_run_itself(trial_app: Flask) -> None:
    run_id = queue_run("keep the best")

    execute(trial_app, job_of(run_id), pace=QUICK)

    assert find_run(run_id).state is RunState.STOPPED


def test_a_queued_run_is_cancelled_at_once_and_never_begins(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    with unit_of_work() as session:
        request_cancel(session, TrialRun, run_id, now=datetime.now(UTC))

    execute(trial_app, job_of(run_id), pace=QUICK)

    run = find_run(run_id)
    assert (run.state, run.steps) == (RunState.CANCELLED, 0)


def test_a_run_that_has_ended_cannot_be_cancelled(trial_app: Flask) -> None:
    run_id = queue_run("finish")
    execute(trial_app, job_of(run_id), pace=QUICK)

    with pytest.raises(RunIsOver), unit_of_work() as session:
        request_cancel(session, TrialRun, run_id, now=datetime.now(UTC))
    with pytest.raises(NoSuchRun), unit_of_work() as session:
        request_cancel(session, TrialRun, run_id + 1, now=datetime.now(UTC))


def test_a_pace_that_leaves_no_room_for_a_late_heartbeat_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        Pace(heartbeat_seconds=10, dead_after_seconds=15)
