"""Where a roster is short, and where everybody stands who could serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from scheduling.rostering.explanation import Standing, why_short
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval
from wfm.rosters.law_texts import rule_text
from wfm.rosters.work_marks import WorkMark
from wfm.solves.board import Board, BoardLine, BoardPerson
from wfm.solves.coverage_lines import HEADS_SHORT_MIN, SLOT_HOURS, runs

STRETCHES_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortStretch:
    """A work type that lacks people from one instant to another: hours in all, and the slot in which most heads are missing."""

    code: str
    mark: WorkMark
    span: Interval
    hours: float
    worst_slot: int
    worst_heads: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """One person in a short quarter hour. `why` says more where there is more to say; `coming` is a shift that could be added."""

    person: BoardPerson
    why: str
    coming: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMoment:
    """A short quarter hour: people by where they stand, first who could come, then who serves it, then the others."""

    starts_at: datetime
    mark: WorkMark
    required: float
    capacity: float
    people: Mapping[Standing, tuple[StandingRow, ...]]


def short_stretches(board: Board, *, marks: Mapping[str, WorkMark]) -> tuple[tuple[ShortStretch, ...], int]:
    """The stretches in which most hours are missing, the worst first, and how many there are in all."""
    found = [stretch for line in board.lines if line.code in marks for stretch in _stretches(board, line, marks[line.code])]
    found.sort(key=lambda stretch: (-stretch.hours, stretch.span.starts_at))
    return tuple(found[:STRETCHES_SHOWN]), len(found)


def _stretches(board: Board, line: BoardLine, mark: WorkMark) -> list[ShortStretch]:
    missing = [max(0.0, need - given) for need, given in zip(line.required, line.capacity, strict=True)]
    horizon = board.week.horizon
    found = []
    for first, last, is_short in runs([heads >= HEADS_SHORT_MIN for heads in missing]):
        if is_short:
            worst = max(range(first, last), key=lambda slot: missing[slot])
            span = Interval(horizon.instant_of(first), horizon.instant_of(last))
            hours = sum(missing[first:last]) * SLOT_HOURS
            found.append(ShortStretch(code=line.code, mark=mark, span=span, hours=hours, worst_slot=worst, worst_heads=missing[worst]))
    return found


def short_moment(board: Board, *, marks: Mapping[str, WorkMark], code: str, slot: int) -> ShortMoment:
    """Why a work type is short in a slot. Raises NotFound for one that the board has not."""
    if code not in marks or all(line.code != code for line in board.lines) or not 0 <= slot < board.week.horizon.slots:
        raise NotFound(_("This board has no such quarter hour."))
    found = why_short(board.problem, board.roster, work_type=code, slot=slot)
    known = {person.agent_id: person for person in board.people}
    horizon = board.week.horizon
    rows: dict[Standing, list[StandingRow]] = {}
    for each in found.people:
        person = known.get(int(each.person))
        if person is None:
            continue
        coming = board.week.span_of(each.shift.slots) if each.shift else None
        rows.setdefault(each.standing, []).append(StandingRow(person=person, why=_why(each.standing, each.detail, marks), coming=coming))
    return ShortMoment(
        starts_at=horizon.instant_of(slot),
        mark=marks[code],
        required=found.required,
        capacity=found.capacity,
        people={standing: tuple(rows[standing]) for standing in sorted(rows, key=lambda one: one is not Standing.COULD_COME)},
    )


def _why(standing: Standing, detail: tuple[str, ...], marks: Mapping[str, WorkMark]) -> str:
    if standing is Standing.OTHER_WORK:
        return ", ".join(marks[code].name if code in marks else code for code in detail)
    return ", ".join(map(rule_text, detail)) if standing is Standing.OTHER_RULE else ""
