"""What good enough means for a planning group, and what surrounds it: floor, shrinkage, contacts at once."""

from dataclasses import dataclass

from scheduling.staffing.erlang import ServiceLevelConvention
from scheduling.timegrid import SLOT_MINUTES

DEADLINE_MINUTES_MIN = 2 * SLOT_MINUTES


def _check_share(name: str, value: float | None) -> None:
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"{name} is {value}, it lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """Contacts that cannot wait. All limits given must hold at once.

    Set both a service level and a maximum of abandonment where patience is known: customers who give up make the service
    level of the others look good. Without ``patience_seconds`` nobody is assumed to give up (Erlang C).
    """

    service_level_share: float
    threshold_seconds: float
    abandonment_share_max: float | None = None
    patience_seconds: float | None = None
    occupancy_share_max: float | None = None
    convention: ServiceLevelConvention = ServiceLevelConvention.OF_OFFERED

    def __post_init__(self) -> None:
        """Refuse shares outside 0–1, times below 0, and a maximum of abandonment without the patience it follows from."""
        for name in ("service_level_share", "abandonment_share_max", "occupancy_share_max"):
            _check_share(name, getattr(self, name))
        if self.threshold_seconds < 0:
            raise ValueError(f"threshold_seconds is {self.threshold_seconds}, the least is 0")
        if self.patience_seconds is not None and not self.patience_seconds > 0:
            raise ValueError(f"patience_seconds is {self.patience_seconds}, it must be above 0")
        if self.abandonment_share_max is not None and self.patience_seconds is None:
            raise ValueError("abandonment_share_max needs patience_seconds: without it nobody gives up")
        for name in ("abandonment_share_max", "occupancy_share_max"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name} is 0, which no number of people reaches")


@dataclass(frozen=True, slots=True)
class DeadlineTarget:
    """Contacts that may wait: each is to be done within ``deadline_minutes`` of its arrival, at least two slots.

    With ``in_time_share`` that share of them keeps the deadline although they come by chance; without it the work is planned as
    expected, and about as many are late as the roster has no room for.
    """

    deadline_minutes: int
    in_time_share: float | None = None

    def __post_init__(self) -> None:
        """Refuse a deadline that is really a service level, and a share that nobody can promise."""
        if self.in_time_share is not None and not 0 < self.in_time_share < 1:
            raise ValueError(f"in_time_share is {self.in_time_share}, it lies between 0 and 1, both excluded")
        if self.deadline_minutes < DEADLINE_MINUTES_MIN:
            raise ValueError(
                f"deadline_minutes is {self.deadline_minutes}, the least is {DEADLINE_MINUTES_MIN}; anything shorter is a service level"
            )


@dataclass(frozen=True, slots=True)
class WeeklyHoursTarget:
    """Work that nobody sends, such as proactive outreach: so many hours at any time of the week."""

    hours: float

    def __post_init__(self) -> None:
        """Refuse nothing and less."""
        if not self.hours > 0:
            raise ValueError(f"hours is {self.hours}, it must be above 0")


@dataclass(frozen=True, slots=True)
class PresenceTarget:
    """People who are simply there, such as on watch; how many is the minimum headcount."""


Target = ServiceTarget | DeadlineTarget | WeeklyHoursTarget | PresenceTarget


@dataclass(frozen=True, slots=True)
class StaffingRules:
    """A target and what surrounds it.

    ``minimum_headcount`` is a floor under the heads rostered in every open slot. ``shrinkage_share`` is unplanned absence
    alone: breaks and meetings are in the roster. ``concurrency`` is how many contacts one agent works at once; handle times
    are then those of one contact among as many.
    """

    target: Target
    minimum_headcount: int = 0
    shrinkage_share: float = 0.0
    concurrency: int = 1

    def __post_init__(self) -> None:
        """Refuse numbers outside their range."""
        if self.minimum_headcount < 0:
            raise ValueError(f"minimum_headcount is {self.minimum_headcount}, the least is 0")
        if not 0 <= self.shrinkage_share < 1:
            raise ValueError(f"shrinkage_share is {self.shrinkage_share}, it lies between 0 and less than 1")
        if self.concurrency < 1:
            raise ValueError(f"concurrency is {self.concurrency}, the least is 1")


def combined_shrinkage_share(*shares: float) -> float:
    """Several causes of unplanned absence together: 1 − Π(1 − s), for nobody can be absent twice."""
    present = 1.0
    for share in shares:
        _check_share("shrinkage_share", share)
        present *= 1 - share
    return 1 - present


def with_shrinkage(heads: float, *, shrinkage_share: float) -> float:
    """Heads to roster so that ``heads`` are there on average: heads / (1 − s). Not rounded: slots add up, and speeds are not whole."""
    return heads / (1 - shrinkage_share)
