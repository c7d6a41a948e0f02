"""An uploaded file of people as rows of texts with the lines they stand on. CSV or XLSX; what cannot be read is refused as a whole."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl
from flask_babel import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from wfm.core.errors import InvalidInput
from wfm.people.kinds import SheetKind
from wfm.people.sheets import SHEETS, kind_of_columns

FILE_BYTES_MAX = 5 * 2**20
UNPACKED_BYTES_MAX = 100 * 2**20
LINES_MAX = 20_000
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet: where it stands, and its cells by column, without spaces around them."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a known kind."""

    kind: SheetKind
    rows: tuple[Row, ...]


def read_sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file, people first. Raises InvalidInput with what is wrong about the file as a whole."""
    if len(content) > FILE_BYTES_MAX:
        raise InvalidInput(
            _("The file has %(size)d MB, the most is %(most)d MB.", size=len(content) // 2**20, most=FILE_BYTES_MAX // 2**20)
        )
    if not content.strip():
        raise InvalidInput(_("The file is empty."))
    tables = _tables_of_workbook(content) if content.startswith(b"PK") else {name: _table_of_text(content)}
    sheets = [_sheet(title, table) for title, table in tables.items() if table]
    if not sheets:
        raise InvalidInput(_("The file is empty."))
    kinds = [sheet.kind for sheet in sheets]
    if len(set(kinds)) < len(kinds):
        raise InvalidInput(_("Two sheets of the file have the same columns; put their lines into one."))
    return tuple(sorted(sheets, key=lambda sheet: list(SheetKind).index(sheet.kind)))


def _table_of_text(content: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(content)
    if "\0" in text:
        raise InvalidInput(_("The file is neither CSV nor XLSX."))
    head = text.splitlines()[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            table.append((reader.line_num, cells))
            if len(table) > LINES_MAX + 1:
                raise InvalidInput(_("The file has more than %(most)d lines.", most=LINES_MAX))
    except csv.Error as error:
        raise InvalidInput(_("Line %(line)d cannot be read: %(fault)s", line=reader.line_num, fault=error)) from None
    return table


def _decode(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(_("The file is neither CSV nor XLSX."))


def _tables_of_workbook(content: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_BYTES_MAX:
                raise InvalidInput(_("The workbook is too large."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
        raise InvalidInput(_("The workbook cannot be read; save it as .xlsx or .csv once more.")) from None
    tables: dict[str, list[tuple[int, list[str]]]] = {}
    for sheet in book.worksheets:
        table = [(at, [_text_of(cell) for cell in cells]) for at, cells in enumerate(sheet.iter_rows(values_only=True), start=1)]
        tables[sheet.title] = [(line, cells) for line, cells in table if any(cells)]
        if len(table) > LINES_MAX + 1:
            raise InvalidInput(_("The sheet %(sheet)s has more than %(most)d lines.", sheet=sheet.title, most=LINES_MAX))
    return tables


def _text_of(value: Any) -> str:
    """A cell as somebody would have typed it: dates as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _sheet(title: str, table: Sequence[tuple[int, list[str]]]) -> Sheet:
    line, head = table[0]
    names = [_column_name(cell) for cell in head]
    while names and not names[-1]:
        names.pop()
    kind = kind_of_columns(frozenset(names))
    if kind is None:
        known = "; ".join(
            f"{kind.value}: " + ", ".join(column.name for column in columns if column.is_required) for kind, columns in SHEETS.items()
        )
        raise InvalidInput(
            _("%(sheet)s, line %(line)d: these are not the columns of a sheet. Needed are, for", sheet=title, line=line) + f" {known}"
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InvalidInput(_("%(sheet)s: the column %(column)s is there twice.", sheet=title, column=twice[0]))
    unknown = [name for name in names if name and name not in {column.name for column in SHEETS[kind]}]
    if unknown:
        known = ", ".join(column.name for column in SHEETS[kind])
        raise InvalidInput(_("%(sheet)s: there is no column %(column)s; there are: %(known)s", sheet=title, column=unknown[0], known=known))
    return Sheet(kind, tuple(_rows(names, table[1:])))


def _column_name(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("-", "_")


def _rows(names: Sequence[str], table: Iterable[tuple[int, list[str]]]) -> Iterable[Row]:
    for line, cells in table:
        told = [_cell(cell) for cell in cells]
        if any(told):
            yield Row(line, {name: cell for name, cell in zip(names, told, strict=False) if name})


def _cell(cell: str) -> str:
    """Spaces around are dropped, and the apostrophe that our own exports put before what would be a formula."""
    told = cell.strip()
    return told[1:] if told[:1] == "'" and told[1:2] in ("=", "+", "-", "@") else told
