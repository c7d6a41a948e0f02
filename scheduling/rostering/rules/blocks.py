"""Work comes in blocks that are long enough to settle into."""

from collections.abc import Iterator

from scheduling.rostering.roster import SegmentKind
from scheduling.rostering.rules.case import Case, in_words, minutes_of, stretches
from scheduling.rostering.rules.rule import Rule, Violation

NAME = "blocks"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        least = line.person.contract.block_minutes_min
        for shift in line.shifts():
            for block in stretches(shift):
                minutes = minutes_of(block.slots)
                if block.kind is SegmentKind.WORK and minutes < least:
                    work = f"{block.work_type or block.bundle} at {line.when(block.slots[0])}"
                    message = f"a block of {in_words(minutes)} on {work}, the least is {in_words(least)}"
                    yield Violation(NAME, line.person.id, block.slots, message)


RULE = Rule(
    name=NAME,
    law="Every stretch on one work type or bundle, ended by a switch, a break, an activity or the shift, lasts block_minutes_min.",
    parameters=("block_minutes_min",),
    violations=_violations,
)
