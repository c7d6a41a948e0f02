"""How deep a team is: how many people may serve each work type, at which level, and where all hangs on one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from skills.profiles import SkillProfile
from skills.qualification import qualification
from skills.scales import Level


@dataclass(frozen=True, slots=True)
class Depth:
    """The people who may serve one work type, by name in order, and how many of them hold each level."""

    work_type: str
    people: tuple[str, ...]
    by_level: Mapping[Level, int]

    @property
    def is_single_point_of_failure(self) -> bool:
        """Whether exactly one person may serve it, so that their absence closes it."""
        return len(self.people) == 1


def depth(profiles: Mapping[str, SkillProfile], *, required_levels: Mapping[str, Level], on: date) -> tuple[Depth, ...]:
    """The depth of each work type in ``required_levels`` on a date, for people by name; nobody at all is told as well."""
    return tuple(_depth_of(work_type, profiles, required_levels[work_type], on) for work_type in sorted(required_levels))


def _depth_of(work_type: str, profiles: Mapping[str, SkillProfile], required_level: Level, on: date) -> Depth:
    people: list[str] = []
    by_level = dict.fromkeys(Level, 0)
    for person in sorted(profiles):
        answer = qualification(profiles[person], work_type=work_type, required_level=required_level, on=on)
        if answer.may_serve and answer.rating is not None:
            people.append(person)
            by_level[answer.rating.level] += 1
    return Depth(work_type, tuple(people), by_level)
