"""At most one shift begins on a local date."""

from collections.abc import Iterator
from itertools import pairwise

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "one_start_a_day"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        for duty, following in pairwise(line.duties):
            if duty.day == following.day and not following.is_history:
                text = "shifts start at %(first)s and %(second)s, one a local date is allowed"
                found = said(text, first=line.when(duty.slots[0]), second=line.when(following.slots[0]))
                yield Violation(NAME, line.person.id, following.slots, found)


RULE = Rule(
    name=NAME,
    law="At most one shift starts on each local date of the person, history included.",
    parameters=("midnights", "history"),
    violations=_violations,
)
