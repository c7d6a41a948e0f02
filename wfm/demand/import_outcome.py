"""A volume file as a person hands it over, and what became of it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from wfm.demand.profiles import Profile
from wfm.demand.reading import Reading, RowEffect
from wfm.demand.volume_read import LineError


@dataclass(frozen=True, kw_only=True)
class VolumeFile:
    """A file to bring in, as a person asked for it. ``work_types`` maps contact types onto codes of work types."""

    path: Path
    reading: Reading
    source_code: str
    profile: Profile | None = None
    work_types: Mapping[str, str] = field(default_factory=dict)
    may_create: bool = False
    skip_bad_lines: bool = False
    again: bool = False


class Result(StrEnum):
    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class RuleCount:
    """What a rule was met by. Rows that an earlier rule decided match it too, but are not its own."""

    effect: RowEffect
    rows: str
    why: str
    matching: int
    decided: int


@dataclass(frozen=True, kw_only=True)
class SeriesTotal:
    """What the file held of one contact type."""

    contact_type: str
    offered: int
    timed: int
    abandoned: int
    mean_handle_time_seconds: float | None


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """What became of a file. ``import_id`` is None for a refused file of a source that does not exist yet."""

    result: Result
    import_id: int | None
    rows_read: int = 0
    rows_kept: int = 0
    window: tuple[datetime, datetime] | None = None
    rules: tuple[RuleCount, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[LineError, ...] = ()
    error_count: int = 0
    series: tuple[SeriesTotal, ...] = ()
    made: tuple[str, ...] = ()
    replaced_intervals: int = 0
    since: datetime | None = None
