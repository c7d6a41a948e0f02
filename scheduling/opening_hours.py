"""When work is open: weekly stretches of local time, less closed dates, as one yes or no a slot."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduling.demand import Flags, flags
from scheduling.timegrid import Horizon, iso_weekdays, local_dates, local_minutes, zone_named

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Open from a minute of an ISO weekday (1–7) until another; an end at or before the start is on the next day."""

    weekday: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        """Refuse weekdays and minutes that do not exist."""
        if not 1 <= self.weekday <= 7:
            raise ValueError(f"weekday is {self.weekday}, it lies between 1 (Monday) and 7 (Sunday)")
        for name in ("start_minute", "end_minute"):
            if not 0 <= getattr(self, name) <= MINUTES_PER_DAY:
                raise ValueError(f"{name} is {getattr(self, name)}, it lies between 0 and {MINUTES_PER_DAY}")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Weekly stretches in a zone's wall-clock time; none at all means always open. A stretch that starts on a closed date is shut."""

    zone: str
    stretches: tuple[Stretch, ...] = ()
    closed_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse an unknown zone."""
        zone_named(self.zone)

    def open_slots(self, horizon: Horizon) -> Flags:
        """Whether each slot of a horizon starts within opening hours."""
        dates, minutes = local_dates(horizon, zone=self.zone), local_minutes(horizon, zone=self.zone)
        stretches = self.stretches or tuple(Stretch(weekday, 0, MINUTES_PER_DAY) for weekday in range(1, 8))
        found = np.zeros(horizon.slots, dtype=np.bool_)
        for days_ago in (0, 1):
            started_on = dates - np.timedelta64(days_ago, "D")
            weekdays = iso_weekdays(started_on)
            shut = np.isin(started_on, np.array(sorted(self.closed_dates), dtype="datetime64[D]"))
            for stretch in stretches:
                length = (stretch.end_minute - stretch.start_minute) % MINUTES_PER_DAY or MINUTES_PER_DAY
                since_start = minutes + days_ago * MINUTES_PER_DAY - stretch.start_minute
                found |= (weekdays == stretch.weekday) & ~shut & (since_start >= 0) & (since_start < length)
        return flags("open", found, horizon)
