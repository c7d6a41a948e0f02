"""What a person can do in a slot: one work type with attention undivided, the work types of a bundle at once, or all that is pooled."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.rostering.person import Person, SegmentLock, ShiftLock, Skill
from scheduling.rostering.problem import CoverageMode, RosterProblem
from scheduling.rostering.roster import Segment


@dataclass(frozen=True, slots=True)
class WorkRole:
    """Work that a block is on, named as segments name it, and the skills that the person's presence is shared among."""

    work_type: str | None
    bundle: str | None
    skills: tuple[Skill, ...]
    is_pool: bool = False

    @property
    def enjoyment(self) -> float:
        """−2 … +2, the mean over the skills."""
        return sum(skill.enjoyment for skill in self.skills) / len(self.skills)

    @property
    def level(self) -> float:
        """1 … 5, the mean over the skills."""
        return sum(skill.level for skill in self.skills) / len(self.skills)

    def is_of(self, segment: Segment) -> bool:
        """Whether a segment of work is in this role."""
        if segment.bundle is not None:
            return segment.bundle == self.bundle
        return self.bundle is None and segment.work_type in {skill.work_type for skill in self.skills}


class Roles:
    """Everybody's roles for work, by the modes of a problem's work types."""

    def __init__(self, problem: RosterProblem) -> None:
        self._modes = {work_type.id: work_type.mode for work_type in problem.work_types}
        blended = [
            (bundle.id, bundle.work_types)
            for bundle in problem.bundles
            if any(self._modes[name] is CoverageMode.BLEND for name in bundle.work_types)
        ]
        self._bundles: Sequence[tuple[str, tuple[str, ...]]] = blended
        self._in_bundles = {name for _, names in blended for name in names}

    def of(self, person: Person) -> tuple[WorkRole, ...]:
        """The roles in which the person can work: single work types first, then bundles, then the pool.

        A work type of a bundle stands alone too where a lead has locked it so.
        """
        locked = _locked_alone(person)
        alone = [skill for skill in person.skills if not self._is_shared(skill.work_type) or skill.work_type in locked]
        roles = [WorkRole(skill.work_type, None, (skill,)) for skill in alone]
        for bundle, names in self._bundles:
            skills = tuple(skill for skill in person.skills if skill.work_type in names)
            if skills:
                roles.append(WorkRole(None, bundle, skills))
        pooled = tuple(skill for skill in person.skills if self._modes[skill.work_type] is CoverageMode.POOL)
        if pooled:
            roles.append(WorkRole(pooled[0].work_type, None, pooled, is_pool=True))
        return tuple(roles)

    def _is_shared(self, work_type: str) -> bool:
        mode = self._modes[work_type]
        return mode is CoverageMode.POOL or (mode is CoverageMode.BLEND and work_type in self._in_bundles)


def _locked_alone(person: Person) -> set[str | None]:
    """The work types that locks of the person name by themselves."""
    segments = [lock.segment for lock in person.locks if isinstance(lock, SegmentLock)]
    segments += [segment for lock in person.locks if isinstance(lock, ShiftLock) for segment in lock.shift.segments]
    return {segment.work_type for segment in segments if segment.bundle is None}
