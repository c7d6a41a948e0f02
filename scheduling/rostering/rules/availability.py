"""Nobody is planned when they cannot be there."""

from collections.abc import Iterator

from scheduling.rostering.roster import Span
from scheduling.rostering.rules.case import Case, Duty
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "availability"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        available = _joined(line.person.available)
        for duty in line.rostered:
            for first, last in _parts(duty):
                if not any(begin <= first and last <= end for begin, end in available):
                    text = "the shift from %(start)s to %(end)s does not lie within the availability"
                    yield Violation(NAME, line.person.id, (first, last), said(text, start=line.when(first), end=line.when(last)))


def _joined(spans: tuple[Span, ...]) -> list[Span]:
    joined: list[Span] = []
    for first, last in spans:
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _parts(duty: Duty) -> list[Span]:
    """A split shift needs nobody in its gap."""
    first, last = duty.slots
    return [(first, duty.gap[0]), (duty.gap[1], last)] if duty.gap else [(first, last)]


RULE = Rule(
    name=NAME,
    law="Every shift (each part of a split one) lies within one stretch of the person's availability, breaks included.",
    parameters=("available",),
    violations=_violations,
)
