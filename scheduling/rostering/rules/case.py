"""A roster laid beside its problem for the law to look at: each person's line of duties in order, with what the rules count by."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from scheduling.rostering.contract import Contract
from scheduling.rostering.person import Person
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span
from scheduling.rostering.rules.said import Moment
from scheduling.rostering.validation import SLOT_MINUTES
from scheduling.timegrid import Horizon, to_local


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift as the law counts it; ``shift`` is None for one of the history.

    ``day`` is the local date of its start as an index into the person's midnights (−1 before the first). ``minutes`` is its
    length less the gap of a split shift, ``paid_minutes`` its length less unpaid breaks.
    """

    slots: Span
    day: int
    minutes: int
    paid_minutes: int
    gap: Span | None = None
    shift: Shift | None = None

    @property
    def is_history(self) -> bool:
        """Whether it was worked or published before the horizon."""
        return self.shift is None


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of the roster: the duties of the history and of this roster, in order of their start."""

    person: Person
    horizon: Horizon
    duties: tuple[Duty, ...]

    @property
    def rostered(self) -> tuple[Duty, ...]:
        """The duties of this roster alone."""
        return tuple(duty for duty in self.duties if duty.shift is not None)

    def shifts(self) -> Iterator[Shift]:
        """The shifts of this roster."""
        return (duty.shift for duty in self.duties if duty.shift is not None)

    def starting_in(self, span: Span) -> tuple[Duty, ...]:
        """The duties that start within a span of slots."""
        return tuple(duty for duty in self.duties if span[0] <= duty.slots[0] < span[1])

    def when(self, slot: int) -> Moment:
        """The local time of a slot."""
        return Moment(to_local(self.horizon.instant_of(slot), zone=self.person.zone))


@dataclass(frozen=True, slots=True)
class Case:
    """A problem and a roster, laid out once for all rules. ``lines`` has everybody of the problem, also who has no shift."""

    problem: RosterProblem
    roster: Roster
    lines: tuple[Line, ...]


def lay_out(problem: RosterProblem, roster: Roster) -> Case:
    """The case that the rules are put to."""
    horizon = Horizon(problem.starts_at, problem.ends_at)
    shifts = roster.by_person()
    return Case(problem, roster, tuple(_line(person, shifts.get(person.id, ()), horizon) for person in problem.people))


def _line(person: Person, shifts: tuple[Shift, ...], horizon: Horizon) -> Line:
    history = [_past_duty(person, span) for span in person.history]
    rostered = [_rostered_duty(person, shift) for shift in shifts]
    return Line(person, horizon, tuple(sorted(history + rostered, key=lambda duty: duty.slots)))


def _past_duty(person: Person, span: Span) -> Duty:
    """History knows no breaks, so those are taken off that the contract owes in a shift of this length."""
    minutes = (span[1] - span[0]) * SLOT_MINUTES
    unpaid = sum(rule.minutes for rule in person.contract.breaks if not rule.paid and rule.shift_minutes_from <= minutes)
    return Duty(slots=span, day=_day_of(person, span[0]), minutes=minutes, paid_minutes=minutes - unpaid)


def _rostered_duty(person: Person, shift: Shift) -> Duty:
    gap = _gap(shift, person.contract)
    length = shift.slots[1] - shift.slots[0] - (gap[1] - gap[0] if gap else 0)
    return Duty(
        slots=shift.slots,
        day=_day_of(person, shift.slots[0]),
        minutes=length * SLOT_MINUTES,
        paid_minutes=shift.paid_slots() * SLOT_MINUTES,
        gap=gap,
        shift=shift,
    )


def _day_of(person: Person, slot: int) -> int:
    return bisect_right(person.midnights, slot) - 1


def _gap(shift: Shift, contract: Contract) -> Span | None:
    """The gap of a split shift: its longest unpaid break of a length the split allows and no declared break has."""
    if contract.split is None:
        return None
    shortest, longest = contract.split.gap_minutes
    declared = {rule.minutes for rule in contract.breaks if not rule.paid}
    gaps = [
        segment.slots
        for segment in shift.segments
        if segment.kind is SegmentKind.BREAK and not segment.paid and shortest <= minutes_of(segment.slots) <= longest
    ]
    free = [span for span in gaps if minutes_of(span) not in declared]
    return max(free, key=minutes_of, default=None)


def minutes_of(span: Span) -> int:
    """The length of a span of slots in minutes."""
    return (span[1] - span[0]) * SLOT_MINUTES


def stretches(shift: Shift) -> list[Segment]:
    """The shift's segments with empty ones left out and neighbours on the same work or activity joined; breaks stay apart."""
    joined: list[Segment] = []
    for segment in shift.segments:
        if segment.slots[0] == segment.slots[1]:
            continue
        if joined and segment.kind is not SegmentKind.BREAK and joined[-1].slots[1] == segment.slots[0] and _same(joined[-1], segment):
            segment = Segment(  # noqa: PLW2901 - the joined stretch takes the place of both
                kind=segment.kind,
                slots=(joined.pop().slots[0], segment.slots[1]),
                work_type=segment.work_type,
                bundle=segment.bundle,
                activity=segment.activity,
            )
        joined.append(segment)
    return joined


def _same(one: Segment, other: Segment) -> bool:
    return (one.kind, one.work_type, one.bundle, one.activity) == (other.kind, other.work_type, other.bundle, other.activity)
