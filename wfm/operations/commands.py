"""`flask backup`, `flask restore` and `flask doctor`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from wfm.core import clock
from wfm.core.commands import EXIT_CODE, command
from wfm.operations import backup as copies
from wfm.operations.doctor import Health, examine
from wfm.operations.installed import database_address, holds_people

SIGNS = {Health.GOOD: "ok", Health.DOUBTFUL: "!", Health.WRONG: "WRONG"}


@command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the database into FILE, as of this moment; people may go on working."""
    size = copies.back_up(database_address(), to=file)
    click.echo(_("%(path)s holds the database (%(size)s MB).", path=file, size=f"{size / 1_000_000:.1f}"))


@command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Let go of what the database holds now.")
def restore(file: Path, *, replace: bool) -> None:
    """Bring the database back to what FILE says. Stop web servers and workers first."""
    if not replace and holds_people():
        raise click.UsageError(_("The database is not empty. What it holds would be lost; with --replace that is what you want."))
    copies.restore(database_address(), source=file)
    click.echo(_("The database is as %(path)s says. Now run: flask upgrade-database", path=file))


@command("doctor")
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what is wrong with this installation, and what to do about it. Exit code 2 where something is."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    found = list(examine(app, now=clock.now()))
    for finding in found:
        click.echo(f"{SIGNS[finding.health]:>5}  {finding.what}")
        if finding.remedy:
            click.echo(f"       {finding.remedy}")
    if any(finding.health is Health.WRONG for finding in found):
        context.exit(EXIT_CODE)


COMMANDS = (backup, restore, doctor)
