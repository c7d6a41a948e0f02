"""Shifts start on the person's own clock grid."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "start_grid"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        step = line.person.contract.start_step_minutes
        for duty in line.rostered:
            if duty.day < 0:
                continue  # before the first known midnight, so outside the horizon: that rule speaks
            midnight = line.person.midnights[duty.day]
            after_midnight = minutes_of((midnight, duty.slots[0]))
            if after_midnight % step:
                text = "the shift starts %(after)s after local midnight, starts go by %(step)s"
                yield Violation(NAME, line.person.id, duty.slots, said(text, after=Duration(after_midnight), step=Duration(step)))


RULE = Rule(
    name=NAME,
    law="A shift starts a whole number of steps after the first instant of its local date, in real elapsed time.",
    parameters=("start_step_minutes", "midnights"),
    violations=_violations,
)
