"""The sheets of a file of people: their columns, what each means, and templates to fill in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from xlsxwriter import Workbook

from wfm.core.spreadsheets import harmless
from wfm.people.kinds import SheetKind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; without a value where one is required a line is refused."""

    name: str
    example: str
    about: str
    is_required: bool = False


SHEETS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.PEOPLE: (
        Column("email", "aya@example.com", "Names the person in every sheet", is_required=True),
        Column("name", "Aya Reyes", "As colleagues know them", is_required=True),
        Column("zone", "Asia/Manila", "Home zone: their days, nights and weekends go by it", is_required=True),
        Column("country", "PH", "Two letters, for public holidays", is_required=True),
        Column("subdivision", "", "Part of the country, where holidays differ"),
        Column("language", "en", "en or de; empty: en"),
        Column("roster_group", "Support", "Who is rostered together; empty: the only group there is"),
        Column("teams", "Night owls; Chat", "Separated by semicolons; new ones are made"),
        Column("contract_from", "2026-01-01", "First date of the contract", is_required=True),
        Column("contract_until", "", "First date after it; empty: open"),
        Column("week_hours_min", "20", "Fewest hours a week; empty: 0"),
        Column("week_hours_max", "40", "Most hours a week", is_required=True),
        Column("shift_hours_min", "4", "Shortest shift; empty: 4"),
        Column("shift_hours_max", "8.5", "Longest shift; empty: 9"),
        Column("rest_hours", "11", "Between two shifts; empty: 11"),
        Column("weekly_rest_hours", "", "One rest a week of at least this; empty: none"),
        Column("days_per_week_max", "5", "Empty: 5"),
        Column("consecutive_days_max", "5", "Empty: 5"),
        Column("nights_per_week_max", "", "Empty: no limit"),
        Column("break_minutes", "30", "Unpaid break; empty: 30, 0: none"),
        Column("break_from_hours", "6", "In shifts of at least this; empty: 6"),
        Column("block_minutes_min", "60", "Shortest stretch on one kind of work; empty: 60"),
        Column("leave_days_per_year", "28", "Days off with pay; empty: not told"),
        Column("usual_hours", "Mon-Fri 09:00-18:00; Sat 10:00-14:00", "Local hours that hold until the person enters their own"),
    ),
    SheetKind.SKILLS: (
        Column("email", "aya@example.com", "The person", is_required=True),
        Column("work_type", "phone", "Code of the work type", is_required=True),
        Column("level", "4", "1 learning, 2 assisted, 3 independent, 4 experienced, 5 expert", is_required=True),
        Column("enjoyment", "1", "-2 avoids to 2 loves; empty: 0"),
        Column("speed", "", "Measured, 1.0 is usual; empty: by level"),
        Column("assessed_on", "2026-05-12", "Empty: today"),
        Column("valid_until", "", "First date on which it no longer counts; empty: open"),
        Column("evidence", "Certificate 2026", "What the level rests on"),
    ),
    SheetKind.AVAILABILITY: (
        Column("email", "aya@example.com", "The person", is_required=True),
        Column("valid_from", "2026-06-01", "First date of this usual week", is_required=True),
        Column("valid_until", "", "First date after it; empty: open"),
        Column("available", "Mon-Thu 08:00-20:00; Fri 08:00-14:00", "Local hours they can work, or: never", is_required=True),
        Column("preferred", "Mon-Thu 09:00-17:00", "Those of them they like best"),
    ),
}


def kind_of_columns(names: frozenset[str]) -> SheetKind | None:
    """Which sheet has these columns; the one whose required columns are all there."""
    for kind, columns in SHEETS.items():
        if {column.name for column in columns if column.is_required} <= names:
            return kind
    return None


def template_csv(kind: SheetKind) -> bytes:
    """A file of one sheet with an example line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in SHEETS[kind]])
    writer.writerow([harmless(column.example) for column in SHEETS[kind]])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def template_xlsx() -> bytes:
    """A workbook of all sheets, each with an example line and a note on each column."""
    held = io.BytesIO()
    with Workbook(held, {"in_memory": True}) as book:
        required, optional = book.add_format({"bold": True, "bg_color": "#DCE9F7"}), book.add_format({"bold": True})
        for kind, columns in SHEETS.items():
            sheet = book.add_worksheet(kind.value)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                sheet.write_string(0, at, column.name, required if column.is_required else optional)
                sheet.write_comment(0, at, column.about)
                sheet.write_string(1, at, column.example)
                sheet.set_column(at, at, max(12, len(column.name), len(column.example)) + 2)
    return held.getvalue()
