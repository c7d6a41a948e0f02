"""Shifts follow the agreed patterns."""

from collections.abc import Iterator

from scheduling.rostering.contract import minute_of_day
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, listed, said
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
                patterns = line.person.contract.templates
                found = said(
                    "a shift from %(start)s for %(length)s is none of %(allowed)s",
                    start=line.when(duty.slots[0]),
                    length=Duration(duty.minutes),
                    allowed=listed(said("%(start)s for %(length)s", start=start, length=Duration(minutes)) for start, minutes in patterns),
                )
                yield Violation(NAME, line.person.id, duty.slots, found)


RULE = Rule(
    name=NAME,
    law="Where templates are given, every shift has the local start and the length (without the gap of a split) of one of them.",
    parameters=("templates", "zone"),
    violations=_violations,
)
