"""Nobody serves what they may not."""

from collections.abc import Iterator

from scheduling.rostering.roster import SegmentKind
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import PersonNamed, WorkNamed, said

NAME = "qualification"


def _violations(case: Case) -> Iterator[Violation]:
    bundles = {bundle.id: frozenset(bundle.work_types) for bundle in case.problem.bundles}
    for line in case.lines:
        held = frozenset(skill.work_type for skill in line.person.skills)
        for shift in line.shifts():
            for segment in shift.segments:
                served = bundles.get(segment.bundle or "", frozenset({segment.work_type}))
                if segment.kind is SegmentKind.WORK and not held & served:
                    work = WorkNamed(segment.work_type or segment.bundle or "")
                    found = said("work on %(work)s, which %(person)s may not serve", work=work, person=PersonNamed(line.person.id))
                    yield Violation(NAME, line.person.id, segment.slots, found)


RULE = Rule(
    name=NAME,
    law="A person works on a work type among their skills, or on a bundle of which they hold at least one work type.",
    parameters=("skills", "bundles"),
    violations=_violations,
)
