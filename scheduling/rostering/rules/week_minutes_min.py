"""A week has its least, where the contract makes it hard."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "week_minutes_min"


def _violations(case: Case) -> Iterator[Violation]:
    whole_weeks = [week for week in case.problem.weeks if week[0] >= 0 and week[1] <= case.problem.slots]
    for line in case.lines:
        if not line.person.contract.week_minimum_hard:
            continue
        least = line.person.contract.week_minutes[0]
        for week in whole_weeks:
            paid = sum(duty.paid_minutes for duty in line.starting_in(week))
            if paid < least:
                found = said("%(paid)s are paid in the week, the least is %(least)s", paid=Duration(paid), least=Duration(least))
                yield Violation(NAME, line.person.id, week, found)


RULE = Rule(
    name=NAME,
    law="With week_minimum_hard, the paid minutes of each listed week wholly inside the horizon reach the least of week_minutes.",
    parameters=("week_minutes", "week_minimum_hard", "weeks"),
    violations=_violations,
    healed_by_more_shifts=True,
)
