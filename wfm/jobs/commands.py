"""Commands that run the service: `upgrade-database`, `worker`, `serve`."""

from __future__ import annotations

import click
from flask import current_app
from flask_migrate import upgrade

from wfm.core.commands import command
from wfm.core.db import db
from wfm.core.errors import Conflict
from wfm.jobs import queue, supervisor
from wfm.jobs.execution import Pace
from wfm.jobs.kinds import all_kinds
from wfm.jobs.worker import run_worker

PORT_MAX = 65_535


@command("upgrade-database")
def upgrade_database() -> None:
    """Bring the tables of the service and of its job queue up to date."""
    upgrade()
    queue.create_tables(db.engine)


@command("worker")
def worker() -> None:
    """Run jobs until stopped. Start as many as there are machines."""
    _require_tables()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  threads need the application itself
    run_worker(app, all_kinds(), pace=Pace())


@command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, PORT_MAX), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Run the web server and one worker; Ctrl-C stops both."""
    _require_tables()
    raise SystemExit(supervisor.serve(host=host, port=port))


def _require_tables() -> None:
    if not queue.has_tables(db.engine):
        raise Conflict("The database is not set up yet; run: flask upgrade-database")


COMMANDS = (upgrade_database, worker, serve)
