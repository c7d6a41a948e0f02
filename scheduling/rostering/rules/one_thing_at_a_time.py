"""Nobody is in two shifts at once."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Line
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "one_thing_at_a_time"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        yield from _overlaps(line)


def _overlaps(line: Line) -> Iterator[Violation]:
    busy_until = None
    for duty in line.duties:
        first, last = duty.slots
        if busy_until is not None and first < busy_until and not duty.is_history:
            message = f"the shift from {line.when(first)} starts before another one ends at {line.when(busy_until)}"
            yield Violation(NAME, line.person.id, (first, min(last, busy_until)), message)
        busy_until = last if busy_until is None else max(busy_until, last)


RULE = Rule(
    name=NAME,
    law="A person's shifts do not overlap one another, nor a shift of the history.",
    parameters=("history",),
    violations=_violations,
)
