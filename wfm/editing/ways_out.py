"""The nearest edits that the law allows where it refuses the one asked for: a little earlier or later, a little shorter or longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice

from flask_babel import gettext as _

from scheduling.timegrid import to_local
from wfm.core.formats import clock, weekday
from wfm.editing.edits import AddShift, Edit, Hands, MoveShift, ReassignShift, ResizeShift
from wfm.editing.timeline import SLOT

REACH = timedelta(hours=12)
WAYS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """The same edit at other times; `ends_at` is None where the length stays."""

    starts_at: datetime
    ends_at: datetime | None
    text: str


def ways_out(edit: Edit, before: Hands, is_allowed: Callable[[Edit], bool]) -> tuple[WayOut, ...]:
    """The nearest changes of times that are allowed, the nearest first; none for an edit that says no times."""
    zone = before[edit.to_agent_id if isinstance(edit, ReassignShift) else edit.agent_id].zone
    allowed = (_told(starts_at, ends_at, zone) for other, starts_at, ends_at in _others(edit, before) if is_allowed(other))
    return tuple(islice(allowed, WAYS_MAX))


def _others(edit: Edit, before: Hands) -> Iterator[tuple[Edit, datetime, datetime | None]]:
    """The edit at other times, by how far they are from those asked for, with the times."""
    match edit:
        case MoveShift():
            yield from ((replace(edit, starts_at=start), start, None) for start in _around(edit.starts_at))
        case AddShift():
            length = edit.ends_at - edit.starts_at
            for start in _around(edit.starts_at):
                yield replace(edit, starts_at=start, ends_at=start + length), start, start + length
        case ReassignShift():
            asked = edit.starts_at or before[edit.agent_id].shift_at(edit.shift).starts_at
            yield from ((replace(edit, starts_at=start), start, None) for start in _around(asked))
        case ResizeShift():
            yield from _resized(edit)
        case _:
            return


def _resized(edit: ResizeShift) -> Iterator[tuple[Edit, datetime, datetime | None]]:
    """Of two as far away, the one that leaves the end alone that the edit leaves alone comes first."""
    ends = ((edit.starts_at, end) for end in _around(edit.ends_at))
    starts = ((start, edit.ends_at) for start in _around(edit.starts_at))
    first, second = (ends, starts) if edit.starts_at == edit.shift else (starts, ends)
    for start, end in chain.from_iterable((next(first), next(first), next(second), next(second)) for _at in range(REACH // SLOT)):
        yield replace(edit, starts_at=start, ends_at=end), start, end


def _around(instant: datetime) -> Iterator[datetime]:
    for at in range(1, REACH // SLOT + 1):
        yield instant - at * SLOT
        yield instant + at * SLOT


def _told(starts_at: datetime, ends_at: datetime | None, zone: str) -> WayOut:
    day, start = weekday(to_local(starts_at, zone=zone).date()), clock(starts_at, zone)
    text = _("%(day)s, start at %(at)s", day=day, at=start) if ends_at is None else f"{day} {start}–{clock(ends_at, zone)}"
    return WayOut(starts_at=starts_at, ends_at=ends_at, text=text)
