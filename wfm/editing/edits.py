"""The edits: each says whom it touches and what their weeks are afterwards. Plain data, without the database and without the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from flask_babel import gettext as _

from scheduling.rostering.contract import Contract
from wfm.core.errors import InvalidInput
from wfm.editing.kinds import EditKind
from wfm.editing.timeline import SLOT, Purpose, filled, painted, shifted, split_at, stretched, with_breaks_due
from wfm.rosters.content import ShiftContent, WeekContent
from wfm.rosters.kinds import LockKind, SegmentKind
from wfm.rosters.locks import HeldLock, standing

SHIFT_MAX = timedelta(hours=24)


class EditNotPossible(InvalidInput):
    code = "edit_not_possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One person's week of a draft as an edit sees it. `contract` is None for somebody who cannot be rostered any more."""

    content: WeekContent
    locks: tuple[HeldLock, ...] = ()
    zone: str = "UTC"
    contract: Contract | None = None

    def shift_at(self, starts_at: datetime) -> ShiftContent:
        found = next((shift for shift in self.content.shifts if shift.starts_at == starts_at), None)
        if found is None:
            raise EditNotPossible(_("There is no shift that starts then any more; please look at the person again."))
        return found

    def with_shifts(self, *, without: ShiftContent | None = None, new: ShiftContent | None = None) -> Hand:
        shifts = [shift for shift in self.content.shifts if shift is not without] + ([new] if new else [])
        if new is not None and any(shift.starts_at == new.starts_at for shift in shifts if shift is not new):
            raise EditNotPossible(_("Another shift of this person starts at the same time."))
        ordered = tuple(sorted(shifts, key=lambda shift: shift.starts_at))
        return replace(self, content=replace(self.content, shifts=ordered))

    def with_breaks(self, shift: ShiftContent) -> ShiftContent:
        return shift if self.contract is None else with_breaks_due(shift, self.contract)


