"""What a lead has locked in a draft: a day off, a shift, a stretch of one. Kept with the person's week of the draft, as JSON.

A lock tells where, not what: a locked shift is the one that starts then, as it stands in the draft. So the same lock holds for the
law, which refuses an edit that changes it, and for the engine, which plans around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.rostering import person as library
from scheduling.timegrid import Horizon, local_days, to_local
from wfm.rosters.content import WeekContent, WorkNames, roster_of
from wfm.rosters.kinds import LockKind
from wfm.rosters.models import DraftPersonWeek


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A day off names its local date, a shift its start, a segment its start and end."""

    kind: LockKind
    local_date: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        told = {"kind": self.kind.value, "date": self.local_date, "starts_at": self.starts_at, "ends_at": self.ends_at}
        return {name: value if isinstance(value, str) else value.isoformat() for name, value in told.items() if value is not None}


def locks_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[HeldLock, ...]:
    return tuple(
        HeldLock(
            kind=LockKind(lock["kind"]),
            local_date=date.fromisoformat(lock["date"]) if "date" in lock else None,
            starts_at=datetime.fromisoformat(lock["starts_at"]) if "starts_at" in lock else None,
            ends_at=datetime.fromisoformat(lock["ends_at"]) if "ends_at" in lock else None,
        )
        for lock in stored
    )


def locks_of_draft(session: Session, *, draft_id: int) -> Mapping[int, tuple[HeldLock, ...]]:
    """What is locked of each agent's week; agents without a lock are not listed."""
    asked = select(DraftPersonWeek.agent_id, DraftPersonWeek.locks).where(DraftPersonWeek.draft_id == draft_id)
    return {agent_id: locks_from_json(stored) for agent_id, stored in session.execute(asked) if stored}


def tokens_and_locks(session: Session, *, draft_id: int) -> tuple[Mapping[int, int], Mapping[int, tuple[HeldLock, ...]]]:
    """The concurrency token of each person's week in a draft, and what is locked of it, in one question."""
    asked = select(DraftPersonWeek.agent_id, DraftPersonWeek.row_version, DraftPersonWeek.locks).where(DraftPersonWeek.draft_id == draft_id)
    rows = session.execute(asked).all()
    tokens = {agent_id: token for agent_id, token, _locks in rows}
    return tokens, {agent_id: locks_from_json(stored) for agent_id, _token, stored in rows if stored}


def library_locks(
    locks: Sequence[HeldLock], *, content: WeekContent, zone: str, midnights: Sequence[int], horizon: Horizon, names: WorkNames
) -> tuple[library.Lock, ...]:
    """The locks in the words of the roster problem, what they hold read from the person's week as it stands.

    `midnights` are the person's of the problem. A lock on what is no longer there holds nothing.
    """
    if not locks:
        return ()
    shifts = roster_of([content], problem_name="locks", horizon=horizon, names=names).shifts
    days = local_days(horizon, zone=zone, first_slot=midnights[0], last_slot=midnights[-1])
    found: list[library.Lock] = []
    for lock in locks:
        if lock.local_date is not None and lock.local_date in days.dates:
            found.append(library.DayOffLock(days.dates.index(lock.local_date)))
        elif lock.starts_at is not None and horizon.starts_at <= lock.starts_at:
            first = horizon.slot_of(lock.starts_at)
            if lock.kind is LockKind.SHIFT:
                found.extend(library.ShiftLock(shift) for shift in shifts if shift.slots[0] == first)
            elif lock.ends_at is not None:
                span = first, horizon.slot_of(lock.ends_at)
                found.extend(library.SegmentLock(part) for shift in shifts for part in shift.segments if part.slots == span)
    return tuple(found)


def standing(locks: Iterable[HeldLock], content: WeekContent, *, zone: str) -> tuple[HeldLock, ...]:
    """The locks that hold something of this week: a day off that is one, a shift or segment that is there."""
    starts = {shift.starts_at for shift in content.shifts}
    spans = {(part.starts_at, part.ends_at) for shift in content.shifts for part in shift.segments}
    dates = {to_local(start, zone=zone).date() for start in starts}
    holds = {
        LockKind.DAY_OFF: lambda lock: lock.local_date not in dates,
        LockKind.SHIFT: lambda lock: lock.starts_at in starts,
        LockKind.SEGMENT: lambda lock: (lock.starts_at, lock.ends_at) in spans,
    }
    return tuple(lock for lock in locks if holds[lock.kind](lock))
