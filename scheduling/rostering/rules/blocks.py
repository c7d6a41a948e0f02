"""Work comes in blocks that are long enough to settle into."""

from collections.abc import Iterator

from scheduling.rostering.roster import SegmentKind
from scheduling.rostering.rules.case import Case, minutes_of, stretches
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, WorkNamed, said

NAME = "blocks"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        least = line.person.contract.block_minutes_min
        for shift in line.shifts():
            for block in stretches(shift):
                minutes = minutes_of(block.slots)
                if block.kind is SegmentKind.WORK and minutes < least:
                    found = said(
                        "a block of %(length)s on %(work)s at %(start)s, the least is %(least)s",
                        length=Duration(minutes),
                        work=WorkNamed(block.work_type or block.bundle or ""),
                        start=line.when(block.slots[0]),
                        least=Duration(least),
                    )
                    yield Violation(NAME, line.person.id, block.slots, found)


RULE = Rule(
    name=NAME,
    law="Every stretch on one work type or bundle, ended by a switch, a break, an activity or the shift, lasts block_minutes_min.",
    parameters=("block_minutes_min",),
    violations=_violations,
)
