"""The worker process: fetches jobs from the queue, runs one at a time, looks for runs that other workers left behind."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from dbos import DBOS, DBOSConfig
from flask import Flask

from wfm.core.db import db
from wfm.jobs import queue
from wfm.jobs.execution import Pace, RunningJob, execute
from wfm.jobs.kinds import JobKind, all_duties
from wfm.jobs.rescue import rescue

POLL_SECONDS = 0.5
# How long a shutdown waits for running jobs to hand their runs back.
SHUTDOWN_SECONDS = 20
# Of each queue: one solve already uses every core it is given; more workers are more processes, on more machines if need be.
JOBS_AT_ONCE = 1
# A build takes every core it is given for minutes: people who read their week beside it come first.
NICENESS = 10

log = logging.getLogger(__name__)


def run_worker(app: Flask, kinds: Mapping[str, JobKind], *, pace: Pace) -> None:
    """Works until SIGTERM or SIGINT; a running job is then handed back for the next worker."""
    shutting_down = _stop_on_signal()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    name = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"

    def run_job(kind: str, run_id: int) -> None:
        execute(app, RunningJob(kind=kinds[kind], run_id=run_id, worker=name, shutting_down=shutting_down), pace=pace)

    _launch(app, name, run_job)
    threading.Thread(target=_do_duties, args=(app, all_duties(), shutting_down, pace), name="duties", daemon=True).start()
    log.info("worker %s is ready for %s", name, ", ".join(sorted(kinds)) or "nothing: no feature has jobs")
    while not shutting_down.is_set():
        _look_for_abandoned_runs(app, kinds, pace)
        shutting_down.wait(pace.rescue_every_seconds)
    DBOS.destroy(workflow_completion_timeout_sec=SHUTDOWN_SECONDS)
    log.info("worker %s has stopped", name)


def _launch(app: Flask, name: str, run_job: Callable[[str, int], None]) -> None:
    with app.app_context():
        url = queue.queue_url(db.engine.url)
    config: DBOSConfig = {
        "name": queue.APPLICATION,
        "system_database_url": url,
        "application_version": queue.APPLICATION_VERSION,
        # A name of its own: what a dead worker left is found by its silent heart, not by a namesake's start.
        "executor_id": name,
        "serializer": queue.serializer(),
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.workflow(name=queue.WORKFLOW)(run_job)
    names = (queue.QUEUE, queue.LIGHT_QUEUE)
    DBOS.listen_queues(list(names))
    DBOS.launch()
    for queue_name in names:
        DBOS.register_queue(queue_name, worker_concurrency=JOBS_AT_ONCE, polling_interval_sec=POLL_SECONDS)


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _do_duties(app: Flask, duties: Sequence[Callable[[Flask], int]], stop: threading.Event, pace: Pace) -> None:
    """In a thread of its own: a slow mail server must not keep the worker from its jobs."""
    while not stop.is_set():
        done = 0
        for duty in duties:
            try:
                done += duty(app)
            except Exception:
                log.exception("a duty failed; it is tried again")
        stop.wait(0 if done else pace.duties_every_seconds)


def _look_for_abandoned_runs(app: Flask, kinds: Mapping[str, JobKind], pace: Pace) -> None:
    try:
        with app.app_context():
            rescue(kinds.values(), pace=pace)
    except Exception:
        # The database may be away for a while; the next round will tell.
        log.exception("looking for abandoned runs failed")
