"""One job on this worker: claims its run, keeps its heart beating, tells the work when to stop, and closes the run whatever happens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from wfm.core import clock
from wfm.core.errors import WfmError
from wfm.core.saving import rows_touched
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs import queue
from wfm.jobs.kinds import JobKind
from wfm.jobs.runs import Run, RunState

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often a worker shows that it lives, and when another one stops believing it. The silence allowed is wide enough for a
    machine that swaps or a database that stalls."""

    heartbeat_seconds: float = 0.5
    dead_after_seconds: float = 15.0
    rescue_every_seconds: float = 5.0
    duties_every_seconds: float = 2.0

    def __post_init__(self) -> None:
        if self.dead_after_seconds < 3 * self.heartbeat_seconds:
            raise ValueError(f"dead after {self.dead_after_seconds} s leaves no room for a late heartbeat of {self.heartbeat_seconds} s")


class StopReason(StrEnum):
    CANCELLED = "a person asked for it"
    SHUTTING_DOWN = "this worker is shutting down"
    LOST = "another worker has taken the run over"


class RunNoLongerMine(Exception):
    """Raised by `RunningJob.unit_of_work` when this worker must store nothing more about the run. The work lets it pass."""


class RunningJob:
    """What the work of a job kind is given."""

    def __init__(self, *, kind: JobKind, run_id: int, worker: str, shutting_down: threading.Event) -> None:
        self.kind = kind
        self.run_id = run_id
        self.worker = worker
        self._shutting_down = shutting_down
        self._cancelled = threading.Event()
        self._lost = threading.Event()

    @property
    def stop_reason(self) -> StopReason | None:
        if self._lost.is_set():
            return StopReason.LOST
        if self._shutting_down.is_set():
            return StopReason.SHUTTING_DOWN
        return StopReason.CANCELLED if self._cancelled.is_set() else None

    def should_stop(self) -> bool:
        """Asked by the work as often as it can; true within seconds of a cancel, a shutdown or a take-over."""
        return self.stop_reason is not None

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A unit of work that begins only while the run is this worker's: a late worker cannot overwrite its successor."""
        if self._shutting_down.is_set():
            raise RunNoLongerMine
        with unit_of_work() as session:
            if session.scalar(select(self.kind.table.id).where(self.is_mine()).with_for_update()) is None:
                self._lost.set()
                raise RunNoLongerMine
            yield session

    def is_mine(self) -> ColumnElement[bool]:
        table = self.kind.table
        return and_(table.id == self.run_id, table.state == RunState.RUNNING, table.worker == self.worker)

    def claim(self) -> bool:
        """Takes the run if it is still waiting. False when it was cancelled or another worker has it."""
        table = self.kind.table
        now = clock.now()
        mine = update(table).where(table.id == self.run_id, table.state == RunState.QUEUED)
        changes = {"state": RunState.RUNNING, "worker": self.worker, "heartbeat_at": now, "started_at": now}
        with unit_of_work() as session:
            return rows_touched(session, mine.values(changes)) == 1

    def beat(self) -> None:
        """Tells that the run is alive, and learns whether somebody wants it stopped."""
        table = self.kind.table
        with unit_of_work() as session:
            if rows_touched(session, update(table).where(self.is_mine()).values(heartbeat_at=clock.now())) == 0:
                self._lost.set()
            elif session.scalar(select(table.cancel_requested).where(table.id == self.run_id)):
                self._cancelled.set()


def execute(app: Flask, job: RunningJob, *, pace: Pace) -> None:
    """Runs one job to its end. Never raises for what the work does: the run's row says how it ended."""
    with app.app_context():
        if job.should_stop() or not job.claim():
            return
    with _beating(app, job, pace), app.app_context():
        try:
            job.kind.work(job)
        except RunNoLongerMine:
            pass
        except Exception as error:
            log.exception("%s %s failed", job.kind.name, job.run_id)
            _close(job, state=RunState.FAILED, error=_text_of(error))
            return
        _end(job)


def _end(job: RunningJob) -> None:
    if job.stop_reason is StopReason.SHUTTING_DOWN:
        hand_back(job)
    elif job.stop_reason is StopReason.CANCELLED:
        _close(job, state=RunState.CANCELLED)
    else:
        _close(job, state=RunState.DONE)


def hand_back(job: RunningJob) -> None:
    """Queues the run again, at once and for whoever comes first."""
    with unit_of_work() as session:
        if requeue(session, kind=job.kind, where=job.is_mine(), run_id=job.run_id):
            log.info("%s %s handed back", job.kind.name, job.run_id)


def requeue(session: Session, *, kind: JobKind, run_id: int, where: ColumnElement[bool]) -> bool:
    """Queues the run again if `where` still holds; both or neither."""
    fresh = {"state": RunState.QUEUED, "worker": None, "heartbeat_at": None, "started_at": None}
    if rows_touched(session, update(kind.table).where(where).values(fresh)) == 0:
        return False
    queue.enqueue(session, kind=kind.name, run_id=run_id, is_light=kind.is_light)
    return True


def is_stale(table: type[Run], *, now: datetime, pace: Pace) -> ColumnElement[bool]:
    silent = or_(table.heartbeat_at.is_(None), table.heartbeat_at < now - timedelta(seconds=pace.dead_after_seconds))
    return and_(table.state == RunState.RUNNING, silent)


def _close(job: RunningJob, *, state: RunState, error: str | None = None) -> None:
    """Ends a run that the work itself left open."""
    changes = {"state": state, "error": error, "finished_at": clock.now()}
    read_session().rollback()
    with unit_of_work() as session:
        rows_touched(session, update(job.kind.table).where(job.is_mine()).values(changes))


@contextmanager
def _beating(app: Flask, job: RunningJob, pace: Pace) -> Iterator[None]:
    over = threading.Event()
    heart = threading.Thread(target=_keep_beating, args=(app, job, pace, over), name=f"heartbeat of {job.run_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _keep_beating(app: Flask, job: RunningJob, pace: Pace, over: threading.Event) -> None:
    while not over.wait(pace.heartbeat_seconds):
        try:
            with app.app_context():
                job.beat()
        except Exception:
            # One missed beat is no reason to stop the work; if the database stays away, another worker takes over.
            log.exception("heartbeat of %s %s failed", job.kind.name, job.run_id)


def _text_of(error: Exception) -> str:
    if isinstance(error, WfmError):
        return "\n".join((error.message, *error.details))
    return _("Unexpected error: %(error)s", error=f"{type(error).__name__}: {error}")
