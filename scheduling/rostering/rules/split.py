"""A split shift has parts worth coming for."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, in_words, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation

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
                    message = f"a part of a split shift lasts {in_words(minutes_of(part))}, the least is {in_words(split.part_minutes_min)}"
                    yield Violation(NAME, line.person.id, part, message)


RULE = Rule(
    name=NAME,
    law=(
        "A split shift is written as one shift with one gap, an unpaid break of a length within gap_minutes that is no declared break; "
        "both its parts last part_minutes_min."
    ),
    parameters=("split",),
    violations=_violations,
)
