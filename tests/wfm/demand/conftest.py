"""Volume files as tests need them, and the way from a file to the database that the command goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from wfm.demand.csv_import import read_volumes
from wfm.demand.import_outcome import ImportOutcome, VolumeFile
from wfm.demand.reading import FileKind, Reading
from wfm.demand.services import find_unchanged, known_names, store_volumes

COLUMNS = {name: name for name in ("starts_at", "contact_type", "offered", "handle_time_seconds")}
HEADER = "starts_at,contact_type,offered,handle_time_seconds\n"

BringIn = Callable[..., ImportOutcome]


@pytest.fixture
def bring_in(session: Session, tmp_path: Path) -> BringIn:
    """Brings rows of `starts_at,contact_type,offered,handle_time_seconds` in, by default from a source `desk` that may be new."""

    def bring(rows: str, *, name: str = "volumes.csv", header: str = HEADER, reading: Reading | None = None, **said: Any) -> ImportOutcome:
        path = tmp_path / name
        path.write_text(header + rows, encoding="utf-8")
        usual: dict[str, Any] = {"source_code": "desk", "may_create": True}
        how = reading or Reading(kind=FileKind.INTERVALS, zone="Europe/Lisbon", columns=COLUMNS)
        file = VolumeFile(path=path, reading=how, **usual | said)
        unchanged = find_unchanged(session, file=file)
        if unchanged is not None:
            return unchanged
        found = read_volumes(path, reading=how, known=known_names(session, file=file), on_progress=lambda _bytes: None)
        return store_volumes(session, file=file, found=found, actor=LEAD, now=NOW)

    return bring
