"""From a volume file to totals by series and interval. The one door to the readers of both kinds; knows no database."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import gettext as _

from scheduling.timegrid import SLOT_MINUTES
from wfm.core.errors import InvalidInput
from wfm.demand.contact_log import read_contact_log
from wfm.demand.interval_file import read_interval_file
from wfm.demand.quarters import instant_at
from wfm.demand.reading import FileKind, Reading
from wfm.demand.rows import Known, OnProgress
from wfm.demand.volume_read import VolumeRead

WINDOW_DAYS_MAX = 800


class WindowTooLong(InvalidInput):
    code = "window_too_long"


def sha256_of(path: Path) -> str:
    """The digest that tells one file from another. Raises InvalidInput where there is no file to read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(_("%(file)s cannot be read: %(error)s", file=path, error=error.strerror or error)) from None


def read_volumes(path: Path, *, reading: Reading, known: Known, on_progress: OnProgress) -> VolumeRead:
    """The totals of a file, with its errors by line. Raises InvalidInput where it cannot be read as said at all."""
    read = read_contact_log if reading.kind is FileKind.CONTACTS else read_interval_file
    return read(path, reading=reading, known=known, on_progress=on_progress)


def window_of(found: VolumeRead) -> tuple[datetime, datetime]:
    """The stretch of time the file speaks about: from its first interval to the end of its last.

    Raises InvalidInput for a file without rows, and WindowTooLong: a year mistyped in one row would otherwise replace decades.
    """
    if found.first_quarter is None or found.last_quarter is None:
        raise InvalidInput(_("The file has no row whose time can be read."))
    starts_at, ends_at = instant_at(found.first_quarter), instant_at(found.last_quarter) + timedelta(minutes=SLOT_MINUTES)
    if ends_at - starts_at > timedelta(days=WINDOW_DAYS_MAX):
        raise WindowTooLong(
            _(
                "The file reaches over %(days)s days, the most is %(most)s: from %(first)s (line %(first_line)s) "
                "to %(last)s (line %(last_line)s).",
                days=(ends_at - starts_at).days,
                first=starts_at.date(),
                first_line=found.first_line,
                last=ends_at.date(),
                last_line=found.last_line,
                most=WINDOW_DAYS_MAX,
            )
        )
    return starts_at, ends_at
