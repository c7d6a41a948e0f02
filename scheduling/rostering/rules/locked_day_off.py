"""A locked day off is free."""

from collections.abc import Iterator

from scheduling.rostering.person import DayOffLock
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "locked_day_off"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        days_off = {lock.day for lock in line.person.locks if isinstance(lock, DayOffLock)}
        for duty in line.rostered:
            if duty.day in days_off:
                message = f"a shift starts at {line.when(duty.slots[0])}, on a locked day off"
                yield Violation(NAME, line.person.id, duty.slots, message)


RULE = Rule(
    name=NAME,
    law="No shift starts on a local date that is locked as a day off.",
    parameters=("locks", "midnights"),
    violations=_violations,
)
