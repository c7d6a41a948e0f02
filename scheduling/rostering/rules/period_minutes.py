"""Several weeks together have their least and their most.

What happened before a person's first midnight, or will after the horizon, is not known.
"""

from collections.abc import Iterator

from scheduling.rostering.roster import Span
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "period_minutes"
SLOTS_OF_168_HOURS = 672


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        contract = line.person.contract
        if contract.period_minutes is None or contract.period_weeks is None:
            continue
        least, most = contract.period_minutes
        for period in _periods(case.problem.weeks, contract.period_weeks):
            duties = line.starting_in(period)
            paid = sum(duty.paid_minutes for duty in duties)
            is_known = period[0] >= line.person.midnights[0] and period[1] <= case.problem.slots
            if (paid > most and not all(duty.is_history for duty in duties)) or (paid < least and is_known):
                found = said(
                    "%(paid)s are paid in %(weeks)s weeks, %(least)s to %(most)s are allowed",
                    paid=Duration(paid),
                    weeks=contract.period_weeks,
                    least=Duration(least),
                    most=Duration(most),
                )
                yield Violation(NAME, line.person.id, period, found)


def _periods(weeks: tuple[Span, ...], length: int) -> Iterator[Span]:
    """Each listed week with the ``length`` − 1 weeks before it; weeks that are not listed are taken to have 168 hours."""
    for at, (_, last) in enumerate(weeks):
        earliest = max(0, at - length + 1)
        unlisted = length - (at - earliest + 1)
        yield weeks[earliest][0] - unlisted * SLOTS_OF_168_HOURS, last


RULE = Rule(
    name=NAME,
    law="The paid minutes of the period_weeks weeks up to each listed one stay within period_minutes; the least binds once all are known.",
    parameters=("period_minutes", "period_weeks", "weeks", "history"),
    violations=_violations,
    healed_by_more_shifts=True,
)
