"""What both kinds of volume files share: rows with line numbers, the columns of the header, times, types and numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from wfm.core.checks import CODE_LENGTH_MAX
from wfm.core.errors import InvalidInput
from wfm.demand.quarters import FileOrder, Quarters
from wfm.demand.reading import Reading
from wfm.demand.time_texts import Minute, TimeTextError, TimeTexts
from wfm.demand.volume_read import RowRefused, SeriesKey, VolumeRead

HANDLE_TIME_SECONDS_MAX = 86_400
ROWS_BETWEEN_PROGRESS = 20_000
OnProgress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Known:
    """Contact types and reasons that may occur; None where new ones are welcome."""

    contact_types: Collection[str] | None = None
    reasons: Collection[str] | None = None


def numbered_rows(path: Path, *, reading: Reading, on_progress: OnProgress) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of the header, then of each row that is not blank. ``on_progress`` is told the bytes read so far.

    Raises InvalidInput where the file is empty, not text of its encoding, or no CSV.
    """
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=reading.encoding, newline="") as text:
        reader = csv.reader(text, delimiter=reading.delimiter)
        try:
            header = [name.strip() for name in next(reader, ())]
            if not any(header):
                raise InvalidInput(_("%(file)s is empty; a header line is needed", file=path.name))
            yield reader.line_num, header
            for count, row in enumerate(reader):
                if count % ROWS_BETWEEN_PROGRESS == 0:
                    on_progress(raw.tell())
                if row:
                    yield reader.line_num, row
        except UnicodeError as error:
            told = _("not %(encoding)s text; say which encoding it is", encoding=reading.encoding)
            raise InvalidInput(_("%(file)s, after line %(line)s: %(error)s", file=path.name, line=reader.line_num, error=told)) from error
        except csv.Error as error:
            raise InvalidInput(_("%(file)s, line %(line)s: %(error)s", file=path.name, line=reader.line_num, error=error)) from error
        on_progress(raw.tell())


def add_rows(rows: Iterable[tuple[int, list[str]]], *, width: int, add: Callable[[list[str], int], None], found: VolumeRead) -> None:
    """Gives each row to ``add`` and keeps what it refuses as errors of the line."""
    for line, row in rows:
        found.rows_read += 1
        try:
            if len(row) != width:
                _refuse_width(len(row), width)
            add(row, line)
        except RowRefused as refused:
            found.refuse(line, refused)


def _refuse_width(found: int, expected: int) -> None:
    raise RowRefused("row", _("%(found)s columns, the header has %(expected)s", found=found, expected=expected))


def place_in(header: Sequence[str], column: str) -> int:
    """Where a column stands in the header. Raises InvalidInput where it is missing or there twice."""
    times = header.count(column)
    if times != 1:
        problem = (
            _("there is no column %(column)r", column=column) if not times else _("the column %(column)r is there twice", column=column)
        )
        raise InvalidInput(_("line 1: %(problem)s; the header has: %(header)s", problem=problem, header=", ".join(header)))
    return header.index(column)


class RowReader:
    """Reads the fields that both kinds have from rows under one header."""

    def __init__(self, reading: Reading, header: Sequence[str], known: Known) -> None:
        places = {name: place_in(header, column) for name, column in reading.columns.items()}
        texts = TimeTexts(date_format=reading.date_format, time_format=reading.time_format, datetime_format=reading.datetime_format)
        self.width = len(header)
        self.places = places
        self.quarters = Quarters(zone=reading.zone)
        self._known = known
        self._series: dict[tuple[str, str], SeriesKey] = {}
        if "starts_at" in places:
            whole, self.time_column = places["starts_at"], reading.columns["starts_at"]
            self.minute_of: Callable[[list[str]], Minute] = lambda row: texts.parse_whole(row[whole])
            self.time_text: Callable[[list[str]], str] = lambda row: row[whole]
        else:
            day, time = places["date"], places["time"]
            self.time_column = f"{reading.columns['date']}, {reading.columns['time']}"
            self.minute_of = lambda row: texts.parse_parts(row[day], row[time])
            self.time_text = lambda row: f"{row[day]} {row[time]}"

    def minute(self, row: list[str]) -> Minute:
        """When, as the file tells it. Raises RowRefused."""
        try:
            return self.minute_of(row)
        except TimeTextError as error:
            raise RowRefused(self.time_column, _("%(text)r: %(error)s", text=self.time_text(row), error=error)) from None

    def quarter(self, row: list[str], order: FileOrder) -> int:
        return self.quarters.quarter_of(self.minute(row), order)

    def series(self, row: list[str]) -> SeriesKey:
        """Contact type and reason. Raises RowRefused where one is missing, too long or not known."""
        told = (row[self.places["contact_type"]], row[self.places["reason"]] if "reason" in self.places else "")
        key = self._series.get(told)
        if key is None:
            key = SeriesKey(told[0].strip(), told[1].strip())
            if not key.contact_type:
                raise RowRefused("contact_type", _("is empty"))
            _check_name("contact_type", key.contact_type, self._known.contact_types)
            if key.reason:
                _check_name("reason", key.reason, self._known.reasons)
            self._series[told] = key
        return key


def _check_name(field: str, name: str, known: Collection[str] | None) -> None:
    if len(name) > CODE_LENGTH_MAX:
        raise RowRefused(field, _("%(length)s characters, the most is %(most)s", length=len(name), most=CODE_LENGTH_MAX))
    if known is not None and name not in known:
        raise RowRefused(
            field, _("%(name)r is not known; known are: %(known)s", name=name, known=", ".join(sorted(known)) or _("none yet"))
        )


def seconds_of(text: str) -> float:
    """A handle time. Raises RowRefused outside 0 to 86,400 seconds."""
    try:
        seconds = float(text)
    except ValueError:
        raise RowRefused("handle_time_seconds", _("%(text)r is not a number", text=text)) from None
    if not 0 <= seconds <= HANDLE_TIME_SECONDS_MAX:
        limit = _("%(text)r: it lies between 0 and %(most)s", text=text, most=HANDLE_TIME_SECONDS_MAX)
        raise RowRefused("handle_time_seconds", limit)
    return seconds
