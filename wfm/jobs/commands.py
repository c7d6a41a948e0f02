"""`flask worker`: runs the jobs of all features."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from wfm.core.commands import command
from wfm.core.db import db
from wfm.core.errors import Conflict
from wfm.jobs import queue
from wfm.jobs.execution import Pace
from wfm.jobs.kinds import all_kinds


@command("worker")
def worker() -> None:
    """Run jobs until stopped. Start as many as there are machines."""
    from wfm.jobs.worker import run_worker  # with DBOS, which other commands need not wait for

    require_tables()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  threads need the application itself
    run_worker(app, all_kinds(), pace=Pace())


def require_tables() -> None:
    """Raises Conflict when the database was never set up."""
    if not queue.has_tables(db.engine):
        raise Conflict(_("The database is not set up yet; run: flask upgrade-database"))


COMMANDS = (worker,)
