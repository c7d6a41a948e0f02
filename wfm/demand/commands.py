"""`flask import-volumes`, `flask forecast`, `flask staff`: from a file of contacts to the people a week takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from wfm.agents.group_choice import named_or_only_group
from wfm.core import clock
from wfm.core.access import COMMAND_LINE
from wfm.core.command_options import GROUP, WEEK, date_of
from wfm.core.commands import CommandFailed, command
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.csv_import import read_volumes
from wfm.demand.forecast_services import ForecastOrder, make_forecast
from wfm.demand.import_outcome import ImportOutcome, Result, VolumeFile
from wfm.demand.option_texts import FileOptions, volume_file_from
from wfm.demand.reading import FIELDS_OF_KIND, INTERVAL_MINUTES, FileKind
from wfm.demand.requirement_services import staff_week
from wfm.demand.result_tables import show_forecast, show_import, show_requirement
from wfm.demand.services import find_unchanged, known_names, store_volumes
from wfm.demand.volume_read import VolumeRead

FIELDS = ", ".join(dict.fromkeys(name for names in FIELDS_OF_KIND.values() for name in names))


@command("import-volumes")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True), metavar="FILE")
@click.option("--profile", help="A named way of reading, such as anonymous-bank; other options change parts of it.")
@click.option("--kind", type=click.Choice([kind.value for kind in FileKind]), help="Counts by interval (default) or one row a contact.")
@click.option("--source", help="The system that logged the contacts, by its code.")
@click.option("--zone", help="Zone of local times, such as Europe/Lisbon. Times with an offset keep their own.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help=f"Where a field stands in the file. Fields: {FIELDS}.")
@click.option("--delimiter", help="Between columns: one character, or the word tab. Default: comma.")
@click.option("--encoding", help="Default: utf-8.")
@click.option("--date-format", help="Of the date column, such as %d.%m.%Y. Default: ISO 8601.")
@click.option("--time-format", help="Of the time column, such as %H:%M:%S. Default: ISO 8601.")
@click.option("--datetime-format", help="Of the column starts_at, such as '%d.%m.%Y %H:%M'. Default: ISO 8601.")
@click.option("--interval-minutes", type=int, help=f"Length of an interval: {', '.join(map(str, INTERVAL_MINUTES))}. Default: 15.")
@click.option(
    "--key", "key_columns", multiple=True, metavar="COLUMN", help="Columns that together name a contact; the same twice is an error."
)
@click.option("--leave-out", multiple=True, metavar="RULE", help="Rows that are no contacts, such as outcome=PHANTOM or type!=PS|NW.")
@click.option("--abandoned", multiple=True, metavar="RULE", help="Rows whose customer gave up, such as outcome=HANG.")
@click.option("--untimed", multiple=True, metavar="RULE", help="Contacts whose handle time does not count, such as seconds=0.")
@click.option("--map", "mapping", multiple=True, metavar="TYPE=WORK_TYPE", help="The work type that serves a contact type.")
@click.option("--create-missing", is_flag=True, help="Create the source, contact types and reasons that do not exist yet.")
@click.option("--skip-bad-lines", is_flag=True, help="Store the good lines of a file that has bad ones. Without it nothing is stored.")
@click.option("--again", is_flag=True, help="Store the file even if the very same one was stored before.")
def import_volumes(path: Path, **options: Any) -> None:
    """Bring in contact volumes from FILE: counts by interval, or a log with one row a contact.

    The file replaces what its source knew about the time it speaks about. By default it has the columns
    starts_at,contact_type,offered,handle_time_seconds.
    """
    file = volume_file_from(read_session(), FileOptions(path=path, **options))
    outcome = find_unchanged(read_session(), file=file) or _bring_in(file)
    show_import(Console(), file, outcome)
    if outcome.result is Result.REFUSED:
        raise CommandFailed(_("Nothing was stored. Correct the lines, or keep the good ones with --skip-bad-lines."))


def _bring_in(file: VolumeFile) -> ImportOutcome:
    known = known_names(read_session(), file=file)
    found = _with_progress(file.path, lambda advance: read_volumes(file.path, reading=file.reading, known=known, on_progress=advance))
    with unit_of_work() as session:
        return store_volumes(session, file=file, found=found, actor=COMMAND_LINE, now=clock.now())


def _with_progress(path: Path, read: Callable[[Callable[[int], None]], VolumeRead]) -> VolumeRead:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(path.name, total=path.stat().st_size)
        return read(lambda done: progress.update(task, completed=done))


def _parse_dates(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> frozenset[date]:
    return frozenset(date_of(text) for text in value)


@command("forecast")
@GROUP
@WEEK
@click.option("--weeks", type=int, default=6, show_default=True, help="How many past weeks to average.")
@click.option(
    "--special-day", "special_dates", multiple=True, callback=_parse_dates, metavar="DATE", help="A date to leave out of the past."
)
def forecast(group: str | None, local_date: date, weeks: int, special_dates: frozenset[date]) -> None:
    """Forecast a week from stored volumes, each work type by the method that was least wrong in past weeks."""
    group_id = named_or_only_group(read_session(), group).id
    order = ForecastOrder(roster_group_id=group_id, local_date=local_date, weeks=weeks, special_dates=special_dates)
    with unit_of_work() as session:
        outcome = make_forecast(session, order=order, actor=COMMAND_LINE, now=clock.now())
    show_forecast(Console(), outcome)


@command("staff")
@GROUP
@WEEK
@click.option("--forecast", "forecast_id", type=int, help="Number of the forecast to staff; by default the newest of the week.")
@click.option("--quantile", type=float, help="Plan for busier days than expected: 0.7 for a volume that seven of ten days stay below.")
@click.option("--note", default="", help="Why this version was made.")
def staff(group: str | None, local_date: date, forecast_id: int | None, quantile: float | None, note: str) -> None:
    """Compute how many people a week takes, from its forecast and the targets of the work types."""
    with unit_of_work() as session:
        outcome = staff_week(
            session,
            roster_group_id=named_or_only_group(read_session(), group).id,
            local_date=local_date,
            forecast_id=forecast_id,
            quantile=quantile,
            note=note,
            actor=COMMAND_LINE,
            now=clock.now(),
        )
    show_requirement(Console(), outcome)


COMMANDS = (import_volumes, forecast, staff)
