"""An edit in words, as the list of what was done shows it. Times are those of the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local
from wfm.core.formats import clock, weekday
from wfm.editing.edits import (
    AddShift,
    ChangeLock,
    Edit,
    Hand,
    Hands,
    MoveBreak,
    MoveShift,
    PaintShift,
    ReassignShift,
    RemoveShift,
    ReplanWeeks,
    ResizeShift,
    SplitSegment,
)
from wfm.editing.timeline import Purpose
from wfm.rosters.content import SegmentContent
from wfm.rosters.kinds import LockKind, SegmentKind
from wfm.rosters.titles import Titles


def told(session: Session, edit: Edit, before: Hands, after: Hands, *, name_of: Callable[[int], str]) -> str:
    """One line, such as "Aya R.: Mon 09:00–17:00 moved to 10:00–18:00"."""
    first = edit.people[0]
    names = ", ".join(name_of(agent_id) for agent_id in edit.people)
    return f"{names}: {_words(session, edit, before[first], after[edit.people[-1]])}"


def _words(session: Session, edit: Edit, before: Hand, after: Hand) -> str:  # noqa: C901, PLR0911  one sentence an edit
    zone = before.zone
    match edit:
        case MoveShift(shift=start, starts_at=new):
            return _("%(old)s moved to %(new)s", old=_shift(before, start), new=_shift(after, new))
        case ResizeShift(shift=start, starts_at=new):
            return _("%(old)s now %(new)s", old=_shift(before, start), new=_shift(after, new))
        case ReassignShift(shift=start):
            return _("%(shift)s handed over", shift=_shift(before, start))
        case RemoveShift(shift=start):
            return _("%(shift)s removed", shift=_shift(before, start))
        case AddShift(starts_at=start):
            return _("%(shift)s added", shift=_shift(after, start))
        case PaintShift(starts_at=start, ends_at=end, purpose=purpose):
            return _("%(span)s is %(what)s", span=_span(start, end, zone), what=_what(session, purpose, start, end))
        case SplitSegment(at=at):
            return _("split at %(at)s", at=_moment(at, zone))
        case MoveBreak(segment=start, starts_at=None):
            return _("break or activity of %(at)s taken out", at=_moment(start, zone))
        case MoveBreak(segment=start, starts_at=new) if new is not None:
            return _("break or activity of %(at)s moved to %(new)s", at=_moment(start, zone), new=clock(new, zone))
        case ReplanWeeks():
            return _("replanned, because the first of them is away")
        case ChangeLock(lock=lock, is_locked=is_locked):
            what = (
                _locked(lock.kind, lock.starts_at, zone) if lock.local_date is None else _("day off %(day)s", day=weekday(lock.local_date))
            )
            return _("%(what)s locked", what=what) if is_locked else _("%(what)s unlocked", what=what)
    return edit.kind.value


def _locked(kind: LockKind, starts_at: datetime | None, zone: str) -> str:
    at = _moment(starts_at, zone) if starts_at else ""
    return _("shift of %(at)s", at=at) if kind is LockKind.SHIFT else _("block of %(at)s", at=at)


def _what(session: Session, purpose: Purpose, starts_at: datetime, ends_at: datetime) -> str:
    if purpose.kind is SegmentKind.BREAK:
        return _("a break")
    segments: Sequence[SegmentContent] = [purpose.over(starts_at, ends_at)]
    return Titles(session, segments).of(segments[0]).name or "?"


def _shift(hand: Hand, starts_at: datetime) -> str:
    found = next((shift for shift in hand.content.shifts if shift.starts_at == starts_at), None)
    return _span(found.starts_at, found.ends_at, hand.zone) if found else _moment(starts_at, hand.zone)


def _span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    return f"{_moment(starts_at, zone)}–{clock(ends_at, zone)}"


def _moment(instant: datetime, zone: str) -> str:
    return f"{weekday(to_local(instant, zone=zone).date())} {clock(instant, zone)}"
