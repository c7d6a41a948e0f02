"""The `flask` commands: those that run the service as a whole, and those that the features list in `commands.COMMANDS`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import exists, select

from wfm import supervisor
from wfm.core.commands import command
from wfm.core.db import Base, db
from wfm.core.unit_of_work import read_session
from wfm.features import feature_modules
from wfm.jobs import queue
from wfm.jobs.commands import require_tables
from wfm.settings import Settings

PORT_MAX = 65_535


def init_app(app: Flask) -> None:
    for each in (upgrade_database, serve):
        app.cli.add_command(each)
    for module in feature_modules("commands"):
        for each in module.COMMANDS:
            app.cli.add_command(each)


@command("upgrade-database")
def upgrade_database() -> None:
    """Bring the tables of the service and of its job queue up to date."""
    upgrade()
    queue.create_tables(db.engine)


@command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, PORT_MAX), help="Port to listen on.")
@click.option("--prepare", is_flag=True, help="First bring the database up to date and, with WFM_DEMO=1, fill an empty one.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, prepare: bool) -> None:  # noqa: FBT001  a flag of the command line
    """Run the web server and one worker; Ctrl-C stops both."""
    settings: Settings = current_app.config["WFM_SETTINGS"]
    supervisor.require_free(host=host, port=port)
    if prepare:
        _prepare_tables()
        if settings.demo and _is_empty():
            click.echo("Loading demo data ...")
            context.invoke(current_app.cli.commands["demo"])
    require_tables()
    db.session.remove()
    db.engine.dispose()
    raise SystemExit(supervisor.serve(host=host, port=port, on_ready=lambda: _welcome(port, demo=settings.demo)))


def _prepare_tables() -> None:
    upgrade()
    if not queue.has_tables(db.engine):  # older ones are brought up to date by the worker when it starts
        queue.create_tables(db.engine)


def _is_empty() -> bool:
    agents = Base.metadata.tables["agent"]
    return not read_session().scalar(select(exists(select(agents.c.id))))


def _welcome(port: int, *, demo: bool) -> None:
    click.echo(f"\nReady at http://localhost:{port}   (Ctrl-C stops it)")
    if demo:
        click.echo("Demo: choose who you are on the first page - agent, team lead, HR or administrator. No password is needed.\n")
