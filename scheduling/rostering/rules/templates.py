"""Shifts follow the agreed patterns."""

from collections.abc import Iterator

from scheduling.rostering.contract import minute_of_day
from scheduling.rostering.rules.case import Case, in_words
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.timegrid import to_local

NAME = "templates"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        templates = {(minute_of_day(start) % 1440, minutes) for start, minutes in line.person.contract.templates}
        if not templates:
            continue
        for duty in line.rostered:
            local = to_local(line.horizon.instant_of(duty.slots[0]), zone=line.person.zone)
            if (local.hour * 60 + local.minute, duty.minutes) not in templates:
                allowed = ", ".join(f"{start} for {in_words(minutes)}" for start, minutes in line.person.contract.templates)
                message = f"a shift from {line.when(duty.slots[0])} for {in_words(duty.minutes)} is none of {allowed}"
                yield Violation(NAME, line.person.id, duty.slots, message)


RULE = Rule(
    name=NAME,
    law="Where templates are given, every shift has the local start and the length (without the gap of a split) of one of them.",
    parameters=("templates", "zone"),
    violations=_violations,
)
