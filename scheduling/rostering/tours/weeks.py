"""Between the kernel's codes and the roster's shifts and segments."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from scheduling.rostering.problem import Person, ProblemError, RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE, Crew
from scheduling.rostering.tours.locks import activities_of, break_code, role_of
from scheduling.rostering.tours.roles import Roles, WorkRole
from scheduling.rostering.tours.tables import Codes, Week
from scheduling.rostering.weekly_activities import as_work


def copy_weeks(target: Week, source: Week) -> None:
    """Make ``target`` the same as ``source``, array by array."""
    target.codes[:], target.split[:], target.shifts[:] = source.codes, source.split, source.shifts
    target.shift_count[:], target.own_cost[:] = source.shift_count, source.own_cost


def to_roster(problem: RosterProblem, week: Week) -> Roster:
    """Read all weeks as a roster, people in the problem's order, shifts by start."""
    shifts: list[Shift] = []
    roles_of = Roles(problem)
    for p, person in enumerate(problem.people):
        rows, roles = week.shifts[p, : week.shift_count[p]], roles_of.of(person)
        shifts.extend(
            _shift(person, roles, week.codes[p], (start, start + length)) for start, length, _ in rows[np.argsort(rows[:, 0])].tolist()
        )
    return Roster(problem=problem.name, shifts=tuple(shifts))


def _shift(person: Person, roles: Sequence[WorkRole], codes: Codes, slots: Span) -> Shift:
    start, end = slots
    inside = codes[start:end]
    edges = [start, *(start + 1 + np.flatnonzero(np.diff(inside))).tolist(), end]
    segments = [_segment(person, roles, int(codes[a]), (a, b)) for a, b in pairwise(edges)]
    return Shift(person=person.id, slots=slots, segments=tuple(segments))


def _segment(person: Person, roles: Sequence[WorkRole], code: int, slots: Span) -> Segment:
    if code <= FIRST_BREAK_CODE:
        number = FIRST_BREAK_CODE - code  # the gap of a split shift comes after the breaks, and is not paid
        paid = number < len(person.contract.breaks) and person.contract.breaks[number].paid
        return Segment(kind=SegmentKind.BREAK, slots=slots, paid=paid)
    if code < len(roles):
        return Segment(kind=SegmentKind.WORK, slots=slots, work_type=roles[code].work_type, bundle=roles[code].bundle)
    return Segment(kind=SegmentKind.ACTIVITY, slots=slots, activity=activities_of(person)[code - len(roles)])


def from_roster(problem: RosterProblem, crew: Crew, roster: Roster, week: Week) -> list[int]:
    """Write the shifts of ``roster`` into ``week``. Returns the people whose shifts could be read; the rest stay absent.

    A person is read as a whole or not at all: an unknown work type or break, or too many shifts, leaves the person out.
    """
    index = {person.id: p for p, person in enumerate(problem.people)}
    read: list[int] = []
    roles_of = Roles(problem)
    for name, shifts in roster.by_person().items():
        p = index.get(name)
        if p is None or len(shifts) > crew.shifts_max:
            continue
        person = problem.people[p]
        codes = _codes(person, roles_of.of(person), tuple(as_work(person, shift) for shift in shifts), crew.last_slot)
        if codes is None:
            continue
        unit = int(crew.unit_slots[crew.contract[p]])
        week.codes[p] = codes
        week.shift_count[p] = len(shifts)
        for i, shift in enumerate(shifts):
            week.shifts[p, i] = shift.slots[0], shift.slots[1] - shift.slots[0], shift.paid_slots() // unit
        read.append(p)
    return read


def _codes(person: Person, roles: Sequence[WorkRole], shifts: tuple[Shift, ...], last_slot: int) -> Codes | None:
    codes = np.full(last_slot + 1, ABSENT, np.int8)
    for shift in shifts:
        if not 0 <= shift.slots[0] < shift.slots[1] <= last_slot:
            return None
        try:
            for segment in shift.segments:
                is_break = segment.kind is SegmentKind.BREAK
                code = break_code(person, segment) if is_break else role_of(person, roles, segment)
                codes[segment.slots[0] : segment.slots[1]] = code
        except (ProblemError, ValueError):  # a work type, an activity or a break that the problem does not know
            return None
    return codes
