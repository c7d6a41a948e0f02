"""What one person can do: assessments over time, and the profile that holds on a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from skills.scales import SPEED_MAX, Enjoyment, Level, default_speed


@dataclass(frozen=True, slots=True)
class SkillRating:
    """One assessment of one person on one work type.

    It counts from ``assessed_on`` until before ``valid_until`` (a certificate that lapses), and until a later one replaces it.
    ``speed`` is the measured number of heads given, None where it was not measured.
    """

    work_type: str
    level: Level
    assessed_on: date
    enjoyment: Enjoyment = Enjoyment.NEUTRAL
    speed: float | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        """Refuse an unnamed work type, a speed off its scale and a validity without a day."""
        if not self.work_type:
            raise ValueError("work_type is empty")
        if self.speed is not None and not 0 < self.speed <= SPEED_MAX:
            raise ValueError(f"speed is {self.speed} ({self.work_type}), it lies above 0 and at most {SPEED_MAX:g}")
        if self.valid_until is not None and self.valid_until <= self.assessed_on:
            raise ValueError(f"valid_until is {self.valid_until} ({self.work_type}), it must be after assessed_on ({self.assessed_on})")

    def has_lapsed(self, on: date) -> bool:
        """Whether its validity is over on this date."""
        return self.valid_until is not None and self.valid_until <= on

    @property
    def effective_speed(self) -> float:
        """Heads given at work: the measured speed, else the default of the level."""
        return default_speed(self.level) if self.speed is None else self.speed


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """The latest assessment of each work type as of a date, lapsed ones included, ordered by work type."""

    on: date
    ratings: tuple[SkillRating, ...]

    def __post_init__(self) -> None:
        """Refuse two ratings of one work type and ratings of a later date."""
        names = [rating.work_type for rating in self.ratings]
        if len(set(names)) != len(names):
            raise ValueError(f"a profile has one rating a work type, these are {', '.join(sorted(names))}")
        late = [rating for rating in self.ratings if rating.assessed_on > self.on]
        if late:
            raise ValueError(f"the rating of {late[0].work_type} is of {late[0].assessed_on}, after the date of the profile ({self.on})")

    def find(self, work_type: str) -> SkillRating | None:
        """The rating of a work type, None where the person was never assessed on it."""
        return next((rating for rating in self.ratings if rating.work_type == work_type), None)


def profile_on(ratings: Iterable[SkillRating], *, on: date) -> SkillProfile:
    """The profile as of a date from a history in any order. Of two assessments of one day the one told later counts."""
    latest: dict[str, SkillRating] = {}
    for rating in ratings:
        known = latest.get(rating.work_type)
        if rating.assessed_on <= on and (known is None or rating.assessed_on >= known.assessed_on):
            latest[rating.work_type] = rating
    return SkillProfile(on, tuple(latest[name] for name in sorted(latest)))
