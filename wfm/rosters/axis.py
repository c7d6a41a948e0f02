"""The time axis of a board: the local days of a zone that a week touches, and where in a day an instant lies. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.timegrid import Horizon, start_of_day, to_local

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TICK_HOURS_OF_WEEK = (6, 12, 18)
TICK_HOURS_OF_DAY = tuple(range(2, 24, 2))
NIGHT_FROM_HOUR = 22
NIGHT_UNTIL_HOUR = 6


@dataclass(frozen=True, slots=True)
class AxisDay:
    """One local date of a zone, `[starts_at, ends_at)`: 23 to 25 hours."""

    local_date: date
    zone: str
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // MINUTE

    @property
    def hours(self) -> int:
        """Length in hours, rounded: columns are as wide as their days are long."""
        return round(self.minutes / 60)

    def percent_at(self, instant: datetime) -> float:
        """How far into the day an instant lies; below 0 and above 100 for instants before and after it."""
        return round((instant - self.starts_at) / (self.ends_at - self.starts_at) * 100, 2)

    def percent_of(self, length: timedelta) -> float:
        return round(length / (self.ends_at - self.starts_at) * 100, 2)

    def ticks(self, hours: Iterable[int]) -> tuple[tuple[float, str], ...]:
        """Where the wall clock shows these hours, and how they are written. An hour that the clocks skip is left out."""
        shown: dict[int, int] = {}
        for minute in range(0, self.minutes, 15):
            local = to_local(self.starts_at + minute * MINUTE, zone=self.zone)
            if local.minute == 0:
                shown.setdefault(local.hour, minute)
        return tuple((round(shown[hour] * 100 / self.minutes, 2), f"{hour:02}") for hour in hours if hour in shown)


def days_of(dates: Sequence[date], *, zone: str) -> tuple[AxisDay, ...]:
    """The days of these dates in a zone. A date that a zone skipped has no length and is left out."""
    days = (AxisDay(day, zone, start_of_day(day, zone=zone), start_of_day(day + ONE_DAY, zone=zone)) for day in dates)
    return tuple(day for day in days if day.starts_at < day.ends_at)


def dates_touched(horizon: Horizon, *, zones: Iterable[str]) -> tuple[date, ...]:
    """Every local date, in any of the zones, of which a week holds a part."""
    zones = tuple(zones)
    first = min(to_local(horizon.starts_at, zone=zone).date() for zone in zones)
    last = max(to_local(horizon.ends_at - MINUTE, zone=zone).date() for zone in zones)
    return tuple(first + timedelta(days=at) for at in range((last - first).days + 1))


def night_percents(days: Sequence[AxisDay], *, zone: str) -> tuple[tuple[float, float], ...]:
    """Where 22:00 to 06:00 of somebody's zone falls on an axis of days, as (start, length) in percent of the whole axis."""
    starts_at, ends_at = days[0].starts_at, days[-1].ends_at
    own_dates = dates_touched(Horizon(starts_at, ends_at), zones=[zone])
    found = []
    for own in days_of((own_dates[0] - ONE_DAY, *own_dates), zone=zone):
        first = max(own.starts_at + timedelta(hours=NIGHT_FROM_HOUR), starts_at)
        last = min(own.ends_at + timedelta(hours=NIGHT_UNTIL_HOUR), ends_at)
        if first < last:
            whole = (ends_at - starts_at) / 100
            found.append((round((first - starts_at) / whole, 2), round((last - first) / whole, 2)))
    return tuple(found)
