"""Between the kernel's codes and the roster's shifts and segments."""

from itertools import pairwise

import numpy as np

from scheduling.rostering.problem import Person, ProblemError, RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE, SHIFTS_MAX, Crew
from scheduling.rostering.tours.locks import activities_of, break_code
from scheduling.rostering.tours.tables import Codes, Week


def to_roster(problem: RosterProblem, week: Week) -> Roster:
    """Read all weeks as a roster, people in the problem's order, shifts by start."""
    shifts: list[Shift] = []
    for p, person in enumerate(problem.people):
        rows = week.shifts[p, : week.shift_count[p]]
        shifts.extend(_shift(person, week.codes[p], int(start), int(length)) for start, length, _ in rows[np.argsort(rows[:, 0])])
    return Roster(problem=problem.name, shifts=tuple(shifts))


def _shift(person: Person, codes: Codes, start: int, length: int) -> Shift:
    end = start + length
    inside = codes[start:end]
    edges = [start, *(start + 1 + np.flatnonzero(np.diff(inside))).tolist(), end]
    segments = [_segment(person, int(codes[a]), a, b) for a, b in pairwise(edges)]
    return Shift(person=person.id, slots=(start, end), segments=tuple(segments))


def _segment(person: Person, code: int, first: int, last: int) -> Segment:
    if code <= FIRST_BREAK_CODE:
        number = FIRST_BREAK_CODE - code  # the gap of a split shift comes after the breaks, and is not paid
        paid = number < len(person.contract.breaks) and person.contract.breaks[number].paid
        return Segment(kind=SegmentKind.BREAK, slots=(first, last), paid=paid)
    if code < len(person.skills):
        return Segment(kind=SegmentKind.WORK, slots=(first, last), work_type=person.skills[code].work_type)
    return Segment(kind=SegmentKind.ACTIVITY, slots=(first, last), activity=activities_of(person)[code - len(person.skills)])


def from_roster(problem: RosterProblem, crew: Crew, roster: Roster, week: Week) -> list[int]:
    """Write the shifts of ``roster`` into ``week``. Returns the people whose shifts could be read; the rest stay absent.

    A person is read as a whole or not at all: an unknown work type or break, or too many shifts, leaves the person out.
    """
    index = {person.id: p for p, person in enumerate(problem.people)}
    read: list[int] = []
    for name, shifts in roster.by_person().items():
        p = index.get(name)
        if p is None or len(shifts) > SHIFTS_MAX:
            continue
        codes = _codes(problem.people[p], shifts, crew.last_slot)
        if codes is None:
            continue
        unit = int(crew.unit_slots[crew.contract[p]])
        week.codes[p] = codes
        week.shift_count[p] = len(shifts)
        for i, shift in enumerate(shifts):
            week.shifts[p, i] = shift.slots[0], shift.slots[1] - shift.slots[0], shift.paid_slots() // unit
        read.append(p)
    return read


def _codes(person: Person, shifts: tuple[Shift, ...], last_slot: int) -> Codes | None:
    codes = np.full(last_slot + 1, ABSENT, np.int8)
    for shift in shifts:
        if not 0 <= shift.slots[0] < shift.slots[1] <= last_slot:
            return None
        for segment in shift.segments:
            code = _code(person, segment)
            if code is None:
                return None
            codes[segment.slots[0] : segment.slots[1]] = code
    return codes


def _code(person: Person, segment: Segment) -> int | None:
    if segment.kind is SegmentKind.ACTIVITY:
        activities = activities_of(person)
        return len(person.skills) + activities.index(segment.activity) if segment.activity in activities else None
    if segment.kind is SegmentKind.BREAK:
        try:
            return break_code(person, segment)
        except ProblemError:
            return None
    work_types = [skill.work_type for skill in person.skills]
    return work_types.index(segment.work_type) if segment.work_type in work_types else None
