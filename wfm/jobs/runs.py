"""A run is a row of some feature's table. The row is the truth about a job; the task engine only brings it to a worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from wfm.core.columns import text_enum
from wfm.core.db import UtcDateTime
from wfm.core.errors import Conflict, NotFound


class RunState(StrEnum):
    """Stopped: cancelled by a person, the best answer so far was kept. Cancelled: ended before there was any."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


FINAL_STATES = frozenset({RunState.DONE, RunState.STOPPED, RunState.CANCELLED, RunState.FAILED})


class Run:
    """Columns of a table whose rows are runs. `heartbeat_at` is set while a worker has the run, and tells that it still lives."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None] = mapped_column(String(120))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def state(self) -> Mapped[RunState]:
        return mapped_column(text_enum(RunState, name="state"), default=RunState.QUEUED)


class Stopped(Exception):
    """Raised out of a job's work when a person, or the worker's end, asks for it; the work lets it end itself."""


class RunIsOver(Conflict):
    code = "run_is_over"


class NoSuchRun(NotFound):
    code = "no_such_run"


def request_cancel(session: Session, table: type[Run], run_id: int, *, now: datetime) -> None:
    """A queued run is cancelled at once; a running one is asked to stop, which it does within seconds.

    Raises NoSuchRun, and RunIsOver when it has ended."""
    run = session.get(table, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NoSuchRun(_("There is no run %(id)s.", id=run_id))
    if run.state in FINAL_STATES:
        raise RunIsOver(_("This run has already ended."))
    run.cancel_requested = True
    if run.state is RunState.QUEUED:
        run.state = RunState.CANCELLED
        run.finished_at = now
