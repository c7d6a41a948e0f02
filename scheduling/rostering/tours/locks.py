"""What is locked for a person, as roles and codes: whole shifts, and windows in which only one role may work, and must, or all rest."""

from collections.abc import Sequence

import numpy as np

from scheduling.rostering.problem import SLOT_MINUTES, Person, ProblemError, SegmentLock, ShiftLock
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from scheduling.rostering.tours.contracts import gaps_of
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE, PAID_BREAK, UNPAID_BREAK
from scheduling.rostering.tours.roles import WorkRole
from scheduling.rostering.tours.tables import Codes

Window = tuple[int, int, int]
"""A role, counted from the person's first, or a kind of break, and the first and last slot of the segment locked to it."""


def locked_shifts(person: Person) -> list[Shift]:
    """The shifts that must stand, in order of their start."""
    return sorted((lock.shift for lock in person.locks if isinstance(lock, ShiftLock)), key=lambda shift: shift.slots)


def activities_of(person: Person) -> list[str]:
    """The activities among what is locked, each once: their roles follow those of the skills in this order."""
    segments = [segment for shift in locked_shifts(person) for segment in shift.segments]
    segments += [lock.segment for lock in person.locks if isinstance(lock, SegmentLock)]
    return list(dict.fromkeys(segment.activity for segment in segments if segment.activity is not None))


def windows_of(person: Person, roles: Sequence[WorkRole], *, last_slot: int) -> list[Window]:
    """The person's locked segments. Raises ProblemError for what the engine cannot keep."""
    # A locked shift holds its own breaks, as they are.
    held = {segment.slots for shift in locked_shifts(person) for segment in shift.segments if segment.kind is SegmentKind.BREAK}
    segments = [lock.segment for lock in person.locks if isinstance(lock, SegmentLock)]
    return [
        _window(person, roles, segment, last_slot)
        for segment in segments
        if segment.kind is not SegmentKind.BREAK or segment.slots not in held
    ]


def _window(person: Person, roles: Sequence[WorkRole], segment: Segment, last_slot: int) -> Window:
    first, last = segment.slots
    if not 0 <= first < last <= last_slot:
        raise ProblemError(f"locks: segment [{first}, {last}] lies outside the horizon (0 to {last_slot})", f"person {person.id}")
    if segment.kind is SegmentKind.BREAK:
        break_code(person, segment)  # refuses one that the contract does not know
        return PAID_BREAK if segment.paid else UNPAID_BREAK, first, last
    return role_of(person, roles, segment), first, last


def codes_of(person: Person, roles: Sequence[WorkRole], shift: Shift, *, last_slot: int) -> Codes:
    """The codes of a locked shift, slot by slot. Raises ProblemError for what the engine cannot keep."""
    codes = np.full(last_slot + 1, ABSENT, np.int8)
    for segment in shift.segments:
        codes[segment.slots[0] : segment.slots[1]] = (
            break_code(person, segment) if segment.kind is SegmentKind.BREAK else role_of(person, roles, segment)
        )
    return codes


def role_of(person: Person, roles: Sequence[WorkRole], segment: Segment) -> int:
    """The role of a segment of work or activity. Raises ProblemError for one that the person does not have."""
    if segment.activity is not None:
        return len(roles) + activities_of(person).index(segment.activity)
    for number, role in enumerate(roles):
        if role.is_of(segment):
            return number
    what = f"work on {segment.work_type}" if segment.bundle is None else f"work on bundle {segment.bundle}"
    raise ProblemError(f"locks: {what}, which is not among the person's skills as they are planned", f"person {person.id}")


def break_code(person: Person, segment: Segment) -> int:
    """The code of a break or gap. Raises ProblemError for one that the contract does not know."""
    slots = segment.slots[1] - segment.slots[0]
    for i, rule in enumerate(person.contract.breaks):
        if rule.minutes == slots * SLOT_MINUTES and rule.paid == segment.paid:
            return FIRST_BREAK_CODE - i
    if not segment.paid and slots in gaps_of(person.contract):
        return FIRST_BREAK_CODE - len(person.contract.breaks)
    what = "a paid" if segment.paid else "an unpaid"
    raise ProblemError(f"locks: {what} break of {slots * SLOT_MINUTES} minutes, which the contract does not know", f"person {person.id}")
