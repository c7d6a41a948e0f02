"""Days off come together."""

from collections.abc import Iterator
from itertools import pairwise

from scheduling.rostering.rules.case import Case, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said

NAME = "days_off_run"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        least = line.person.contract.days_off_run_min
        if least is not None:
            yield from _short_runs(line, least)


def _short_runs(line: Line, least: int) -> Iterator[Violation]:
    for duty, following in pairwise(line.duties):
        days_off = following.day - duty.day - 1
        if 0 < days_off < least and not following.is_history:
            text = "%(days)s day off in a row before %(start)s, the least is %(least)s"
            found = said(text, days=days_off, start=line.when(following.slots[0]), least=least)
            yield Violation(NAME, line.person.id, (duty.slots[1], following.slots[0]), found)


RULE = Rule(
    name=NAME,
    law="Days off between two days with a start come in runs of at least days_off_run_min; a run open at either end is free.",
    parameters=("days_off_run_min", "midnights", "history"),
    violations=_violations,
    healed_by_more_shifts=True,
)
