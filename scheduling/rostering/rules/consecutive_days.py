"""Nobody works day after day without end."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "consecutive_days"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        yield from _long_runs(line)


def _long_runs(line: Line) -> Iterator[Violation]:
    most = line.person.contract.consecutive_days_max
    run = 0
    day_before = None
    for duty in line.duties:
        if duty.day == day_before:
            continue
        run = run + 1 if duty.day - 1 == day_before else 1
        day_before = duty.day
        if run > most and not duty.is_history:
            found = said("%(start)s begins day %(run)s in a row, the most is %(most)s", start=line.when(duty.slots[0]), run=run, most=most)
            yield Violation(NAME, line.person.id, duty.slots, found)


RULE = Rule(
    name=NAME,
    law="Shifts start on at most consecutive_days_max local dates in a row, history included.",
    parameters=("consecutive_days_max", "midnights", "history"),
    violations=_violations,
)
