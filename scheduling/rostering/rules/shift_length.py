"""Shifts have the lengths that the contract allows."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "shift_length"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        shortest, longest = line.person.contract.shift_minutes
        step = line.person.contract.shift_step_minutes
        for duty in line.rostered:
            if not shortest <= duty.minutes <= longest:
                text = "the shift lasts %(length)s, %(least)s to %(most)s are allowed"
                found = said(text, length=Duration(duty.minutes), least=Duration(shortest), most=Duration(longest))
                yield Violation(NAME, line.person.id, duty.slots, found)
            elif (duty.minutes - shortest) % step:
                text = "the shift lasts %(length)s, lengths go from %(least)s by %(step)s"
                found = said(text, length=Duration(duty.minutes), least=Duration(shortest), step=Duration(step))
                yield Violation(NAME, line.person.id, duty.slots, found)


RULE = Rule(
    name=NAME,
    law="A shift, without the gap of a split one, lasts the least of shift_minutes plus whole steps, and no more than the most.",
    parameters=("shift_minutes", "shift_step_minutes"),
    violations=_violations,
)
