"""A locked day off is free."""

from collections.abc import Iterator

from scheduling.rostering.person import DayOffLock
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "locked_day_off"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        days_off = {lock.day for lock in line.person.locks if isinstance(lock, DayOffLock)}
        for duty in line.rostered:
            if duty.day in days_off:
                found = said("a shift starts at %(start)s, on a locked day off", start=line.when(duty.slots[0]))
                yield Violation(NAME, line.person.id, duty.slots, found)


RULE = Rule(
    name=NAME,
    law="No shift starts on a local date that is locked as a day off.",
    parameters=("locks", "midnights"),
    violations=_violations,
)
