"""Skill records as CSV, XLSX and JSON. No cell can act as a formula; the workbook has real dates and numbers and a header that stays."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date

from wfm.core.spreadsheets import harmless
from wfm.reports.skill_records import SkillRecord

COLUMNS = (
    "person_id", "name", "email", "zone", "country", "roster_group", "teams", "channel", "work_type", "work_name", "required_level",
    "level", "enjoyment", "speed", "assessed_on", "valid_until", "evidence", "has_lapsed", "is_qualified",
)  # fmt: skip
SCHEMA = "wfm-skills/1"
WIDTH = 16


def csv_of(records: Sequence[SkillRecord]) -> bytes:
    """One line a person and work type."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([harmless(cell) if isinstance(cell, str) else _flag(cell) for cell in _cells(record)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def json_of(records: Sequence[SkillRecord], *, on: date) -> bytes:
    """The same for programs."""
    rows = [dict(zip(COLUMNS, (_plain(cell) for cell in _cells(record)), strict=True)) for record in records]
    return json.dumps({"schema": SCHEMA, "as_of": on.isoformat(), "skills": rows}, ensure_ascii=False, indent=1).encode()


def xlsx_of(records: Sequence[SkillRecord]) -> bytes:
    """The same as a sheet that can be filtered."""
    import xlsxwriter  # a tenth of a second that every other page would wait for

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet("skills")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bottom": 1}))
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
        for row, record in enumerate(records, start=1):
            for column, cell in enumerate(_cells(record)):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, bool):
                    sheet.write_boolean(row, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, cell)
        sheet.autofilter(0, 0, max(1, len(records)), len(COLUMNS) - 1)
    return held.getvalue()


def _cells(record: SkillRecord) -> tuple[object, ...]:
    return (
        record.agent_id,
        record.name,
        record.email,
        record.zone,
        record.country,
        record.group,
        record.teams,
        record.channel,
        record.work_type,
        record.work_name,
        record.required_level,
        record.level,
        record.enjoyment,
        record.speed,
        record.assessed_on,
        record.valid_until,
        record.evidence,
        record.has_lapsed,
        record.is_qualified,
    )


def _flag(cell: object) -> object:
    return int(cell) if isinstance(cell, bool) else cell


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
