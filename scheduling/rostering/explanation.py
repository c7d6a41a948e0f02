"""Why a quarter hour is short: where everybody stands who could serve it, and who could still come.

Plain data with a reason for each person; the words are the caller's. Who could come is put to the law: the present shifts stand, one of
the shortest length is added over the quarter hour. Where none is legal, the rules are named that the least guilty one breaks.
Nothing here needs the engine, so that whoever asks does not wait for its kernels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scheduling.rostering.checker import check
from scheduling.rostering.contract import BreakRule
from scheduling.rostering.person import Person
from scheduling.rostering.problem import SLOT_MINUTES, ProblemError, RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.rostering.scoring import score
from scheduling.rostering.served_work import ServedWork


class Standing(StrEnum):
    """Where somebody who holds the skill stands at the time."""

    SERVES = "serves"
    OTHER_WORK = "other_work"
    BREAK = "break"
    ACTIVITY = "activity"
    UNAVAILABLE = "unavailable"
    RESTING = "resting"
    DAYS_FULL = "days_full"
    WEEK_FULL = "week_full"
    OTHER_RULE = "other_rule"
    COULD_COME = "could_come"


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """One person: ``detail`` is the other work or activity, or the rules against coming; ``shift`` is one that could be added."""

    person: str
    standing: Standing
    detail: tuple[str, ...] = ()
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class ShortSlot:
    """A work type in one slot: heads required and given, and where everybody stands who holds the skill, who serves it first."""

    work_type: str
    slot: int
    required: float
    capacity: float
    people: tuple[PersonStanding, ...]

    @property
    def is_short(self) -> bool:
        """Whether heads are missing."""
        return self.capacity < self.required - 1e-9


def why_short(problem: RosterProblem, roster: Roster, *, work_type: str, slot: int) -> ShortSlot:
    """Why a work type has as many heads in a slot as it has. Raises ProblemError for a work type or slot that the problem has not."""
    names = [known.id for known in problem.work_types]
    if work_type not in names or not 0 <= slot < problem.slots:
        raise ProblemError(f"{work_type} in slot {slot}: the problem has {', '.join(names)} in slots 0 to {problem.slots - 1}")
    counted = score(problem, roster).by_work_type[names.index(work_type)]
    shifts = roster.by_person()
    skilled = [person for person in problem.people if any(skill.work_type == work_type for skill in person.skills)]
    standings = [_standing(problem, person, shifts.get(person.id, ()), work_type, slot) for person in skilled]
    order = list(Standing)
    ordered = tuple(sorted(standings, key=lambda found: order.index(found.standing)))
    return ShortSlot(work_type, slot, counted.required[slot], counted.capacity[slot], ordered)


def _standing(problem: RosterProblem, person: Person, shifts: tuple[Shift, ...], work_type: str, slot: int) -> PersonStanding:
    for shift in shifts:
        if shift.slots[0] <= slot < shift.slots[1]:
            return _on_shift(problem, person, shift, work_type, slot)
    standing = _absent(person, shifts, slot)
    if standing is not None:
        return PersonStanding(person.id, standing)
    return _coming(problem, person, shifts, work_type, slot)


def _on_shift(problem: RosterProblem, person: Person, shift: Shift, work_type: str, slot: int) -> PersonStanding:
    segment = next((segment for segment in shift.segments if segment.slots[0] <= slot < segment.slots[1]), None)
    if segment is None or segment.kind is SegmentKind.BREAK:
        return PersonStanding(person.id, Standing.BREAK)
    if segment.kind is SegmentKind.ACTIVITY:
        return PersonStanding(person.id, Standing.ACTIVITY, (segment.activity or "",))
    if work_type in ServedWork(problem).stated(segment):
        return PersonStanding(person.id, Standing.SERVES)
    return PersonStanding(person.id, Standing.OTHER_WORK, (segment.bundle or segment.work_type or "",))


def _absent(person: Person, shifts: Iterable[Shift], slot: int) -> Standing | None:
    """What keeps somebody away who is on no shift, as far as it can be seen at once."""
    contract = person.contract
    if not any(first <= slot < last for first, last in person.available):
        return Standing.UNAVAILABLE
    worked = [*person.history, *(shift.slots for shift in shifts)]
    rest = contract.rest_minutes // SLOT_MINUTES
    if any(last <= slot < last + rest or slot < first < slot + 1 + rest for first, last in worked):
        return Standing.RESTING
    own = list(shifts)
    if len(own) >= contract.days_per_week_max:
        return Standing.DAYS_FULL
    paid = sum(shift.paid_slots() for shift in own) * SLOT_MINUTES
    unpaid = sum(rule.minutes for rule in _owed(person) if not rule.paid)
    if paid + contract.shift_minutes[0] - unpaid > contract.week_minutes[1]:
        return Standing.WEEK_FULL
    return None


def _coming(problem: RosterProblem, person: Person, shifts: tuple[Shift, ...], work_type: str, slot: int) -> PersonStanding:
    """A shift of the shortest length over the slot that breaks no rule, or the rules that the least guilty one breaks."""
    alone = problem.only((person,))
    already = set(check(alone, Roster(problem.name, shifts)))
    fewest: tuple[str, ...] | None = None
    for shift in _shifts_over(person, work_type, slot, last_slot=problem.slots):
        broken = set(check(alone, Roster(problem.name, (*shifts, shift)))) - already
        if not broken:
            return PersonStanding(person.id, Standing.COULD_COME, shift=shift)
        rules = tuple(sorted({violation.rule for violation in broken}))
        if fewest is None or len(rules) < len(fewest):
            fewest = rules
    return PersonStanding(person.id, Standing.OTHER_RULE, fewest or ("inside_horizon",))


def _shifts_over(person: Person, work_type: str, slot: int, *, last_slot: int) -> Iterator[Shift]:
    """Shifts of the shortest length, each break as early as it may be, that serve a work type in a slot; the latest start first."""
    contract = person.contract
    slots, step = contract.shift_minutes[0] // SLOT_MINUTES, contract.start_step_minutes // SLOT_MINUTES
    for start in range(slot, slot - slots, -1):
        midnight = max((first for first in person.midnights if first <= start), default=0)
        if not 0 <= start < last_slot or (start - midnight) % step:
            continue
        segments, at = [], start
        for rule in sorted(_owed(person), key=lambda rule: rule.starts_after_minutes):
            first = max(at, start + rule.starts_after_minutes[0] // SLOT_MINUTES)
            segments += [Segment(SegmentKind.WORK, (at, first), work_type=work_type)]
            at = first + rule.minutes // SLOT_MINUTES
            segments += [Segment(SegmentKind.BREAK, (first, at), paid=rule.paid)]
        segments.append(Segment(SegmentKind.WORK, (at, start + slots), work_type=work_type))
        if any(segment.kind is SegmentKind.WORK and segment.slots[0] <= slot < segment.slots[1] for segment in segments):
            yield Shift(person.id, (start, start + slots), tuple(segments))


def _owed(person: Person) -> list[BreakRule]:
    """The breaks of a shift of the shortest length."""
    return [rule for rule in person.contract.breaks if rule.shift_minutes_from <= person.contract.shift_minutes[0]]
