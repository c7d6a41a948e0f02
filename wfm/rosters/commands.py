"""`flask export`: a week's roster as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import click
from flask_babel import gettext as _
from rich.console import Console

from wfm.agents.group_choice import named_or_only_group
from wfm.core import clock
from wfm.core.command_options import GROUP, WEEK
from wfm.core.commands import command
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session
from wfm.rosters.calendar_file import ics_of
from wfm.rosters.choosing import chosen_export
from wfm.rosters.export_files import csv_of, json_of, xlsx_of
from wfm.rosters.exports import RosterExport
from wfm.rosters.weeks import week_holding

WRITERS: Mapping[str, Callable[[RosterExport], bytes]] = {"csv": csv_of, "xlsx": xlsx_of, "json": json_of, "ics": ics_of}


@command("export")
@GROUP
@WEEK
@click.option("--format", "format_", type=click.Choice(list(WRITERS)), default="csv", show_default=True, help="What kind of file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False, writable=True), required=True, help="The file to write.")
@click.option("--version", "number", type=click.IntRange(min=1), help="A published version; by default the one that holds now.")
@click.option("--draft", "draft_number", type=click.IntRange(min=1), help="A draft, by its number, instead of a published version.")
@click.option("--agent", "email", help="Only this person, by e-mail address.")
def export_week(  # noqa: PLR0917  click decides how a command is called
    group: str | None, local_date: date, format_: str, out: Path, number: int | None, draft_number: int | None, email: str | None
) -> None:
    """Write a week's roster to a file: CSV or XLSX (a row a block), JSON (roster/1 and readable), ICS (a calendar)."""
    if number is not None and draft_number is not None:
        raise InvalidInput(_("--version and --draft are given; choose one"))
    session = read_session()
    week = week_holding(named_or_only_group(session, group), local_date)
    found = chosen_export(session, week=week, version=number, draft=draft_number, email=email, now=clock.now())
    content = WRITERS[format_](found)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InvalidInput(_("--out: %(file)s cannot be written: %(why)s", file=out, why=error.strerror)) from None
    shifts = sum(len(person.shifts) for person in found.people)
    text = _(
        "%(week)s, %(status)s: %(shifts)s shifts of %(people)s people in %(file)s (%(size)s kB).",
        week=week.name,
        status=found.status,
        shifts=f"{shifts:,}",
        people=f"{len(found.people):,}",
        file=out,
        size=f"{len(content) / 1000:,.0f}",
    )
    Console().print(text, highlight=False, soft_wrap=True)


COMMANDS = (export_week,)
