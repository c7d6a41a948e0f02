"""Every slot of a shift has one purpose."""

from collections.abc import Iterator

from scheduling.rostering.roster import Shift
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "tiling"


def _violations(case: Case) -> Iterator[Violation]:
    for shift in case.roster.shifts:
        yield from _broken_seams(shift)


def _broken_seams(shift: Shift) -> Iterator[Violation]:
    at = shift.slots[0]
    for segment in shift.segments:
        first, last = segment.slots
        if first != at:
            found = said("a segment starts at slot %(start)s, the one before it ends at %(end)s", start=first, end=at)
            yield Violation(NAME, shift.person, segment.slots, found)
        at = last
    if at != shift.slots[1]:
        found = said("the segments end at slot %(end)s, the shift at %(shift)s", end=at, shift=shift.slots[1])
        yield Violation(NAME, shift.person, shift.slots, found)


RULE = Rule(
    name=NAME,
    law="The segments of a shift follow one another in order and fill it from start to end.",
    parameters=("shifts",),
    violations=_violations,
)
