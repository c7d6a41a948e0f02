"""What a volume file held, added up by series and interval before anything is written, and what was wrong with it by line."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from wfm.demand.quarters import instant_at

ERRORS_KEPT_MAX = 1000
SERIES_MAX = 2000
NOT_KNOWN = -1.0


@dataclass(frozen=True, slots=True)
class LineError:
    """One thing wrong in one line of the file."""

    line: int
    field: str
    text: str

    def __str__(self) -> str:
        return _("line %(line)s, %(field)s: %(text)s", line=self.line, field=self.field, text=self.text)

    def to_json(self) -> dict[str, Any]:
        return {"line": self.line, "field": self.field, "text": self.text}


class RowRefused(ValueError):
    """Raised while a row is read; becomes a LineError."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


class SeriesKey(NamedTuple):
    """A contact type as the file names it, and a contact reason where there is one ("" otherwise)."""

    contact_type: str
    reason: str


class IntervalTotal(NamedTuple):
    """Contacts of one series in one interval. ``timed`` are those with a known handle time."""

    starts_at: datetime
    offered: int
    timed: int
    abandoned: int
    handle_time_seconds_sum: float


class Tally:
    """Totals of one series by quarter, in arrays, so that a year of quarters stays small."""

    __slots__ = ("abandoned", "index", "offered", "seconds", "timed")

    def __init__(self) -> None:
        self.index: dict[int, int] = {}
        self.offered = array("q")
        self.timed = array("q")
        self.abandoned = array("q")
        self.seconds = array("d")

    def place_of(self, quarter: int) -> int:
        """Where the totals of a quarter stand in the arrays; a new place where there was none."""
        place = self.index.get(quarter)
        if place is None:
            place = self.index[quarter] = len(self.offered)
            self.offered.append(0)
            self.timed.append(0)
            self.abandoned.append(0)
            self.seconds.append(0.0)
        return place

    def totals(self) -> Iterator[IntervalTotal]:
        for quarter, place in self.index.items():
            yield IntervalTotal(instant_at(quarter), self.offered[place], self.timed[place], self.abandoned[place], self.seconds[place])


@dataclass(slots=True)
class VolumeRead:
    """The file, read. A file may not tell which contacts were handled, or which were abandoned.

    ``rows_matching`` and ``rows_decided`` count rows by rule: those that meet it, and those that no earlier rule decided.
    """

    interval_minutes: int
    handled_known: bool
    abandoned_known: bool
    tallies: dict[SeriesKey, Tally] = field(default_factory=dict)
    rows_read: int = 0
    rows_kept: int = 0
    first_quarter: int | None = None
    last_quarter: int | None = None
    first_line: int = 0
    last_line: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rows_matching: Counter[int] = field(default_factory=Counter)
    rows_decided: Counter[int] = field(default_factory=Counter)
    errors: list[LineError] = field(default_factory=list)
    error_count: int = 0

    def tally_of(self, key: SeriesKey) -> Tally:
        """The totals of a series. Raises RowRefused where there are too many series to be right."""
        tally = self.tallies.get(key)
        if tally is None:
            if len(self.tallies) >= SERIES_MAX:
                text = _("more than %(most)s different contact types and reasons; is this the right column?", most=SERIES_MAX)
                raise RowRefused("contact_type", text)
            tally = self.tallies[key] = Tally()
        return tally

    def saw(self, quarter: int, line: int) -> None:
        """The window of the file reaches to this quarter, whatever becomes of the row."""
        if self.first_quarter is None or quarter < self.first_quarter:
            self.first_quarter, self.first_line = quarter, line
        if self.last_quarter is None or quarter > self.last_quarter:
            self.last_quarter, self.last_line = quarter, line

    def refuse(self, line: int, error: RowRefused) -> None:
        self.error_count += 1
        if len(self.errors) < ERRORS_KEPT_MAX:
            self.errors.append(LineError(line, error.field, error.text))

    @property
    def contact_types(self) -> tuple[str, ...]:
        return tuple(sorted({key.contact_type for key in self.tallies}))

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(sorted({key.reason for key in self.tallies if key.reason}))
