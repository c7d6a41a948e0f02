"""One person of a roster problem: zone, local midnights, skills, availability, contract, history, locks and wishes.

Spans are half-open slots counted from the start of the horizon; times before it are negative.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from scheduling.rostering.contract import Contract
from scheduling.rostering.roster import Segment, Shift, Span
from scheduling.rostering.validation import MINUTES_PER_WEEK, SLOT_MINUTES, ProblemError, check_spans, refuse
from scheduling.zone_offsets import UnknownZoneError, zone_named

SPEED_BY_LEVEL = {1: 0.70, 2: 0.85, 3: 1.00, 4: 1.10, 5: 1.20}
"""Heads given by a present person of each skill level where no measured speed is known."""

LOCAL_DAY_SLOTS = (80, 112)
"""A local date lasts 20 to 28 hours, whatever its zone does to its clocks that day."""


@dataclass(frozen=True, slots=True)
class Skill:
    """A work type a person may serve: level 1–5, heads given at speed 1.0, enjoyment −2…+2."""

    work_type: str
    level: int
    speed: float
    enjoyment: int = 0

    def __post_init__(self) -> None:
        """Refuse values outside their scales."""
        refuse(not 1 <= self.level <= 5, f"level is {self.level} (work type {self.work_type}), it lies between 1 and 5")
        refuse(not 0 < self.speed <= 10, f"speed is {self.speed} (work type {self.work_type}), it lies above 0 and at most 10")
        refuse(not -2 <= self.enjoyment <= 2, f"enjoyment is {self.enjoyment} (work type {self.work_type}), it lies between -2 and 2")


@dataclass(frozen=True, slots=True)
class ShiftLock:
    """This very shift must stand."""

    shift: Shift


@dataclass(frozen=True, slots=True)
class DayOffLock:
    """No shift may start on this local date (index into the person's midnights)."""

    day: int


@dataclass(frozen=True, slots=True)
class SegmentLock:
    """This segment must lie within one of the person's shifts, unbroken."""

    segment: Segment


Lock = ShiftLock | DayOffLock | SegmentLock


class WishKind(StrEnum):
    """What is wished for in a span: to be off, or to work."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for a span; ``minutes`` is its weight in minutes of shortage."""

    kind: WishKind
    slots: Span
    minutes: float

    def __post_init__(self) -> None:
        """Refuse an empty span and a weight that is not a number of minutes."""
        refuse(self.slots[0] >= self.slots[1], f"slots is {list(self.slots)}, which ends before it starts")
        refuse(not 0 <= self.minutes <= 1e6, f"minutes is {self.minutes}, it lies between 0 and 1000000")


@dataclass(frozen=True, slots=True)
class WeeklyActivity:
    """So many minutes of every week on an activity, such as training or growth, at any time while the person is at work."""

    activity: str
    minutes: int

    def __post_init__(self) -> None:
        """Refuse minutes that are no whole slots or no part of a week."""
        refuse(not self.activity, "activity is empty")
        refuse(self.minutes % SLOT_MINUTES != 0, f"minutes is {self.minutes}, a multiple of {SLOT_MINUTES} is expected")
        refuse(
            not 0 < self.minutes <= MINUTES_PER_WEEK, f"minutes is {self.minutes}, it lies between {SLOT_MINUTES} and {MINUTES_PER_WEEK}"
        )


@dataclass(frozen=True, slots=True)
class Person:
    """One person: zone, local midnights, skills, availability, contract, history, locks, wishes, the teams they belong to, and what they
    do every week beside contacts."""

    id: str
    zone: str
    midnights: tuple[int, ...]
    skills: tuple[Skill, ...]
    available: tuple[Span, ...]
    contract: Contract
    history: tuple[Span, ...] = ()
    locks: tuple[Lock, ...] = ()
    wishes: tuple[Wish, ...] = ()
    teams: tuple[str, ...] = ()
    weekly_activities: tuple[WeeklyActivity, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a person whose parts contradict each other, naming the person."""
        try:
            self._check()
        except ProblemError as error:
            raise ProblemError(error.text, f"person {self.id}") from None

    def _check(self) -> None:
        refuse(not self.id, "id is empty")
        self._check_zone()
        names = [skill.work_type for skill in self.skills]
        for at, name in enumerate(names):
            refuse(name in names[:at], f"skills[{at}].work_type is {name}, which the person has already")
        check_spans("available", self.available)
        check_spans("history", self.history)
        for at, (first, _) in enumerate(self.history):
            refuse(first >= 0, f"history[{at}] starts at {first}, inside the horizon; lock such a shift instead")
        self._check_midnights()
        for at, lock in enumerate(self.locks):
            self._check_lock(f"locks[{at}]", lock)
        activities = [each.activity for each in self.weekly_activities]
        for at, name in enumerate(activities):
            refuse(name in activities[:at], f"weekly_activities[{at}].activity is {name}, which the person has already")

    def _check_zone(self) -> None:
        try:
            zone_named(self.zone)
        except UnknownZoneError:
            raise ProblemError(f"zone is {self.zone!r}, an IANA zone such as Europe/Lisbon is expected") from None

    def _check_midnights(self) -> None:
        refuse(len(self.midnights) < 2, f"midnights has {len(self.midnights)} entries, the least is 2")
        for at, (midnight, following) in enumerate(pairwise(self.midnights), start=1):
            low, high = midnight + LOCAL_DAY_SLOTS[0], midnight + LOCAL_DAY_SLOTS[1]
            if not low <= following <= high:
                raise ProblemError(f"midnights[{at}] is {following}, after {midnight} it lies between {low} and {high}")
        if self.history:
            first, last = self.history[0][0], self.history[-1][1]
            refuse(self.midnights[0] > first, f"midnights[0] is {self.midnights[0]}, after the start of the first history shift ({first})")
            refuse(self.midnights[-1] < last, f"midnights ends at {self.midnights[-1]}, before the end of the last history shift ({last})")

    def _check_lock(self, name: str, lock: Lock) -> None:
        match lock:
            case DayOffLock(day):
                refuse(not 0 <= day < len(self.midnights), f"{name}.day is {day}, an index into midnights (0 to {len(self.midnights) - 1})")
            case ShiftLock(shift):
                refuse(shift.person != self.id, f"{name}.person is {shift.person}, the lock belongs to {self.id}")
                refuse(shift.slots[0] >= shift.slots[1], f"{name}.slots is {list(shift.slots)}, which ends before it starts")
            case SegmentLock(segment):
                refuse(segment.slots[0] >= segment.slots[1], f"{name}.slots is {list(segment.slots)}, which ends before it starts")
