"""A week has its most."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "week_minutes_max"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        most = line.person.contract.week_minutes[1]
        for week in case.problem.weeks:
            duties = line.starting_in(week)
            paid = sum(duty.paid_minutes for duty in duties)
            if paid > most and not all(duty.is_history for duty in duties):
                found = said("%(paid)s are paid in the week, the most is %(most)s", paid=Duration(paid), most=Duration(most))
                yield Violation(NAME, line.person.id, week, found)


RULE = Rule(
    name=NAME,
    law="The paid minutes of the shifts that start in a listed week stay within the most of week_minutes.",
    parameters=("week_minutes", "weeks"),
    violations=_violations,
)
