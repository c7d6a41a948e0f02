"""Nobody is in two shifts at once."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "one_thing_at_a_time"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        yield from _overlaps(line)


def _overlaps(line: Line) -> Iterator[Violation]:
    busy_until = None
    for duty in line.duties:
        first, last = duty.slots
        if busy_until is not None and first < busy_until and not duty.is_history:
            text = "the shift from %(start)s starts before another one ends at %(end)s"
            found = said(text, start=line.when(first), end=line.when(busy_until))
            yield Violation(NAME, line.person.id, (first, min(last, busy_until)), found)
        busy_until = last if busy_until is None else max(busy_until, last)


RULE = Rule(
    name=NAME,
    law="A person's shifts do not overlap one another, nor a shift of the history.",
    parameters=("history",),
    violations=_violations,
)
