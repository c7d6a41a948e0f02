"""Turns the time texts of a file into minutes, quickly: dates, times of the day and ISO beginnings repeat, so each is parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from flask_babel import gettext as _

WALL_CLOCK_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001  local times count from it, whatever the zone
YEAR_MIN, YEAR_MAX = 1970, 2199
_CACHED_TEXTS_MAX = 200_000
_MINUTE = timedelta(minutes=1)
_TIME_DIRECTIVE = re.compile(r"%[HIpMSfzZ]")
_DATE_DIRECTIVE = re.compile(r"%[YymdjbBaAUWGuV]")
_ISO_TO_THE_MINUTE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_ISO_LENGTH = len("2026-01-05T08:15")
Value = TypeVar("Value")


class TimeTextError(ValueError):
    """A text that is no time of the format; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class UtcMinute:
    """A text with an offset stands for an instant: minutes since 1970 in UTC."""

    minute: int


Minute = int | UtcMinute
"""A whole number is local: minutes since 1970 on the wall clock of the file's zone."""


class TimeTexts:
    """Parses by the formats of a file; without a format a text is ISO 8601."""

    def __init__(self, *, date_format: str | None = None, time_format: str | None = None, datetime_format: str | None = None) -> None:
        self._days: dict[str, int] = {}
        self._times: dict[str, int] = {}
        self._whole: dict[str, int] = {}
        self._endings: dict[str, int | None] = {}
        parts = _split_format(datetime_format) if datetime_format else None
        self._date_format, self._time_format = parts or (date_format, time_format)
        self._datetime_format = datetime_format
        self.parse_whole: Callable[[str], Minute] = (
            self._parse_iso if datetime_format is None else self._parse_two_parts if parts else self._parse_one_format
        )
        """Minutes of a date and a time in one text. Raises TimeTextError."""

    def parse_parts(self, date_text: str, time_text: str) -> int:
        """Local minutes of a date and a time of the day in two texts. Raises TimeTextError."""
        day = self._days.get(date_text)
        if day is None:
            day = _remember(self._days, date_text, self._parse_date(date_text))
        time = self._times.get(time_text)
        if time is None:
            time = _remember(self._times, time_text, self._parse_time(time_text))
        return day + time

    def _parse_iso(self, text: str) -> Minute:
        start, ending = text[:_ISO_LENGTH], text[_ISO_LENGTH:]
        minute = self._whole.get(start)
        if minute is None:
            if not _ISO_TO_THE_MINUTE.fullmatch(start):
                return _minute_of(_from_iso(text))
            minute = _remember(self._whole, start, _local_minute(_from_iso(start)))
        if ending not in self._endings:
            _remember(self._endings, ending, _offset_minutes(_from_iso(f"2000-01-01T00:00{ending}")))
        offset = self._endings[ending]
        return minute if offset is None else UtcMinute(minute - offset)

    def _parse_two_parts(self, text: str) -> int:
        date_text, _space, time_text = text.partition(" ")
        return self.parse_parts(date_text, time_text)

    def _parse_one_format(self, text: str) -> Minute:
        minute = self._whole.get(text)
        if minute is not None:
            return minute
        found = _minute_of(_from_format(text, str(self._datetime_format)))
        return _remember(self._whole, text, found) if isinstance(found, int) else found

    def _parse_date(self, text: str) -> int:
        parsed = _from_format(text, self._date_format) if self._date_format else _from_iso(text)
        if parsed.tzinfo is not None or (parsed.hour, parsed.minute, parsed.second) != (0, 0, 0):
            raise TimeTextError(_("a date without a time is expected, such as 2026-01-05"))
        return _local_minute(parsed)

    def _parse_time(self, text: str) -> int:
        parsed = _from_format(text, self._time_format) if self._time_format else _from_iso(f"2000-01-01T{text}", shown="08:15:00")
        if parsed.tzinfo is not None:
            raise TimeTextError(_("a time of the day without an offset is expected"))
        return parsed.hour * 60 + parsed.minute


def _remember(cache: dict[str, Value], text: str, value: Value) -> Value:
    if len(cache) >= _CACHED_TEXTS_MAX:
        cache.clear()
    cache[text] = value
    return value


def _split_format(datetime_format: str) -> tuple[str, str] | None:
    """Date and time formats of one in which a space parts them; None where it is built otherwise."""
    date_format, space, time_format = datetime_format.partition(" ")
    apart = not _TIME_DIRECTIVE.search(date_format) and not _DATE_DIRECTIVE.search(time_format) and " " not in time_format
    return (date_format, time_format) if space and apart and "%z" not in time_format else None


def _from_iso(text: str, shown: str = "2026-01-05T08:15:00") -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise TimeTextError(_("a time such as %(example)s is expected", example=shown)) from None


def _from_format(text: str, expected: str) -> datetime:
    try:
        return datetime.strptime(text, expected)  # noqa: DTZ007  the zone is the file's
    except ValueError:
        raise TimeTextError(_("the format %(format)s is expected", format=expected)) from None


def _minute_of(parsed: datetime) -> Minute:
    offset = _offset_minutes(parsed)
    minute = _local_minute(parsed.replace(tzinfo=None))
    return minute if offset is None else UtcMinute(minute - offset)


def _offset_minutes(parsed: datetime) -> int | None:
    offset = parsed.utcoffset()
    return None if offset is None else offset // _MINUTE


def _local_minute(parsed: datetime) -> int:
    if not YEAR_MIN <= parsed.year <= YEAR_MAX:
        raise TimeTextError(
            _("the year is %(year)s, it lies between %(least)s and %(most)s", year=parsed.year, least=YEAR_MIN, most=YEAR_MAX)
        )
    return (parsed - WALL_CLOCK_ZERO) // _MINUTE


def instant_of_minute(minute: int) -> datetime:
    """The instant of minutes since 1970 in UTC."""
    return WALL_CLOCK_ZERO.replace(tzinfo=UTC) + minute * _MINUTE
