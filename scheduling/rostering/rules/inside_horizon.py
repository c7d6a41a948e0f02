"""A roster decides the horizon only; a shift may run past its end but starts inside."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "inside_horizon"


def _violations(case: Case) -> Iterator[Violation]:
    for shift in case.roster.shifts:
        first, last = shift.slots
        if not 0 <= first < case.problem.slots:
            found = said("the shift starts at slot %(slot)s, the horizon is 0 to %(slots)s", slot=first, slots=case.problem.slots)
            yield Violation(NAME, shift.person, shift.slots, found)
        if last <= first:
            found = said("the shift ends at slot %(end)s, not after its start (%(start)s)", end=last, start=first)
            yield Violation(NAME, shift.person, shift.slots, found)


RULE = Rule(
    name=NAME,
    law="Every shift starts inside the horizon and ends after it starts.",
    parameters=("horizon",),
    violations=_violations,
)
