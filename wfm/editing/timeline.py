"""What can be done to one shift: shifted, stretched, painted, split. Plain data; segments always fill the shift from start to end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduling.rostering.contract import BreakRule, Contract
from wfm.rosters.content import SegmentContent, ShiftContent
from wfm.rosters.kinds import SegmentKind

MINUTE = timedelta(minutes=1)
SLOT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a stretch is for: a work type or a bundle, an activity, or a break, which may be unpaid."""

    kind: SegmentKind
    work_type_id: int | None = None
    bundle_id: int | None = None
    activity_id: int | None = None
    is_paid: bool = True

    def over(self, starts_at: datetime, ends_at: datetime) -> SegmentContent:
        return SegmentContent(
            self.kind,
            starts_at,
            ends_at,
            work_type_id=self.work_type_id,
            bundle_id=self.bundle_id,
            activity_id=self.activity_id,
            is_paid=self.is_paid,
        )


def purpose_of(segment: SegmentContent) -> Purpose:
    return Purpose(
        kind=segment.kind,
        work_type_id=segment.work_type_id,
        bundle_id=segment.bundle_id,
        activity_id=segment.activity_id,
        is_paid=segment.is_paid,
    )


def shifted(shift: ShiftContent, by: timedelta) -> ShiftContent:
    segments = tuple(replace(part, starts_at=part.starts_at + by, ends_at=part.ends_at + by) for part in shift.segments)
    return ShiftContent(shift.starts_at + by, shift.ends_at + by, segments)


def stretched(shift: ShiftContent, starts_at: datetime, ends_at: datetime) -> ShiftContent:
    """The shift from and to other instants: what lies outside is cut off, what is new is the work nearest to it."""
    kept = [
        replace(part, starts_at=max(part.starts_at, starts_at), ends_at=min(part.ends_at, ends_at))
        for part in shift.segments
        if part.starts_at < ends_at and starts_at < part.ends_at
    ]
    work = [part for part in kept or shift.segments if part.kind is SegmentKind.WORK] or list(shift.segments)
    if not kept:
        return ShiftContent(starts_at, ends_at, (purpose_of(work[0]).over(starts_at, ends_at),))
    first = [purpose_of(work[0]).over(starts_at, kept[0].starts_at)] if starts_at < kept[0].starts_at else []
    last = [purpose_of(work[-1]).over(kept[-1].ends_at, ends_at)] if kept[-1].ends_at < ends_at else []
    return ShiftContent(starts_at, ends_at, joined([*first, *kept, *last]))


def painted(shift: ShiftContent, new: SegmentContent) -> ShiftContent:
    """The shift with one stretch for something else; the same work beside it is joined with it."""
    parts: list[SegmentContent] = []
    for part in shift.segments:
        if part.starts_at < new.starts_at:
            parts.append(replace(part, ends_at=min(part.ends_at, new.starts_at)))
        if part.starts_at <= new.starts_at < part.ends_at:
            parts.append(new)
        if part.ends_at > new.ends_at:
            parts.append(replace(part, starts_at=max(part.starts_at, new.ends_at)))
    return replace(shift, segments=joined(parts, around=new))


def split_at(shift: ShiftContent, instant: datetime) -> ShiftContent:
    """The segment that holds the instant is cut in two there."""
    parts: list[SegmentContent] = []
    for part in shift.segments:
        if part.starts_at < instant < part.ends_at:
            parts += [replace(part, ends_at=instant), replace(part, starts_at=instant)]
        else:
            parts.append(part)
    return replace(shift, segments=tuple(parts))


def joined(parts: Iterable[SegmentContent], *, around: SegmentContent | None = None) -> tuple[SegmentContent, ...]:
    """Neighbours of the same purpose as one; with `around`, only those that touch it, so that what was split stays split."""
    found: list[SegmentContent] = []
    for part in parts:
        before = found[-1] if found else None
        touches = (
            around is None or around in (before, part) or (before is not None and before.starts_at <= around.starts_at < before.ends_at)
        )
        if before is not None and touches and part.kind is not SegmentKind.BREAK and purpose_of(before) == purpose_of(part):
            found[-1] = replace(before, ends_at=part.ends_at)
        else:
            found.append(part)
    return tuple(found)


def filled(shift: ShiftContent, segment: SegmentContent) -> ShiftContent:
    """The shift without this break or activity: the work before it, else the work after it, goes on."""
    at = shift.segments.index(segment)
    beside = [part for part in (*reversed(shift.segments[:at]), *shift.segments[at + 1 :]) if part.kind is SegmentKind.WORK]
    if not beside:
        return shift
    return painted(shift, purpose_of(beside[0]).over(segment.starts_at, segment.ends_at))


def with_breaks_due(shift: ShiftContent, contract: Contract) -> ShiftContent:
    """The shift with the breaks that its length owes: those that fit are kept, others go, what is missing comes in mid-window."""
    owed = [rule for rule in contract.breaks if rule.shift_minutes_from <= (shift.ends_at - shift.starts_at) // MINUTE]
    taken = [part for part in shift.segments if part.kind is SegmentKind.BREAK]
    pairs, left = _paired(owed, taken, shift)
    if not left and len(pairs) == len(taken):
        return shift
    for part in taken:
        if part not in pairs:
            shift = filled(shift, part)
    for rule in left:
        shift = _with_break(shift, rule)
    return shift


def _paired(
    owed: Sequence[BreakRule], taken: Sequence[SegmentContent], shift: ShiftContent
) -> tuple[list[SegmentContent], list[BreakRule]]:
    """The breaks that answer a rule each, and the rules that none answers."""
    pairs: list[SegmentContent] = []
    left: list[BreakRule] = []
    for rule in owed:
        fitting = next((part for part in taken if part not in pairs and _fits(rule, part, shift)), None)
        if fitting is None:
            left.append(rule)
        else:
            pairs.append(fitting)
    return pairs, left


def _fits(rule: BreakRule, part: SegmentContent, shift: ShiftContent) -> bool:
    after = (part.starts_at - shift.starts_at) // MINUTE
    earliest, latest = rule.starts_after_minutes
    return part.minutes == rule.minutes and part.is_paid == rule.paid and earliest <= after <= latest


def _with_break(shift: ShiftContent, rule: BreakRule) -> ShiftContent:
    """A break in the work that is nearest to the middle of the rule's window; where nothing has room, none."""
    earliest, latest = rule.starts_after_minutes
    length = timedelta(minutes=rule.minutes)
    starts = [shift.starts_at + timedelta(minutes=at) for at in range(earliest, latest + 1, 15)]
    free = [
        start
        for start in starts
        if any(part.kind is SegmentKind.WORK and part.starts_at <= start and start + length <= part.ends_at for part in shift.segments)
    ]
    if not free:
        return shift
    middle = shift.starts_at + timedelta(minutes=(earliest + latest) // 2)
    start = min(free, key=lambda found: abs(found - middle))
    return painted(shift, Purpose(kind=SegmentKind.BREAK, is_paid=rule.paid).over(start, start + length))
