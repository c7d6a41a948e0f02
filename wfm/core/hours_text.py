"""Weekly hours as people type them, such as "Mon-Fri 09:00-17:00; Sat 10:00-14:00". One spelling out, several forgiven on the way in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from wfm.core.errors import InvalidInput
from wfm.core.local_week import WeeklyStretch

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "(" + "|".join(WEEKDAYS) + ")[a-z]*"
_DAYS = re.compile(rf"{_DAY}(?:\s*[-–]\s*{_DAY})?", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")
_PART = re.compile(rf"(?P<days>{_DAY}.*?)\s+(?P<spans>\d.*)", re.IGNORECASE)


def read_hours(field: str, text: str) -> tuple[WeeklyStretch, ...]:
    """The weekly stretches of a text, in order; an empty text or "never" has none.

    Parts are separated by semicolons, each of days and times: "Mon, Wed-Fri 09:00-12:00, 13:00-17:00". An end at or before the start
    is on the next day, and 24:00 is midnight. Raises InvalidInput, which names the part that cannot be read.
    """
    told = text.strip()
    if not told or told.lower() == "never":
        return ()
    found = [stretch for part in told.split(";") if part.strip() for stretch in _read_part(field, part.strip())]
    for at, stretch in enumerate(found):
        if any((other.weekday, other.local_start) == (stretch.weekday, stretch.local_start) for other in found[:at]):
            day = WEEKDAYS[stretch.weekday - 1]
            raise InvalidInput(_("%(field)s has two stretches on %(day)s from %(start)s", field=field, day=day, start=stretch.local_start))
    return tuple(sorted(found))


def write_hours(stretches: Iterable[WeeklyStretch]) -> str:
    """The text of weekly stretches: days of the same hours together, "never" where there are none."""
    by_day: dict[int, list[str]] = {}
    for stretch in sorted(stretches):
        by_day.setdefault(stretch.weekday, []).append(f"{stretch.local_start:%H:%M}-{_end(stretch.local_end)}")
    runs: list[tuple[int, int, str]] = []
    for day, spans in sorted(by_day.items()):
        told = ", ".join(spans)
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == told:
            runs[-1] = (runs[-1][0], day, told)
        else:
            runs.append((day, day, told))
    return "; ".join(f"{_days(first, last)} {told}" for first, last, told in runs) or "never"


def read_spans(field: str, text: str) -> tuple[tuple[time, time], ...]:
    """The times of one day, such as "09:00-12:00, 13:00-17:00"; an empty text has none. Raises InvalidInput."""
    return tuple(_read_span(field, span.strip()) for span in text.split(",") if span.strip())


def write_spans(spans: Iterable[tuple[time, time]]) -> str:
    """The text of the times of one day."""
    return ", ".join(f"{start:%H:%M}-{_end(end)}" for start, end in sorted(spans))


def _read_part(field: str, part: str) -> list[WeeklyStretch]:
    found = _PART.fullmatch(part)
    if found is None:
        raise InvalidInput(_("%(field)s: %(part)r is not understood; write for example Mon-Fri 09:00-17:00", field=field, part=part))
    days = [day for told in found["days"].split(",") if told.strip() for day in _read_days(field, told.strip())]
    return [WeeklyStretch(day, *span) for day in days for span in read_spans(field, found["spans"])]


def _read_days(field: str, told: str) -> list[int]:
    found = _DAYS.fullmatch(told)
    if found is None:
        raise InvalidInput(_("%(field)s: %(part)r is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun", field=field, part=told))
    first = WEEKDAYS.index(found[1].title()) + 1
    last = WEEKDAYS.index(found[2].title()) + 1 if found[2] else first
    return list(range(first, last + 1)) if first <= last else [*range(first, 8), *range(1, last + 1)]


def _read_span(field: str, told: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(told)
    if found is None:
        raise InvalidInput(_("%(field)s: %(part)r are no times; write for example 09:00-17:00", field=field, part=told))
    return _read_time(field, found[1], found[2], told), _read_time(field, found[3], found[4], told)


def _read_time(field: str, hour: str, minute: str | None, told: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return time(0, 0)
    if hours > 23 or minutes > 59 or minutes % 15:
        raise InvalidInput(_("%(field)s: %(part)r; times are on quarters of an hour from 00:00 to 24:00", field=field, part=told))
    return time(hours, minutes)


def _end(local_end: time) -> str:
    return "24:00" if local_end == time(0, 0) else f"{local_end:%H:%M}"


def _days(first: int, last: int) -> str:
    start, end = WEEKDAYS[first - 1], WEEKDAYS[last - 1]
    return start if first == last else f"{start}, {end}" if last == first + 1 else f"{start}-{end}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(usual_hours=_usual_hours, hours_of_rows=_hours_of_rows)


def _usual_hours(windows: Iterable[Any], kind: str) -> str:
    """The hours of one kind among rows that have a weekday, times and a kind."""
    return _hours_of_rows(row for row in windows if row.kind == kind)


def _hours_of_rows(rows: Iterable[Any]) -> str:
    """The hours of rows that have a weekday and times."""
    return write_hours(WeeklyStretch(row.weekday, row.local_start, row.local_end) for row in rows)