Hands = Mapping[int, Hand]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfShift:
    """An edit of the shift of a person that starts at `shift`."""

    agent_id: int
    shift: datetime

    @property
    def people(self) -> tuple[int, ...]:
        return (self.agent_id,)

    def _changed(self, hands: Hands, before: ShiftContent, after: ShiftContent | None) -> Hands:
        return {**hands, self.agent_id: hands[self.agent_id].with_shifts(without=before, new=after)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShift(_OfShift):
    kind: ClassVar[EditKind] = EditKind.MOVE
    starts_at: datetime

    def apply(self, hands: Hands) -> Hands:
        before = hands[self.agent_id].shift_at(self.shift)
        return self._changed(hands, before, shifted(before, self.starts_at - before.starts_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResizeShift(_OfShift):
    """The breaks that the new length owes are laid anew where the old ones do not fit."""

    kind: ClassVar[EditKind] = EditKind.RESIZE
    starts_at: datetime
    ends_at: datetime

    def apply(self, hands: Hands) -> Hands:
        hand = hands[self.agent_id]
        before = hand.shift_at(self.shift)
        _check_span(self.starts_at, self.ends_at)
        return self._changed(hands, before, hand.with_breaks(stretched(before, self.starts_at, self.ends_at)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignShift(_OfShift):
    """Somebody else works it, at the same time or from `starts_at` on, with the breaks of their own contract."""

    kind: ClassVar[EditKind] = EditKind.REASSIGN
    to_agent_id: int
    starts_at: datetime | None = None

    @property
    def people(self) -> tuple[int, ...]:
        return (self.agent_id, self.to_agent_id)

    def apply(self, hands: Hands) -> Hands:
        if self.agent_id == self.to_agent_id:
            raise EditNotPossible(_("The shift is this person's already."))
        before = hands[self.agent_id].shift_at(self.shift)
        taker = hands[self.to_agent_id]
        moved = shifted(before, (self.starts_at or before.starts_at) - before.starts_at)
        return {**self._changed(hands, before, None), self.to_agent_id: taker.with_shifts(new=taker.with_breaks(moved))}


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveShift(_OfShift):
    kind: ClassVar[EditKind] = EditKind.REMOVE

    def apply(self, hands: Hands) -> Hands:
        return self._changed(hands, hands[self.agent_id].shift_at(self.shift), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddShift:
    """One more shift on one kind of work, with the breaks that its length owes."""

    kind: ClassVar[EditKind] = EditKind.ADD
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    purpose: Purpose

    @property
    def people(self) -> tuple[int, ...]:
        return (self.agent_id,)

    def apply(self, hands: Hands) -> Hands:
        _check_span(self.starts_at, self.ends_at)
        hand = hands[self.agent_id]
        plain = ShiftContent(self.starts_at, self.ends_at, (self.purpose.over(self.starts_at, self.ends_at),))
        return {**hands, self.agent_id: hand.with_shifts(new=hand.with_breaks(plain))}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintShift(_OfShift):
    """A stretch of the shift is for something else: other work, a break, an activity."""

    starts_at: datetime
    ends_at: datetime
    purpose: Purpose

    @property
    def kind(self) -> EditKind:
        return {SegmentKind.BREAK: EditKind.BREAK, SegmentKind.ACTIVITY: EditKind.ACTIVITY}.get(self.purpose.kind, EditKind.WORK)

    def apply(self, hands: Hands) -> Hands:
        before = hands[self.agent_id].shift_at(self.shift)
        _check_span(self.starts_at, self.ends_at)
        if not before.starts_at <= self.starts_at < self.ends_at <= before.ends_at:
            raise EditNotPossible(_("The stretch does not lie inside the shift."))
        return self._changed(hands, before, painted(before, self.purpose.over(self.starts_at, self.ends_at)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSegment(_OfShift):
    kind: ClassVar[EditKind] = EditKind.SPLIT
    at: datetime

    def apply(self, hands: Hands) -> Hands:
        before = hands[self.agent_id].shift_at(self.shift)
        return self._changed(hands, before, split_at(before, self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBreak(_OfShift):
    """The break or activity that starts at `segment` starts at another time in its shift; with no time, it is taken out."""

    kind: ClassVar[EditKind] = EditKind.MOVE_BREAK
    segment: datetime
    starts_at: datetime | None

    def apply(self, hands: Hands) -> Hands:
        before = hands[self.agent_id].shift_at(self.shift)
        part = next((part for part in before.segments if part.starts_at == self.segment and part.kind is not SegmentKind.WORK), None)
        if part is None:
            raise EditNotPossible(_("There is no break or activity that starts then any more."))
        without = filled(before, part)
        if self.starts_at is None:
            return self._changed(hands, before, without)
        moved = replace(part, starts_at=self.starts_at, ends_at=self.starts_at + (part.ends_at - part.starts_at))
        if moved.starts_at < before.starts_at or before.ends_at < moved.ends_at:
            raise EditNotPossible(_("The stretch does not lie inside the shift."))
        return self._changed(hands, before, painted(without, moved))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLock:
    """A day off, a shift or a segment is locked, or free again."""

    agent_id: int
    lock: HeldLock
    is_locked: bool

    @property
    def kind(self) -> EditKind:
        return EditKind.LOCK if self.is_locked else EditKind.UNLOCK

    @property
    def people(self) -> tuple[int, ...]:
        return (self.agent_id,)

    def apply(self, hands: Hands) -> Hands:
        hand = hands[self.agent_id]
        others = tuple(lock for lock in hand.locks if lock != self.lock)
        if self.is_locked and not standing([self.lock], hand.content, zone=hand.zone):
            if self.lock.kind is LockKind.DAY_OFF:
                raise EditNotPossible(_("A shift starts on this day; only a day off can be locked as one."))
            raise EditNotPossible(_("What should be locked is not there any more."))
        return {**hands, self.agent_id: replace(hand, locks=(*others, self.lock) if self.is_locked else others)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanWeeks:
    """Some people work other weeks because ``agent_id``, who is one of them, is away."""

    kind: ClassVar[EditKind] = EditKind.REPLAN
    agent_id: int
    weeks: tuple[WeekContent, ...]

    @property
    def people(self) -> tuple[int, ...]:
        return (self.agent_id, *(week.agent_id for week in self.weeks if week.agent_id != self.agent_id))

    def apply(self, hands: Hands) -> Hands:
        return {**hands, **{week.agent_id: replace(hands[week.agent_id], content=week) for week in self.weeks}}


Edit = MoveShift | ResizeShift | ReassignShift | RemoveShift | AddShift | PaintShift | SplitSegment | MoveBreak | ChangeLock | ReplanWeeks
"""`people` are those whose weeks it touches, `apply` gives each one's week afterwards."""


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at - starts_at < SLOT:
        raise EditNotPossible(_("It must end at least 15 minutes after it starts."))
    if ends_at - starts_at > SHIFT_MAX:
        raise EditNotPossible(_("It would last %(hours)d hours; the most is 24.", hours=(ends_at - starts_at) // timedelta(hours=1)))
