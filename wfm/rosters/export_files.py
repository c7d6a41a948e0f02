"""A week's roster as CSV, XLSX and JSON. The calendar format has a module of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from wfm.core.spreadsheets import harmless
from wfm.rosters.exports import ExportPerson, ExportSegment, ExportShift, RosterExport

CSV_COLUMNS = (
    "person_id", "name", "email", "zone", "local_date", "shift_starts_at", "shift_ends_at", "shift_paid_minutes",
    "kind", "code", "work", "starts_at", "ends_at", "minutes", "paid",
)  # fmt: skip
EXPORT_SCHEMA = "wfm-roster-export/1"


def csv_of(export: RosterExport) -> bytes:
    """One row a block. Times are ISO 8601 in the person's own zone with its offset. No cell can act as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for person, shift, segment in _blocks(export):
        row = (
            person.agent_id,
            person.display_name,
            person.email,
            person.zone,
            shift.starts_at.date().isoformat(),
            shift.starts_at.isoformat(),
            shift.ends_at.isoformat(),
            shift.paid_minutes,
            segment.kind.value,
            segment.code,
            segment.name,
            segment.starts_at.isoformat(),
            segment.ends_at.isoformat(),
            segment.minutes,
            int(segment.is_paid),
        )
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def json_of(export: RosterExport) -> bytes:
    """`roster` is a roster file of its own (`roster/1`); `people` say the same in words and local times."""
    week = export.week
    document: dict[str, Any] = {
        "schema": EXPORT_SCHEMA,
        "group": week.group_name,
        "week": {
            "first_date": week.week_date.isoformat(),
            "zone": week.zone,
            "starts_at": _instant(week.horizon.starts_at),
            "ends_at": _instant(week.horizon.ends_at),
        },
        "status": export.status,
        "made_at": _instant(export.made_at),
        "roster": export.roster,
        "people": [_person_json(person) for person in export.people],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def xlsx_of(export: RosterExport) -> bytes:
    """A sheet of shifts and a sheet of blocks: real dates, times and numbers in the person's own zone, header rows that stay."""
    import xlsxwriter  # a tenth of a second that every other command and page would wait for

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": export.week.name, "comments": export.status, "created": export.made_at.replace(tzinfo=None)})
        _Sheet(workbook, _("Shifts"), (_("Name"), _("E-mail"), _("Zone"), _("Date"), _("Starts"), _("Ends"), _("Paid hours"))).fill(
            (
                person.display_name,
                person.email,
                person.zone,
                _Date(shift.starts_at),
                shift.starts_at,
                shift.ends_at,
                shift.paid_minutes / 60,
            )
            for person in export.people
            for shift in person.shifts
        )
        headings = (_("Name"), _("Zone"), _("Date"), _("Starts"), _("Ends"), _("Hours"), _("Kind"), _("Work"), _("Paid"))
        _Sheet(workbook, _("Blocks"), headings).fill(
            (
                person.display_name,
                person.zone,
                _Date(shift.starts_at),
                segment.starts_at,
                segment.ends_at,
                segment.minutes / 60,
                segment.kind.value,
                segment.name,
                segment.is_paid,
            )
            for person, shift, segment in _blocks(export)
        )
        _Sheet(workbook, _("People"), (_("Name"), _("E-mail"), _("Zone"), _("Shifts"), _("Paid hours"))).fill(
            (person.display_name, person.email, person.zone, len(person.shifts), person.paid_minutes / 60) for person in export.people
        )
    return buffer.getvalue()


class _Date:
    """The local date of an instant, to be written as a date without a time."""

    def __init__(self, instant: datetime) -> None:
        self.midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


class _Sheet:
    """One sheet: a header row that stays and can be filtered by, and typed cells below it."""

    WIDTH = 18

    def __init__(self, workbook: Any, name: str, headings: tuple[str, ...]) -> None:
        self._sheet = workbook.add_worksheet(name)
        self._headings = headings
        self._date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._number = workbook.add_format({"num_format": "0.00"})
        self._sheet.write_row(0, 0, headings, workbook.add_format({"bold": True, "bottom": 1}))
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_column(0, len(headings) - 1, self.WIDTH)

    def fill(self, rows: Iterator[tuple[Any, ...]]) -> None:
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self._write(last, column, value)
        self._sheet.autofilter(0, 0, last, len(self._headings) - 1)

    def _write(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, _Date):
            self._sheet.write_datetime(row, column, value.midnight, self._date)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(row, column, value.replace(tzinfo=None), self._time)
        elif isinstance(value, float):
            self._sheet.write_number(row, column, value, self._number)
        else:
            self._sheet.write(row, column, value)


def _blocks(export: RosterExport) -> Iterator[tuple[ExportPerson, ExportShift, ExportSegment]]:
    for person in export.people:
        for shift in person.shifts:
            for segment in shift.segments:
                yield person, shift, segment


def _person_json(person: ExportPerson) -> dict[str, Any]:
    return {
        "id": str(person.agent_id),
        "name": person.display_name,
        "email": person.email,
        "zone": person.zone,
        "paid_minutes": person.paid_minutes,
        "shifts": [
            {
                "starts_at": shift.starts_at.isoformat(),
                "ends_at": shift.ends_at.isoformat(),
                "paid_minutes": shift.paid_minutes,
                "segments": [_segment_json(segment) for segment in shift.segments],
            }
            for shift in person.shifts
        ],
    }


def _segment_json(segment: ExportSegment) -> dict[str, Any]:
    named = {"code": segment.code, "name": segment.name} if segment.code else {}
    return {
        "kind": segment.kind.value,
        **named,
        "starts_at": segment.starts_at.isoformat(),
        "ends_at": segment.ends_at.isoformat(),
        "paid": segment.is_paid,
    }


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
