"""Shifts have the lengths that the contract allows."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, in_words
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "shift_length"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        shortest, longest = line.person.contract.shift_minutes
        step = line.person.contract.shift_step_minutes
        for duty in line.rostered:
            if not shortest <= duty.minutes <= longest:
                limits = f"{in_words(shortest)} to {in_words(longest)} are allowed"
                yield Violation(NAME, line.person.id, duty.slots, f"the shift lasts {in_words(duty.minutes)}, {limits}")
            elif (duty.minutes - shortest) % step:
                steps = f"lengths go from {in_words(shortest)} by {in_words(step)}"
                yield Violation(NAME, line.person.id, duty.slots, f"the shift lasts {in_words(duty.minutes)}, {steps}")


RULE = Rule(
    name=NAME,
    law="A shift, without the gap of a split one, lasts the least of shift_minutes plus whole steps, and no more than the most.",
    parameters=("shift_minutes", "shift_step_minutes"),
    violations=_violations,
)
