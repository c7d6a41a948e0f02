"""A split shift has parts worth coming for."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, said

NAME = "split"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        split = line.person.contract.split
        if split is None:
            continue
        for duty in line.rostered:
            if duty.gap is None:
                continue
            for part in ((duty.slots[0], duty.gap[0]), (duty.gap[1], duty.slots[1])):
                if minutes_of(part) < split.part_minutes_min:
                    text = "a part of a split shift lasts %(length)s, the least is %(least)s"
                    found = said(text, length=Duration(minutes_of(part)), least=Duration(split.part_minutes_min))
                    yield Violation(NAME, line.person.id, part, found)


RULE = Rule(
    name=NAME,
    law=(
        "A split shift is written as one shift with one gap, an unpaid break of a length within gap_minutes that is no declared break; "
        "both its parts last part_minutes_min."
    ),
    parameters=("split",),
    violations=_violations,
)
