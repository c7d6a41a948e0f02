"""A week has days off."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "days_per_week"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        most = line.person.contract.days_per_week_max
        for week in case.problem.weeks:
            duties = line.starting_in(week)
            days = len({duty.day for duty in duties})
            if days > most and not all(duty.is_history for duty in duties):
                found = said("shifts start on %(days)s days of the week, the most is %(most)s", days=days, most=most)
                yield Violation(NAME, line.person.id, week, found)


RULE = Rule(
    name=NAME,
    law="In each listed week shifts start on at most days_per_week_max local dates, history in that week included.",
    parameters=("days_per_week_max", "weeks", "history"),
    violations=_violations,
)
