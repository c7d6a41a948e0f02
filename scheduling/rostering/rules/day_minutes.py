"""A day has its most."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "day_minutes"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        most = line.person.contract.day_minutes_max
        if most is not None:
            yield from _long_days(line, most)


def _long_days(line: Line, most: int) -> Iterator[Violation]:
    paid_by_day: dict[int, int] = {}
    for duty in line.duties:
        paid_by_day[duty.day] = paid_by_day.get(duty.day, 0) + duty.paid_minutes
    for duty in line.rostered:
        paid = paid_by_day[duty.day]
        if paid > most:
            text = "%(paid)s are paid on the day of %(start)s, the most is %(most)s"
            found = said(text, paid=Duration(paid), start=line.when(duty.slots[0]), most=Duration(most))
            yield Violation(NAME, line.person.id, duty.slots, found)


RULE = Rule(
    name=NAME,
    law="The paid minutes of the shifts that start on a local date stay within day_minutes_max.",
    parameters=("day_minutes_max", "midnights"),
    violations=_violations,
)
