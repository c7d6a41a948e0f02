"""A week has one long rest."""

from collections.abc import Iterator

from scheduling.rostering.roster import Span
from scheduling.rostering.rules.case import Case, Line, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "weekly_rest"


def _violations(case: Case) -> Iterator[Violation]:
    whole_weeks = [week for week in case.problem.weeks if week[0] >= 0 and week[1] <= case.problem.slots]
    for line in case.lines:
        least = line.person.contract.weekly_rest_minutes
        if least is None:
            continue
        for week in whole_weeks:
            longest = _longest_rest(line, week)
            if longest < least:
                text = "the longest rest of the week is %(longest)s, the contract asks for %(least)s"
                yield Violation(NAME, line.person.id, week, said(text, longest=Duration(longest), least=Duration(least)))


def _longest_rest(line: Line, week: Span) -> int:
    free_from, longest = week[0], 0
    for duty in line.duties:
        first, last = duty.slots
        if last > week[0] and first < week[1]:
            longest = max(longest, minutes_of((free_from, first)))
            free_from = max(free_from, last)
    return max(longest, minutes_of((free_from, week[1])))


RULE = Rule(
    name=NAME,
    law="Each listed week wholly inside the horizon holds, from its first to its last instant, one rest of weekly_rest_minutes.",
    parameters=("weekly_rest_minutes", "weeks", "history"),
    violations=_violations,
)
