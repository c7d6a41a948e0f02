"""The queue: DBOS's tables in the application's own database, written in the caller's transaction.

DBOS takes half a second to import, so the functions that need it do so: most commands have no use for it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, inspect
from sqlalchemy.orm import Session

from wfm.core.db import WRITES

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions, Serializer, WorkflowStatus

QUEUE = "jobs"
# For what takes seconds and must not wait behind a solve that takes minutes.
LIGHT_QUEUE = "light_jobs"
WORKFLOW = "run_job"
APPLICATION = "wfm"
# Pinned: left to itself DBOS derives it from the source, and then an edited workflow strands the jobs already waiting.
APPLICATION_VERSION = "1"
# Their names on SQLite, where they stand beside ours; on PostgreSQL they are in a schema of their own.
TABLE_NAMES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
_clients: dict[Engine, DBOSClient] = {}


def create_tables(engine: Engine) -> None:
    """Brings the queue's tables up to date. To be done before anything is enqueued."""
    from dbos import DBOS

    DBOS.migrate(queue_url(engine.url))


def has_tables(engine: Engine) -> bool:
    schema = "dbos" if engine.dialect.name == "postgresql" else None
    return inspect(engine).has_table("workflow_status", schema=schema)


def serializer() -> Serializer:
    """No pickle in the database: a job's arguments are its kind and its run's id, as JSON."""
    from dbos import DBOSPortableJSONSerializer

    return DBOSPortableJSONSerializer()


def queue_url(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def enqueue(session: Session, *, kind: str, run_id: int, is_light: bool = False) -> None:
    """Queues the run with the given id, if and only if the transaction of this session is committed."""
    # A run that is taken over is queued once more under another name, so a late end of the first try says nothing about the second.
    workflow_id = f"{_prefix(kind, run_id)}{uuid.uuid4().hex[:12]}"
    options: EnqueueOptions = {
        "workflow_name": WORKFLOW,
        "queue_name": LIGHT_QUEUE if is_light else QUEUE,
        "workflow_id": workflow_id,
        "app_version": APPLICATION_VERSION,
    }
    client_of(session).enqueue_in_transaction(session, options, kind, run_id)


def tries_of(client: DBOSClient, *, kind: str, run_id: int) -> list[WorkflowStatus]:
    """Every time this run was queued, as the queue remembers it."""
    return client.list_workflows(workflow_id_prefix=_prefix(kind, run_id), load_input=False, load_output=False)


def dequeued_at(entry: WorkflowStatus) -> datetime | None:
    milliseconds = entry.dequeued_at
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def client_of(session: Session) -> DBOSClient:
    from dbos import DBOSClient

    engine: Any = session.connection().engine
    if engine not in _clients:
        writing = engine.execution_options(**{WRITES: True})
        _clients[engine] = DBOSClient(system_database_engine=writing, serializer=serializer(), application_name=APPLICATION, lazy=True)
    return _clients[engine]


def _prefix(kind: str, run_id: int) -> str:
    return f"{kind}-{run_id}-"
