"""The roster problem: people, contracts, work types and what is required, valid by construction.

Meanings and units are those of the file format ``roster-problem/1``: slots of 15 minutes counted from the start of the
horizon, half-open spans, durations in minutes. Building an impossible part raises :class:`ProblemError`, which names the
person, the field, the value and the limit.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.rostering.roster import Roster, Segment, Shift, Span

SLOT_MINUTES = 15
SLOT_HOURS = SLOT_MINUTES / 60
MINUTES_PER_DAY = 1440


class ProblemError(ValueError):
    """A part of the problem that cannot be; the text says where, what and which limit."""


def _refuse(condition: bool, text: str) -> None:
    if condition:
        raise ProblemError(text)


def _check_minutes(name: str, value: int, *, low: int = 0, high: int | None = None) -> None:
    _refuse(value < low, f"{name} is {value}, the least is {low}")
    _refuse(high is not None and value > high, f"{name} is {value}, the most is {high}")
    _refuse(value % SLOT_MINUTES != 0, f"{name} is {value}, not a multiple of {SLOT_MINUTES} minutes")


def _check_range(name: str, span: Span) -> None:
    _refuse(span[0] > span[1], f"{name} is {list(span)}: the first is larger than the second")


def _check_spans(name: str, spans: tuple[Span, ...]) -> None:
    for first, last in spans:
        _refuse(last <= first, f"{name} has [{first}, {last}], which ends before it starts")
    for (_, last), (first, _) in zip(spans, spans[1:], strict=False):
        _refuse(first < last, f"{name} has a span from {first} that starts before the one before it ends ({last})")


class CoverageMode(StrEnum):
    """How a present person counts: one work type a block, a shared bundle, or presence alone."""

    FOCUS = "focus"
    BLEND = "blend"
    POOL = "pool"


class WorkKind(StrEnum):
    """How the need is stated: heads in each slot, or backlog minutes with deadlines."""

    CELLS = "cells"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True)
class WorkType:
    """A planning group: one demand line that the same people serve."""

    id: str
    mode: CoverageMode = CoverageMode.FOCUS
    priority: float = 1.0
    kind: WorkKind = WorkKind.CELLS

    def __post_init__(self) -> None:
        """Refuse a work type that weighs nothing or less."""
        _refuse(not self.id, "work_types: an id is empty")
        _refuse(not self.priority > 0, f"work type {self.id}: priority is {self.priority}, it must be above 0")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Work types that one person may serve in the same block in blend mode."""

    id: str
    work_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakRule:
    """A break owed in every shift of at least ``shift_minutes_from``; the window counts from the shift's start."""

    shift_minutes_from: int
    minutes: int
    paid: bool
    starts_after_minutes: Span

    def __post_init__(self) -> None:
        """Refuse lengths off the slot grid and windows that close before they open."""
        _check_minutes("breaks.minutes", self.minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        _check_minutes("breaks.shift_minutes_from", self.shift_minutes_from)
        _check_range("breaks.starts_after_minutes", self.starts_after_minutes)
        for value in self.starts_after_minutes:
            _check_minutes("breaks.starts_after_minutes", value)


@dataclass(frozen=True, slots=True)
class Split:
    """Split shifts: the gap allowed between two parts and the least length of a part."""

    gap_minutes: Span
    part_minutes_min: int


@dataclass(frozen=True, slots=True)
class Contract:
    """What may be asked of one person in a week. Optional limits are absent (None) where there is none."""

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
        for name in ("week_minutes", "shift_minutes"):
            span: Span = getattr(self, name)
            _check_range(name, span)
            for value in span:
                _check_minutes(name, value)
        _check_minutes("shift_minutes", self.shift_minutes[0], low=SLOT_MINUTES)
        _check_minutes("shift_minutes", self.shift_minutes[1], high=MINUTES_PER_DAY)
        _check_minutes("shift_step_minutes", self.shift_step_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        _check_minutes("start_step_minutes", self.start_step_minutes, low=SLOT_MINUTES, high=MINUTES_PER_DAY)
        _check_minutes("rest_minutes", self.rest_minutes, high=7 * MINUTES_PER_DAY)
        _check_minutes("block_minutes_min", self.block_minutes_min, high=self.shift_minutes[1])
        _refuse(not 0 <= self.days_per_week_max <= 7, f"days_per_week_max is {self.days_per_week_max}, it lies between 0 and 7")
        _refuse(self.consecutive_days_max < 1, f"consecutive_days_max is {self.consecutive_days_max}, the least is 1")
        if self.day_minutes_max is not None:
            _check_minutes("day_minutes_max", self.day_minutes_max, low=SLOT_MINUTES)


@dataclass(frozen=True, slots=True)
class Skill:
    """A work type a person may serve: level 1–5, heads given at speed 1.0, enjoyment −2…+2."""

    work_type: str
    level: int
    speed: float
    enjoyment: int = 0

    def __post_init__(self) -> None:
        """Refuse values outside their scales."""
        _refuse(not 1 <= self.level <= 5, f"skills: level of {self.work_type} is {self.level}, it lies between 1 and 5")
        _refuse(not 0 < self.speed <= 10, f"skills: speed of {self.work_type} is {self.speed}, it lies above 0 and at most 10")
        _refuse(not -2 <= self.enjoyment <= 2, f"skills: enjoyment of {self.work_type} is {self.enjoyment}, it lies between -2 and 2")


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


@dataclass(frozen=True, slots=True)
class Person:
    """One person: zone, local midnights, skills, availability, contract, history, locks, wishes."""

    id: str
    zone: str
    midnights: tuple[int, ...]
    skills: tuple[Skill, ...]
    available: tuple[Span, ...]
    contract: Contract
    history: tuple[Span, ...] = ()
    locks: tuple[Lock, ...] = ()
    wishes: tuple[Wish, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a person whose parts contradict each other, naming the person."""
        try:
            self._check()
        except ProblemError as error:
            raise ProblemError(f"person {self.id}: {error}") from None

    def _check(self) -> None:
        _refuse(len(self.midnights) < 2, "midnights has fewer than two entries")
        _refuse(any(b <= a for a, b in zip(self.midnights, self.midnights[1:], strict=False)), "midnights do not rise")
        names = [skill.work_type for skill in self.skills]
        _refuse(len(set(names)) != len(names), "skills names a work type twice")
        _check_spans("available", self.available)
        _check_spans("history", self.history)
        _refuse(any(first >= 0 for first, _ in self.history), "history has a shift that starts inside the horizon; lock it instead")
        for lock in self.locks:
            if isinstance(lock, DayOffLock):
                _refuse(not 0 <= lock.day < len(self.midnights), f"locks: day {lock.day} is outside midnights (0 to {len(self.midnights) - 1})")
            elif isinstance(lock, ShiftLock):
                _refuse(lock.shift.person != self.id, f"locks: a shift of {lock.shift.person} is locked")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a unit of each soft line costs, in minutes of shortage; 0 turns the line off."""

    switch: float = 5.0
    enjoyment: float = 0.0
    wish: float = 0.0
    surplus: float = 0.02
    week_minimum: float = 2.0


@dataclass(frozen=True, slots=True)
class Presence:
    """At least ``heads`` people with a qualification (a work type they hold) present in a span."""

    qualification: str
    slots: Span
    heads: int


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """Everything the engine is told. ``required`` maps each work type to heads per slot over the whole horizon."""

    name: str
    starts_at: datetime
    ends_at: datetime
    weeks: tuple[Span, ...]
    work_types: tuple[WorkType, ...]
    required: dict[str, tuple[float, ...]]
    people: tuple[Person, ...]
    bundles: tuple[Bundle, ...] = ()
    backlog: dict[str, tuple[float, ...]] = field(default_factory=dict)
    weights: Weights = Weights()
    presence: tuple[Presence, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    overlap: dict[str, float] = field(default_factory=dict)
    published: Roster | None = None

    @property
    def slots(self) -> int:
        """Number of slots in the horizon."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=SLOT_MINUTES)

    def __post_init__(self) -> None:
        """Refuse a problem whose parts do not fit together."""
        _refuse(self.starts_at.tzinfo is None or self.ends_at.tzinfo is None, "horizon: instants need an offset, such as Z")
        length = self.ends_at - self.starts_at
        _refuse(length <= timedelta(0), "horizon: ends_at is not after starts_at")
        _refuse(length % timedelta(minutes=SLOT_MINUTES) != timedelta(0), f"horizon: its length is not a multiple of {SLOT_MINUTES} minutes")
        _check_spans("weeks", self.weeks)
        self._check_work()
        self._check_people()

    def _check_work(self) -> None:
        known = [work_type.id for work_type in self.work_types]
        _refuse(len(set(known)) != len(known), "work_types names one id twice")
        for name, heads in self.required.items():
            _refuse(name not in known, f"required: work type {name} is not in work_types")
            _refuse(len(heads) != self.slots, f"required: {name} has {len(heads)} numbers, the horizon has {self.slots} slots")
            for slot, value in enumerate(heads):
                _refuse(not 0 <= value < 1e6, f"required: {name} at slot {slot} is {value}, it lies between 0 and 1000000")
        for bundle in self.bundles:
            _refuse(not set(bundle.work_types) <= set(known), f"bundle {bundle.id} names an unknown work type")

    def _check_people(self) -> None:
        known = {work_type.id for work_type in self.work_types}
        ids = [person.id for person in self.people]
        _refuse(len(set(ids)) != len(ids), "people: one id is used twice")
        for person in self.people:
            where = f"person {person.id}"
            for skill in person.skills:
                _refuse(skill.work_type not in known, f"{where}: skills: work type {skill.work_type} is not in work_types")
            _refuse(person.midnights[0] > 0, f"{where}: midnights start at {person.midnights[0]}, after the horizon's start (0)")
            _refuse(person.midnights[-1] < self.slots, f"{where}: midnights end at {person.midnights[-1]}, before the horizon's end ({self.slots})")
            if person.history:
                earliest = person.history[0][0]
                _refuse(person.midnights[0] > earliest, f"{where}: midnights start at {person.midnights[0]}, after the first history shift ({earliest})")
