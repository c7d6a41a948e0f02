"""A roster speaks of its own problem only."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import WorkNamed, said

NAME = "known_names"


def _violations(case: Case) -> Iterator[Violation]:
    problem, roster = case.problem, case.roster
    if roster.problem != problem.name:
        found = said("the roster answers problem %(named)s, this is %(name)s", named=repr(roster.problem), name=repr(problem.name))
        yield Violation(NAME, "", (0, problem.slots), found)
    people = {person.id for person in problem.people}
    work = {work_type.id for work_type in problem.work_types}, {bundle.id for bundle in problem.bundles}
    for shift in roster.shifts:
        if shift.person not in people:
            found = said("%(person)s is not among the people of the problem", person=shift.person)
            yield Violation(NAME, shift.person, shift.slots, found)
        for segment in shift.segments:
            for name, known in zip((segment.work_type, segment.bundle), work, strict=True):
                if name is not None and name not in known:
                    found = said("work on %(work)s, which the problem does not know", work=WorkNamed(name))
                    yield Violation(NAME, shift.person, segment.slots, found)


RULE = Rule(
    name=NAME,
    law="A roster answers the problem it names, with that problem's people, work types and bundles.",
    parameters=("name", "people", "work_types", "bundles"),
    violations=_violations,
)
