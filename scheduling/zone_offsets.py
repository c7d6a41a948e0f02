"""When the clocks of a zone change, as arrays, so that thousands of people in dozens of zones convert quickly.

Used by :mod:`scheduling.timegrid` alone, which is the place to ask.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_SECONDS = 86400
_EPOCH_DATE = date(1970, 1, 1)
_SCAN_SECONDS = 6 * 3600  # no zone ever changed its clocks twice within six hours


class UnknownZoneError(ValueError):
    """The name is not in the time zone database."""


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as ``Asia/Kathmandu``. Raises UnknownZoneError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(f"{name!r} is not a time zone of the IANA database, such as Europe/Berlin") from error


class Offsets(NamedTuple):
    """From each ``starts[i]`` (seconds since 1970) until the next, local time is UTC plus ``seconds[i]``."""

    starts: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.int64]


def _offset_seconds(tz: ZoneInfo, second: int) -> int:
    return ((EPOCH + timedelta(seconds=second)).astimezone(tz).utcoffset() or timedelta()) // timedelta(seconds=1)


def _change_between(tz: ZoneInfo, low: int, high: int) -> int:
    """The first second in ``(low, high]`` with another offset than ``low``, by halving."""
    before = _offset_seconds(tz, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_seconds(tz, middle) == before:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=4096)
def _changes_in_year(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """The offset at the start of a UTC year, then each change in it, as (second, offset)."""
    tz = zone_named(zone)
    first, end = (int((datetime(y, 1, 1, tzinfo=UTC) - EPOCH).total_seconds()) for y in (year, year + 1))
    changes = [(first, _offset_seconds(tz, first))]
    for low in range(first, end - 1, _SCAN_SECONDS):
        high = min(low + _SCAN_SECONDS, end - 1)
        after = _offset_seconds(tz, high)
        if after != changes[-1][1]:
            changes.append((_change_between(tz, low, high), after))
    return tuple(changes)


@lru_cache(maxsize=1024)
def offsets_between(zone: str, first_year: int, last_year: int) -> Offsets:
    """The offsets that hold from the start of one UTC year to the end of another."""
    changes = [change for year in range(first_year, last_year + 1) for change in _changes_in_year(zone, year)]
    kept = [change for at, change in enumerate(changes) if at == 0 or change[1] != changes[at - 1][1]]
    return Offsets(np.array([at for at, _ in kept], dtype=np.int64), np.array([offset for _, offset in kept], dtype=np.int64))


def find_first_second_of(day: date, offsets: Offsets) -> int | None:
    """Seconds since 1970 of the first instant of a local date; None for a date that a zone left out."""
    midnight = (day - _EPOCH_DATE).days * DAY_SECONDS
    for at, (starts, offset) in enumerate(zip(offsets.starts.tolist(), offsets.seconds.tolist(), strict=True)):
        second = max(starts, midnight - offset)
        still_valid = at + 1 == len(offsets.starts) or second < offsets.starts[at + 1]
        if still_valid and second + offset < midnight + DAY_SECONDS:
            return int(second)
    return None
