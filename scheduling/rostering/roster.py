"""The answer: who works when, on what. Plain data, free of solver types.

Slots are integers counted from the start of the problem's horizon; spans are half-open ``(first, last)``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

Span = tuple[int, int]


class SegmentKind(StrEnum):
    """What a stretch of a shift is for."""

    WORK = "work"
    BREAK = "break"
    ACTIVITY = "activity"


def touch(one: Span, other: Span) -> bool:
    """Whether two spans have a slot in common."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a shift: work on a work type or bundle, a break, or an activity.

    ``paid`` matters for breaks only; work and activities are always paid.
    """

    kind: SegmentKind
    slots: Span
    work_type: str | None = None
    bundle: str | None = None
    activity: str | None = None
    paid: bool = True

    def __post_init__(self) -> None:
        """Refuse a segment that names the wrong things or ends before it starts."""
        if self.slots[1] < self.slots[0]:
            raise ValueError(f"segment {list(self.slots)} ends before it starts")
        named = [name for name in (self.work_type, self.bundle, self.activity) if name is not None]
        expected = 0 if self.kind is SegmentKind.BREAK else 1
        if len(named) != expected:
            raise ValueError(f"a {self.kind} segment names {expected} work type, bundle or activity, not {len(named)}")
        if (self.activity is not None) != (self.kind is SegmentKind.ACTIVITY):
            raise ValueError(f"a {self.kind} segment cannot carry activity {self.activity!r}")

    def moved(self, slots: int) -> "Segment":
        """The same so many slots later, or earlier where below 0."""
        return replace(self, slots=(self.slots[0] + slots, self.slots[1] + slots))


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's presence from ``slots[0]`` to ``slots[1]``, tiled in order by segments."""

    person: str
    slots: Span
    segments: tuple[Segment, ...]

    def moved(self, slots: int) -> "Shift":
        """The same so many slots later, or earlier where below 0."""
        segments = tuple(segment.moved(slots) for segment in self.segments)
        return replace(self, slots=(self.slots[0] + slots, self.slots[1] + slots), segments=segments)

    def within(self, span: Span) -> "Shift":
        """What of it lies in a span that it touches."""
        first, last = max(self.slots[0], span[0]), min(self.slots[1], span[1])
        parts = ((part, max(part.slots[0], first), min(part.slots[1], last)) for part in self.segments)
        return replace(self, slots=(first, last), segments=tuple(replace(part, slots=(a, b)) for part, a, b in parts if a < b))

    def paid_slots(self) -> int:
        """Length less unpaid breaks, in slots."""
        unpaid = sum(s.slots[1] - s.slots[0] for s in self.segments if s.kind is SegmentKind.BREAK and not s.paid)
        return self.slots[1] - self.slots[0] - unpaid


@dataclass(frozen=True, slots=True)
class Roster:
    """All shifts of one problem."""

    problem: str
    shifts: tuple[Shift, ...]

    def by_person(self) -> dict[str, tuple[Shift, ...]]:
        """Each rostered person's shifts in order of their start."""
        grouped: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            grouped.setdefault(shift.person, []).append(shift)
        return {person: tuple(sorted(shifts, key=lambda s: s.slots)) for person, shifts in grouped.items()}

    def work_segments(self) -> Iterator[tuple[str, Segment]]:
        """Every work segment with the person who does it."""
        for shift in self.shifts:
            for segment in shift.segments:
                if segment.kind is SegmentKind.WORK:
                    yield shift.person, segment
