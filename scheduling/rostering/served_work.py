"""Which work types a segment of work serves, by the modes of the problem: its own, those of its bundle, or all that is pooled."""

from scheduling.rostering.problem import CoverageMode, RosterProblem
from scheduling.rostering.roster import Segment


class ServedWork:
    """The work types that segments serve, as stated and as far as a person has the skills."""

    def __init__(self, problem: RosterProblem) -> None:
        self._speeds = {person.id: {skill.work_type: skill.speed for skill in person.skills} for person in problem.people}
        self._bundles = {bundle.id: bundle.work_types for bundle in problem.bundles}
        self._pooled = tuple(work_type.id for work_type in problem.work_types if work_type.mode is CoverageMode.POOL)

    def of(self, person: str, segment: Segment) -> list[tuple[str, float]]:
        """Those that the person has a skill for, each with their speed."""
        speeds = self._speeds.get(person, {})
        return [(work_type, speeds[work_type]) for work_type in self.stated(segment) if work_type in speeds]

    def stated(self, segment: Segment) -> tuple[str, ...]:
        """Those that the segment stands for, whoever works it."""
        if segment.bundle is not None:
            return self._bundles.get(segment.bundle, ())
        return self._pooled if segment.work_type in self._pooled else (segment.work_type or "",)

    def kind_of(self, segment: Segment) -> str:
        """What makes two segments of work the same work."""
        if segment.bundle is not None:
            return f"bundle {segment.bundle}"
        return "pool" if segment.work_type in self._pooled else f"work type {segment.work_type}"
