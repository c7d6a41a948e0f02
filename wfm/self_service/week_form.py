"""A usual week as a form of seven lines, both ways: the times of each weekday in words such as "09:00-12:00, 13:00-17:00"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from wfm.availability.expansion import KindOfHours
from wfm.availability.kinds import AvailabilityKind
from wfm.availability.models import AvailabilityPattern
from wfm.availability.queries import pattern_of
from wfm.core.cells import Cells, Fault
from wfm.core.errors import InvalidInput
from wfm.core.hours_text import read_spans, write_spans
from wfm.core.local_week import WeeklyStretch

WEEKDAYS = range(1, 8)
KINDS = (AvailabilityKind.AVAILABLE, AvailabilityKind.PREFERRED)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One weekday of the form; 1 is Monday."""

    weekday: int
    available: str
    preferred: str


def lines_of(hours: Iterable[KindOfHours]) -> tuple[DayLine, ...]:
    """The lines that say these hours."""
    told = list(hours)

    def spans(weekday: int, kind: AvailabilityKind) -> str:
        return write_spans(
            (found.stretch.local_start, found.stretch.local_end)
            for found in told
            if found.kind is kind and found.stretch.weekday == weekday
        )

    return tuple(DayLine(day, spans(day, AvailabilityKind.AVAILABLE), spans(day, AvailabilityKind.PREFERRED)) for day in WEEKDAYS)


def lines_of_pattern(row: AvailabilityPattern) -> tuple[DayLine, ...]:
    """The lines that say a stored usual week."""
    return lines_of(pattern_of(row).hours)


def lines_of_cells(told: Mapping[str, str]) -> tuple[DayLine, ...]:
    """The lines as somebody typed them, right or wrong."""
    return tuple(DayLine(day, told.get(f"available-{day}", ""), told.get(f"preferred-{day}", "")) for day in WEEKDAYS)


def read_week(cells: Cells) -> tuple[KindOfHours, ...]:
    """The hours of the form; what is wrong is added to the faults of the cells, by field."""
    hours: list[KindOfHours] = []
    for day in WEEKDAYS:
        for kind in KINDS:
            field = f"{kind.value}-{day}"
            try:
                spans = read_spans(field, cells.text(field))
            except InvalidInput as error:
                cells.faults.append(Fault(field, error.message.removeprefix(f"{field}: ")))
                continue
            if len({start for start, _end in spans}) < len(spans):
                cells.faults.append(Fault(field, _("has two stretches that begin at the same time")))
            hours.extend(KindOfHours(WeeklyStretch(day, start, end), kind) for start, end in spans)
    return tuple(hours)
