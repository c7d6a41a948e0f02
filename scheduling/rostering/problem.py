"""The roster problem: people, contracts, work types and what is required, valid by construction.

Meanings and units are those of the file format ``roster-problem/1``: slots of 15 minutes counted from the start of the
horizon, half-open spans, durations in minutes. Building an impossible part raises :class:`ProblemError`, which names the
person, the field, the value and the limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.rostering.contract import BreakRule, Contract, Split
from scheduling.rostering.person import SPEED_BY_LEVEL, DayOffLock, Lock, Person, SegmentLock, ShiftLock, Skill, Wish, WishKind
from scheduling.rostering.roster import Roster, Span
from scheduling.rostering.validation import MINUTES_PER_DAY, SLOT_HOURS, SLOT_MINUTES, ProblemError, check_spans, refuse

__all__ = [
    "MINUTES_PER_DAY",
    "SLOT_HOURS",
    "SLOT_MINUTES",
    "SPEED_BY_LEVEL",
    "BreakRule",
    "Bundle",
    "Contract",
    "CoverageMode",
    "DayOffLock",
    "Lock",
    "Person",
    "Presence",
    "ProblemError",
    "RosterProblem",
    "SegmentLock",
    "ShiftLock",
    "Skill",
    "Split",
    "Weights",
    "Wish",
    "WishKind",
    "WorkKind",
    "WorkType",
]

MINUTES_PER_HOUR = 60
LONGEST_HORIZON = timedelta(days=366)


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
    """A planning group: one demand line that the same people serve.

    Work that may wait is due ``deadline_minutes`` after it arrives, and is done in the ``open`` spans; none at all means always.
    """

    id: str
    mode: CoverageMode = CoverageMode.FOCUS
    priority: float = 1.0
    kind: WorkKind = WorkKind.CELLS
    deadline_minutes: int | None = None
    open: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a work type that weighs nothing or less, and work that may wait without saying how long."""
        refuse(not self.id, "id is empty")
        refuse(not 0 < self.priority <= 1000, f"priority is {self.priority} (work type {self.id}), it lies above 0 and at most 1000")
        check_spans(f"open (work type {self.id})", self.open)
        found = f"deadline_minutes is {self.deadline_minutes} (work type {self.id})"
        if self.kind is WorkKind.CELLS:
            refuse(self.deadline_minutes is not None, f"{found}, only backlog has one")
        else:
            refuse(self.deadline_minutes is None or self.deadline_minutes < SLOT_MINUTES, f"{found}, the least is {SLOT_MINUTES}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Work types that one person may serve in the same block in blend mode."""

    id: str
    work_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a unit of each soft line costs, in minutes of shortage; 0 turns the line off.

    Units: ``switch`` a change of work type within a stretch; ``enjoyment`` an hour on the least liked work instead of the
    most liked; ``wish`` a minute of a wish's own weight; ``week_minimum`` a paid minute below the contract's weekly minimum;
    ``level`` an hour on work of level 1 instead of 5; ``consistency`` an hour that a shift starts off the person's usual time;
    ``fairness`` an hour of night or weekend of somebody who has had as many lately as the others have; ``stability`` a minute of work
    moved against the published roster; ``surplus`` a minute of capacity above need; ``crowding`` a minute of the first head above
    need in a cell, three times that of the second, five times that of the third; ``deep_shortage`` a minute of shortage beyond half
    of a cell's need; ``presence`` a minute for which a wanted qualification is missing; ``pairs`` a minute that one of a pair works
    without the other; ``overlap`` a minute that somebody misses of their team's hours; ``activity`` an hour of somebody's weekly activities
    that finds no place.
    """

    switch: float = 5.0
    enjoyment: float = 0.0
    wish: float = 0.0
    surplus: float = 0.02
    crowding: float = 0.0
    week_minimum: float = 2.0
    level: float = 0.0
    consistency: float = 0.0
    fairness: float = 0.0
    stability: float = 0.0
    deep_shortage: float = 1.25
    presence: float = 10.0
    pairs: float = 2.0
    overlap: float = 0.5
    activity: float = 15.0

    def __post_init__(self) -> None:
        """Refuse weights below 0 and beyond reason."""
        for line in fields(self):
            value = getattr(self, line.name)
            refuse(not 0 <= value <= 1e6, f"{line.name} is {value}, it lies between 0 and 1000000")


@dataclass(frozen=True, slots=True)
class Presence:
    """At least ``heads`` people with a qualification (a work type they hold) present in a span."""

    qualification: str
    slots: Span
    heads: int

    def __post_init__(self) -> None:
        """Refuse an empty span and a number of heads below 0."""
        refuse(self.slots[0] >= self.slots[1], f"slots is {list(self.slots)}, which ends before it starts")
        refuse(self.heads < 0, f"heads is {self.heads}, the least is 0")


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

    @property
    def required_hours(self) -> float:
        """Hours at speed 1.0 of heads and backlog together."""
        return sum(map(sum, self.required.values())) * SLOT_HOURS + sum(map(sum, self.backlog.values())) / MINUTES_PER_HOUR

    def only(self, people: Iterable[Person]) -> "RosterProblem":
        """The problem of some of its people; pairs of which one is missing fall away."""
        chosen = tuple(people)
        names = {person.id for person in chosen}
        return replace(self, people=chosen, pairs=tuple(pair for pair in self.pairs if names.issuperset(pair)))

    def __post_init__(self) -> None:
        """Refuse a problem whose parts do not fit together."""
        refuse(not self.name, "name is empty")
        self._check_horizon()
        self._check_work()
        self._check_people()

    def _check_horizon(self) -> None:
        for name, instant in (("starts_at", self.starts_at), ("ends_at", self.ends_at)):
            refuse(instant.tzinfo is None, f"horizon.{name} is {instant.isoformat()}, it needs an offset such as Z")
            on_grid = instant.minute % SLOT_MINUTES == instant.second == instant.microsecond == 0
            refuse(not on_grid, f"horizon.{name} is {instant.isoformat()}, not on a quarter of an hour")
        length = self.ends_at - self.starts_at
        refuse(length <= timedelta(0), f"horizon.ends_at is {self.ends_at.isoformat()}, not after starts_at")
        refuse(length > LONGEST_HORIZON, f"horizon is {length.days} days long, the most is {LONGEST_HORIZON.days}")
        check_spans("weeks", self.weeks)

    def _check_work(self) -> None:
        known = [work_type.id for work_type in self.work_types]
        for at, name in enumerate(known):
            refuse(name in known[:at], f"work_types[{at}].id is {name}, which another work type has already")
        for table in ("required", "backlog"):
            for name, heads in getattr(self, table).items():
                self._check_curve(table, name, heads)
        for name in self.backlog:
            kind = next(work_type.kind for work_type in self.work_types if work_type.id == name)
            refuse(kind is not WorkKind.BACKLOG, f"backlog.{name}: {name} is of kind {kind.value}, only backlog has one")
        for team, hours in self.overlap.items():
            refuse(not 0 <= hours <= 168, f"overlap.{team} is {hours}, it lies between 0 and 168 hours")
        for at, bundle in enumerate(self.bundles):
            refuse(
                bundle.id in [other.id for other in self.bundles[:at]], f"bundles[{at}].id is {bundle.id}, which another bundle has already"
            )
            for name in bundle.work_types:
                refuse(name not in known, f"bundles[{at}].work_types has {name}, which is not in work_types")
        for at, presence in enumerate(self.presence):
            refuse(
                presence.qualification not in known, f"presence[{at}].qualification is {presence.qualification}, which is not in work_types"
            )

    def _check_curve(self, table: str, name: str, numbers: tuple[float, ...]) -> None:
        refuse(name not in {work_type.id for work_type in self.work_types}, f"{table}.{name}: {name} is not in work_types")
        refuse(len(numbers) != self.slots, f"{table}.{name} has {len(numbers)} numbers, the horizon has {self.slots} slots")
        for slot, value in enumerate(numbers):
            if not 0 <= value < 1e6:
                raise ProblemError(f"{table}.{name}[{slot}] is {value}, it lies between 0 and 1000000")

    def _check_people(self) -> None:
        work_types = {work_type.id for work_type in self.work_types}
        work = work_types | {bundle.id for bundle in self.bundles}
        seen: dict[str, int] = {}
        for at, person in enumerate(self.people):
            refuse(person.id in seen, f"people[{at}].id is {person.id}, which people[{seen.get(person.id)}] has already")
            seen[person.id] = at
            try:
                self._check_person(person, work_types, work)
            except ProblemError as error:
                raise ProblemError(f"people[{at}].{error.text}", f"person {person.id}") from None
        for at, pair in enumerate(self.pairs):
            for name in pair:
                refuse(name not in seen, f"pairs[{at}] has {name}, who is not in people")

    def _check_person(self, person: Person, work_types: set[str], work: set[str]) -> None:
        for at, skill in enumerate(person.skills):
            if skill.work_type not in work_types:
                raise ProblemError(f"skills[{at}].work_type is {skill.work_type}, which is not in work_types")
        first, last = person.midnights[0], person.midnights[-1]
        refuse(first > 0, f"midnights[0] is {first}, after the horizon's start (0)")
        refuse(last < self.slots, f"midnights ends at {last}, before the horizon's end ({self.slots})")
        for at, lock in enumerate(person.locks):
            if isinstance(lock, ShiftLock):
                start = lock.shift.slots[0]
                refuse(not 0 <= start < self.slots, f"locks[{at}].slots starts at {start}, outside the horizon (0 to {self.slots - 1})")
            segments = lock.shift.segments if isinstance(lock, ShiftLock) else (lock.segment,) if isinstance(lock, SegmentLock) else ()
            for segment in segments:
                name = segment.work_type or segment.bundle
                refuse(name is not None and name not in work, f"locks[{at}] is on {name}, which is neither in work_types nor in bundles")
