"""A contact log: one row a contact. Adds contacts up by quarter as they come, so memory depends on quarters, not on contacts."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from flask_babel import gettext as _

from scheduling.timegrid import SLOT_MINUTES
from wfm.demand.quarters import FileOrder
from wfm.demand.reading import Condition, Reading, RowEffect
from wfm.demand.rows import Known, OnProgress, RowReader, add_rows, numbered_rows, place_in, seconds_of
from wfm.demand.volume_read import RowRefused, VolumeRead

Row = list[str]


def read_contact_log(path: Path, *, reading: Reading, known: Known, on_progress: OnProgress) -> VolumeRead:
    """Every contact of the log, added up. Where a key comes twice, the later rows are errors.

    Keys are remembered as eight bytes each. Only when two of them are equal is the file read once more, now comparing the
    texts of those.
    """
    suspects: frozenset[int] = frozenset()
    while True:
        rows = numbered_rows(path, reading=reading, on_progress=on_progress)
        log = _ContactLog(reading, next(rows)[1], known, suspects)
        add_rows(rows, width=log.reader.width, add=log.add, found=log.found)
        log.found.counts.update(log.reader.quarters.counts)
        repeated = log.repeated_keys()
        if repeated == suspects:
            return log.found
        suspects = repeated


class _ContactLog:
    def __init__(self, reading: Reading, header: Sequence[str], known: Known, suspects: frozenset[int]) -> None:
        self.reader = RowReader(reading, header, known)
        self.found = VolumeRead(
            interval_minutes=SLOT_MINUTES,
            handled_known="handle_time_seconds" in reading.columns,
            abandoned_known=any(rule.effect is RowEffect.ABANDONED for rule in reading.rules),
        )
        self.hashes = array("q")
        self._order = FileOrder(repeats_count=False)
        self._rules = [(rule.effect, _matcher(rule.conditions, header)) for rule in reading.rules]
        self._key = tuple(place_in(header, column) for column in reading.key_columns)
        self._key_columns = ", ".join(reading.key_columns)
        self._suspects = suspects
        self._seen: dict[tuple[str, ...], int] = {}
        self._handle_time = self.reader.places.get("handle_time_seconds")

    def add(self, row: Row, line: int) -> None:
        """Counts one row. Raises RowRefused, having counted nothing of it but that its time was seen."""
        reader, found = self.reader, self.found
        quarter = reader.quarter(row, self._order)
        found.saw(quarter, line)
        if self._key:
            self._check_key(row, line)
        effect = self._effect_of(row)
        if effect is RowEffect.LEAVE_OUT:
            return
        key = reader.series(row)
        seconds = self._seconds(row) if effect is None else None
        tally = found.tally_of(key)
        place = tally.place_of(quarter)
        tally.offered[place] += 1
        if effect is RowEffect.ABANDONED:
            tally.abandoned[place] += 1
        elif seconds is not None:
            tally.timed[place] += 1
            tally.seconds[place] += seconds
        found.rows_kept += 1

    def repeated_keys(self) -> frozenset[int]:
        """Hashes of keys that came more than once."""
        values, times = np.unique(np.frombuffer(self.hashes, dtype=np.int64), return_counts=True)
        return frozenset(values[times > 1].tolist())

    def _seconds(self, row: Row) -> float | None:
        return None if self._handle_time is None else seconds_of(row[self._handle_time])

    def _effect_of(self, row: Row) -> RowEffect | None:
        decided: RowEffect | None = None
        for at, (effect, matches) in enumerate(self._rules):
            if matches(row):
                self.found.rows_matching[at] += 1
                if decided is None:
                    self.found.rows_decided[at] += 1
                    decided = effect
        return decided

    def _check_key(self, row: Row, line: int) -> None:
        key = tuple([row[place] for place in self._key])
        hashed = hash(key)
        self.hashes.append(hashed)
        if hashed not in self._suspects:
            return
        first_line = self._seen.setdefault(key, line)
        if first_line != line:
            raise RowRefused(self._key_columns, _("the same contact is in line %(line)s already", line=first_line))


def _matcher(conditions: Sequence[Condition], header: Sequence[str]) -> Callable[[Row], bool]:
    """One condition is by far the commonest, and rows are many: it gets a test of its own."""
    tests = [(place_in(header, condition.column), frozenset(condition.texts), condition.negated) for condition in conditions]
    if len(tests) == 1:
        ((only_place, only_texts, only_negated),) = tests
        return lambda row: (row[only_place] in only_texts) is not only_negated
    return lambda row: all((row[place] in texts) is not negated for place, texts, negated in tests)
