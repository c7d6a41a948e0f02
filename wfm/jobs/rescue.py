"""Finds runs that nobody works on any more and queues them again. Every worker looks; only one wins each run."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import and_, select, update

from wfm.core import clock
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs import queue
from wfm.jobs.execution import Pace, is_stale, requeue
from wfm.jobs.kinds import JobKind
from wfm.jobs.runs import RunState

if TYPE_CHECKING:
    from dbos import DBOSClient, WorkflowStatus

# A run that kills its worker (out of memory, say) would otherwise go round for ever.
TRIES_MAX = 3

log = logging.getLogger(__name__)


def rescue(kinds: Iterable[JobKind], *, pace: Pace) -> int:
    """Queues again what a dead worker left: runs whose heart stopped, and runs that were fetched but never begun.
    Returns how many."""
    return sum(_rescue_running(kind, pace) + _rescue_waiting(kind, pace) for kind in kinds)


def _rescue_running(kind: JobKind, pace: Pace) -> int:
    stale = read_session().scalars(select(kind.table.id).where(is_stale(kind.table, now=clock.now(), pace=pace))).all()
    read_session().rollback()
    return sum(_take_over(kind, run_id, pace) for run_id in stale)


def _take_over(kind: JobKind, run_id: int, pace: Pace) -> bool:
    now = clock.now()
    still_stale = and_(kind.table.id == run_id, is_stale(kind.table, now=now, pace=pace))
    client = queue.client_of(read_session())
    read_session().rollback()
    tries = queue.tries_of(client, kind=kind.name, run_id=run_id)
    if _died(tries) >= TRIES_MAX:
        with unit_of_work() as session:
            text = _("Given up: the worker stopped %(count)s times while working on this run.", count=TRIES_MAX)
            failed = {"state": RunState.FAILED, "error": text, "finished_at": now}
            session.execute(update(kind.table).where(still_stale).values(failed), execution_options={"synchronize_session": False})
        return False
    with unit_of_work() as session:
        taken = requeue(session, kind=kind, run_id=run_id, where=still_stale)
    if taken:
        log.warning("%s %s was left by a dead worker and is queued again", kind.name, run_id)
        _forget(client, tries)
    return taken


def _rescue_waiting(kind: JobKind, pace: Pace) -> int:
    waiting = read_session().scalars(select(kind.table.id).where(kind.table.state == RunState.QUEUED)).all()
    client = queue.client_of(read_session())
    read_session().rollback()
    return sum(_queue_if_lost(kind, client, run_id, pace) for run_id in waiting)


def _queue_if_lost(kind: JobKind, client: DBOSClient, run_id: int, pace: Pace) -> bool:
    tries = queue.tries_of(client, kind=kind.name, run_id=run_id)
    if not tries or any(_may_still_begin(entry, pace) for entry in tries):
        return False  # one that was never queued is about to be done by whoever wrote it
    with unit_of_work() as session:
        queued = requeue(session, kind=kind, run_id=run_id, where=and_(kind.table.id == run_id, kind.table.state == RunState.QUEUED))
    if queued:
        log.warning("%s %s was fetched but never begun and is queued again", kind.name, run_id)
        _forget(client, tries)
    return queued


def _may_still_begin(entry: WorkflowStatus, pace: Pace) -> bool:
    fetched_at = queue.dequeued_at(entry)
    just_fetched = fetched_at is not None and fetched_at > clock.now() - timedelta(seconds=pace.dead_after_seconds)
    return entry.status in ("ENQUEUED", "DELAYED") or (entry.status == "PENDING" and just_fetched)


def _died(tries: Iterable[WorkflowStatus]) -> int:
    return sum(entry.status in ("PENDING", "CANCELLED") for entry in tries)


def _forget(client: DBOSClient, tries: Iterable[WorkflowStatus]) -> None:
    """Marks what the dead worker had fetched, so that it counts as a try that died and is not looked at again."""
    for entry in tries:
        if entry.status == "PENDING":
            client.cancel_workflow(entry.workflow_id)
