"""A week has days off."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "days_per_week"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        most = line.person.contract.days_per_week_max
        for week in case.problem.weeks:
            duties = line.starting_in(week)
            days = len({duty.day for duty in duties})
            if days > most and not all(duty.is_history for duty in duties):
                yield Violation(NAME, line.person.id, week, f"shifts start on {days} days of the week, the most is {most}")


RULE = Rule(
    name=NAME,
    law="In each listed week shifts start on at most days_per_week_max local dates, history in that week included.",
    parameters=("days_per_week_max", "weeks", "history"),
    violations=_violations,
)
