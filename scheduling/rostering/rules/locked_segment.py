"""A locked segment is inside a shift."""

from collections.abc import Iterator

from scheduling.rostering.person import SegmentLock
from scheduling.rostering.roster import Segment, SegmentKind
from scheduling.rostering.rules.case import Case, Line, stretches
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Said, WorkNamed, said

NAME = "locked_segment"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        for lock in line.person.locks:
            if isinstance(lock, SegmentLock) and not _stands(line, lock.segment):
                first, last = lock.segment.slots
                what = lock.segment.work_type or lock.segment.bundle or lock.segment.activity
                found = said(
                    "the locked %(work)s from %(start)s to %(end)s is in no shift, or is interrupted",
                    work=WorkNamed(what) if what else Said("break"),
                    start=line.when(first),
                    end=line.when(last),
                )
                yield Violation(NAME, line.person.id, lock.segment.slots, found)


def _stands(line: Line, locked: Segment) -> bool:
    return any(_holds(stretch, locked) for shift in line.shifts() for stretch in stretches(shift))


def _holds(stretch: Segment, locked: Segment) -> bool:
    if stretch.kind is not locked.kind or stretch.paid != locked.paid:
        return False
    if locked.kind is SegmentKind.BREAK:
        return stretch.slots == locked.slots
    named = (stretch.work_type, stretch.bundle, stretch.activity) == (locked.work_type, locked.bundle, locked.activity)
    return named and stretch.slots[0] <= locked.slots[0] and locked.slots[1] <= stretch.slots[1]


RULE = Rule(
    name=NAME,
    law="A locked stretch of work or activity lies unbroken within one of the person's shifts; a locked break is there to the slot.",
    parameters=("locks",),
    violations=_violations,
    healed_by_more_shifts=True,
)
