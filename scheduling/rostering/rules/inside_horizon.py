"""A roster decides the horizon only; a shift may run past its end but starts inside."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "inside_horizon"


def _violations(case: Case) -> Iterator[Violation]:
    for shift in case.roster.shifts:
        first, last = shift.slots
        if not 0 <= first < case.problem.slots:
            yield Violation(NAME, shift.person, shift.slots, f"the shift starts at slot {first}, the horizon is 0 to {case.problem.slots}")
        if last <= first:
            yield Violation(NAME, shift.person, shift.slots, f"the shift ends at slot {last}, not after its start ({first})")


RULE = Rule(
    name=NAME,
    law="Every shift starts inside the horizon and ends after it starts.",
    parameters=("horizon",),
    violations=_violations,
)
