"""A file of counts: one row an interval and contact type, `starts_at,contact_type,offered,handle_time_seconds` by default.

`handle_time_seconds` is the mean of the row's contacts; it may be empty where it is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from flask_babel import gettext as _

from scheduling.timegrid import SLOT_MINUTES
from wfm.demand.quarters import FileOrder
from wfm.demand.reading import Reading
from wfm.demand.rows import Known, OnProgress, RowReader, add_rows, numbered_rows, seconds_of
from wfm.demand.time_texts import UtcMinute
from wfm.demand.volume_read import RowRefused, SeriesKey, VolumeRead

OFFERED_MAX = 1_000_000


def read_interval_file(path: Path, *, reading: Reading, known: Known, on_progress: OnProgress) -> VolumeRead:
    """Every interval of the file. The same interval of a series twice is an error."""
    rows = numbered_rows(path, reading=reading, on_progress=on_progress)
    file = _IntervalFile(reading, next(rows)[1], known)
    add_rows(rows, width=file.reader.width, add=file.add, found=file.found)
    file.found.counts.update(file.reader.quarters.counts)
    return file.found


class _IntervalFile:
    def __init__(self, reading: Reading, header: Sequence[str], known: Known) -> None:
        self.reader = RowReader(reading, header, known)
        self.found = VolumeRead(interval_minutes=reading.interval_minutes, handled_known=False, abandoned_known=False)
        self._offered = self.reader.places["offered"]
        self._handle_time = self.reader.places.get("handle_time_seconds")
        self._minutes = reading.interval_minutes
        # Types may follow each other in any way, so the order that shows a repeated hour is that of each series.
        self._orders: defaultdict[SeriesKey, FileOrder] = defaultdict(lambda: FileOrder(repeats_count=True))

    def add(self, row: list[str], line: int) -> None:
        """Counts one row. Raises RowRefused."""
        reader, found = self.reader, self.found
        minute = reader.minute(row)
        if (minute.minute if isinstance(minute, UtcMinute) else minute) % self._minutes:
            text = _("%(text)r is not the start of an interval of %(minutes)s minutes", text=reader.time_text(row), minutes=self._minutes)
            raise RowRefused(reader.time_column, text)
        key = reader.series(row)
        offered = _count(row[self._offered])
        seconds = self._seconds(row, offered)
        quarter = reader.quarters.quarter_of(minute, self._orders[key])
        found.saw(quarter + self._minutes // SLOT_MINUTES - 1, line)
        found.saw(quarter, line)
        tally = found.tally_of(key)
        if quarter in tally.index:
            raise RowRefused(reader.time_column, _("%(text)r is there twice for this contact type", text=reader.time_text(row)))
        place = tally.place_of(quarter)
        tally.offered[place] = offered
        if seconds is not None:
            tally.timed[place] = offered
            tally.seconds[place] = seconds * offered
        found.rows_kept += 1

    def _seconds(self, row: list[str], offered: int) -> float | None:
        text = "" if self._handle_time is None else row[self._handle_time].strip()
        if not text:
            return 0.0 if offered == 0 else None
        return seconds_of(text)


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        raise RowRefused("offered", _("%(text)r is not a whole number", text=text)) from None
    if not 0 <= count <= OFFERED_MAX:
        raise RowRefused("offered", _("%(text)r: it lies between 0 and %(most)s", text=text, most=OFFERED_MAX))
    return count
