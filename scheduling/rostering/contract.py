"""What one person's contract allows: the limits of the roster problem, refused where they contradict each other.

Durations are minutes on the 15-minute slot grid; an optional limit that is absent (None or empty) limits nothing.
"""

from dataclasses import dataclass

from scheduling.rostering.roster import Span
from scheduling.rostering.validation import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    SLOT_MINUTES,
    check_count,
    check_minutes,
    check_minutes_range,
    refuse,
)


def minute_of_day(local_time: str) -> int:
    """Minutes after midnight of a local ``HH:MM``, 0 to 1440 (24:00 is the end of the day). Raises ValueError."""
    hours, colon, minutes = local_time.partition(":")
    well_formed = colon == ":" and len(hours) == len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()
    if not well_formed or int(minutes) > 59 or int(hours) * 60 + int(minutes) > MINUTES_PER_DAY:
        raise ValueError(f"{local_time!r} is not a local time between 00:00 and 24:00")
    return int(hours) * 60 + int(minutes)


def _check_local_time(name: str, value: str) -> None:
    try:
        minute_of_day(value)
    except ValueError as error:
        refuse(True, f"{name}: {error}")


@dataclass(frozen=True, slots=True)
class BreakRule:
    """A break owed in every shift of at least ``shift_minutes_from``; the window counts from the shift's start."""

    shift_minutes_from: int
    minutes: int
    paid: bool
    starts_after_minutes: Span

    def __post_init__(self) -> None:
        """Refuse lengths off the slot grid and windows that close before they open."""
        check_minutes("minutes", self.minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        check_minutes("shift_minutes_from", self.shift_minutes_from, high=MINUTES_PER_DAY)
        check_minutes_range("starts_after_minutes", self.starts_after_minutes, high=MINUTES_PER_DAY)


@dataclass(frozen=True, slots=True)
class Split:
    """Split shifts: the gap allowed between two parts and the least length of a part."""

    gap_minutes: Span
    part_minutes_min: int

    def __post_init__(self) -> None:
        """Refuse gaps and parts off the slot grid."""
        check_minutes_range("gap_minutes", self.gap_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        check_minutes("part_minutes_min", self.part_minutes_min, low=SLOT_MINUTES, high=MINUTES_PER_DAY)


@dataclass(frozen=True, slots=True)
class Contract:
    """What may be asked of one person in a week. Optional limits are absent (None) where there is none.

    A shift lasts the least of ``shift_minutes`` and any number of ``shift_step_minutes`` more, up to the most.
    """

    week_minutes: Span
    shift_minutes: Span
    rest_minutes: int
    days_per_week_max: int
    consecutive_days_max: int
    block_minutes_min: int
    shift_step_minutes: int = 30
    start_step_minutes: int = 30
    week_minimum_hard: bool = False
    breaks: tuple[BreakRule, ...] = ()
    day_minutes_max: int | None = None
    weekly_rest_minutes: int | None = None
    nights_per_week_max: int | None = None
    days_off_run_min: int | None = None
    weekends_off_min: int | None = None
    period_weeks: int | None = None
    period_minutes: Span | None = None
    start_windows: tuple[tuple[str, str], ...] = ()
    templates: tuple[tuple[str, int], ...] = ()
    split: Split | None = None

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other or leave the slot grid."""
        self._check_lengths()
        self._check_counts()
        self._check_local_times()

    def _check_lengths(self) -> None:
        check_minutes_range("week_minutes", self.week_minutes, high=MINUTES_PER_WEEK)
        check_minutes_range("shift_minutes", self.shift_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        check_minutes("shift_step_minutes", self.shift_step_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        check_minutes("start_step_minutes", self.start_step_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        check_minutes("rest_minutes", self.rest_minutes, high=MINUTES_PER_WEEK)
        check_minutes("block_minutes_min", self.block_minutes_min, high=self.shift_minutes[1])
        if self.day_minutes_max is not None:
            check_minutes("day_minutes_max", self.day_minutes_max, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        if self.weekly_rest_minutes is not None:
            check_minutes("weekly_rest_minutes", self.weekly_rest_minutes, low=SLOT_MINUTES, high=MINUTES_PER_WEEK)
        if self.period_minutes is not None:
            check_minutes_range("period_minutes", self.period_minutes)

    def _check_counts(self) -> None:
        check_count("days_per_week_max", self.days_per_week_max, low=0, high=366)
        check_count("consecutive_days_max", self.consecutive_days_max, low=1, high=366)
        check_count("nights_per_week_max", self.nights_per_week_max, low=0, high=7)
        check_count("days_off_run_min", self.days_off_run_min, low=1, high=7)
        check_count("period_weeks", self.period_weeks, low=1, high=52)
        check_count("weekends_off_min", self.weekends_off_min, low=0, high=self.period_weeks or 52)
        for name in ("weekends_off_min", "period_minutes"):
            refuse(getattr(self, name) is not None and self.period_weeks is None, f"{name} is given, but period_weeks is not")

    def _check_local_times(self) -> None:
        for at, (earliest, latest) in enumerate(self.start_windows):
            _check_local_time(f"start_windows[{at}]", earliest)
            _check_local_time(f"start_windows[{at}]", latest)
        for at, (start, minutes) in enumerate(self.templates):
            _check_local_time(f"templates[{at}]", start)
            check_minutes(f"templates[{at}]", minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
