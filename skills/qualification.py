"""Who may serve a work type on a date, and why not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skills.profiles import SkillProfile, SkillRating
from skills.scales import Level


class Obstacle(StrEnum):
    """Why a person may not serve a work type."""

    NOT_ASSESSED = "not_assessed"
    LAPSED = "lapsed"
    LEVEL_TOO_LOW = "level_too_low"


@dataclass(frozen=True, slots=True)
class Qualification:
    """The answer: with an obstacle the person may not serve. ``rating`` is what it rests on, None where there is none."""

    work_type: str
    required_level: Level
    rating: SkillRating | None
    obstacle: Obstacle | None

    @property
    def may_serve(self) -> bool:
        """Whether nothing stands in the way."""
        return self.obstacle is None


def qualification(profile: SkillProfile, *, work_type: str, required_level: Level, on: date) -> Qualification:
    """Whether the person of the profile may serve the work type on a date.

    A lapsed rating does not count, even where an older one would still run. Raises ValueError for a date before the profile's.
    """
    if on < profile.on:
        raise ValueError(f"the profile is of {profile.on}, it says nothing about {on}")
    rating = profile.find(work_type)
    return Qualification(work_type, required_level, rating, _find_obstacle(rating, required_level, on))


def _find_obstacle(rating: SkillRating | None, required_level: Level, on: date) -> Obstacle | None:
    if rating is None:
        return Obstacle.NOT_ASSESSED
    if rating.has_lapsed(on):
        return Obstacle.LAPSED
    if rating.level < required_level:
        return Obstacle.LEVEL_TOO_LOW
    return None
