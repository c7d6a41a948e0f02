"""A locked shift stands."""

from collections.abc import Iterator

from scheduling.rostering.person import ShiftLock
from scheduling.rostering.roster import Shift
from scheduling.rostering.rules.case import Case, Line, stretches
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Said, said

NAME = "locked_shift"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        for lock in line.person.locks:
            if isinstance(lock, ShiftLock) and not any(_is_the_same(lock.shift, shift) for shift in line.shifts()):
                yield Violation(NAME, line.person.id, lock.shift.slots, _what_stands_instead(line, lock.shift))


def _is_the_same(locked: Shift, shift: Shift) -> bool:
    return locked.slots == shift.slots and stretches(locked) == stretches(shift)


def _what_stands_instead(line: Line, locked: Shift) -> Said:
    start, end = map(line.when, locked.slots)
    if any(shift.slots == locked.slots for shift in line.shifts()):
        return said("the locked shift from %(start)s to %(end)s has other segments in the roster", start=start, end=end)
    return said("the locked shift from %(start)s to %(end)s is not in the roster", start=start, end=end)


RULE = Rule(
    name=NAME,
    law="A locked shift is in the roster with its very times and segments.",
    parameters=("locks",),
    violations=_violations,
)
