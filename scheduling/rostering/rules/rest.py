"""People rest between shifts."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Line, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "rest"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        yield from _short_rests(line)


def _short_rests(line: Line) -> Iterator[Violation]:
    rest_minutes = line.person.contract.rest_minutes
    ended = None
    for duty in line.duties:
        first, last = duty.slots
        # An overlap is the business of one_thing_at_a_time.
        if ended is not None and not duty.is_history and 0 <= minutes_of((ended, first)) < rest_minutes:
            found = said(
                "%(rest)s of rest before %(start)s, the contract asks for %(least)s",
                rest=Duration(minutes_of((ended, first))),
                start=line.when(first),
                least=Duration(rest_minutes),
            )
            yield Violation(NAME, line.person.id, (ended, first), found)
        ended = last if ended is None else max(ended, last)


RULE = Rule(
    name=NAME,
    law="At least rest_minutes, in real elapsed time, lie between the end of a shift and the start of the next, history included.",
    parameters=("rest_minutes", "history"),
    violations=_violations,
)
