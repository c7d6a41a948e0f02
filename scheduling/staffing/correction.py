"""Heads corrected by what a simulation found: more on a day that misses its target, fewer on one that passes it by far.

A formula takes each quarter hour and each planning group by itself; people who share work, breaks and speeds do not. How far the two are
apart on a day is measured by simulation; how many heads that is worth is read from the formula's own curve. Planning groups that are
staffed as a pool are first corrected as the one queue they are; what one of them is off beyond that, by its own curve, as far as it is
staffed apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np

from scheduling.demand import Numbers
from scheduling.staffing.minimum import Queue
from scheduling.staffing.targets import ServiceTarget, StaffingRules
from scheduling.timegrid import SLOTS_PER_HOUR, Span

TOLERANCE_SHARE = 0.02
"""A day that is so near its target stays as it is."""
LACKING_SHARE = 0.02
"""A day lacks people where more of its required heads is not covered; requiring more of it would change nothing."""
SCALE_LEAST, SCALE_MOST = 0.6, 1.5
HALVINGS = 16
ALL_BUT_NOTHING = 0.999


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """What a planning group's contacts of one day got: the share in time with the half width of its interval, the share that gave up, and
    which share of the required heads the roster did not give."""

    in_time_share: float
    half_width: float
    abandonment_share: float
    short_share: float


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """What a planning group was planned for and what it got.

    Arrays are by slot of the horizon: contacts, seconds, and heads at speed 1.0 with shrinkage in them. ``days`` follows the days that are
    corrected, None where nothing arrived.
    """

    name: str
    offered: Numbers
    handle_time_seconds: Numbers
    heads: Numbers
    rules: StaffingRules
    days: tuple[SimulatedDay | None, ...]


@dataclass(frozen=True, slots=True)
class SharedPeople:
    """Planning groups that are staffed as a pool, by name, and how far: 0 is apart, 1 is one queue."""

    members: tuple[str, ...]
    pooling_share: float


def day_scales(groups: Sequence[PlannedGroup], *, days: Sequence[Span], pools: Iterable[SharedPeople] = ()) -> dict[str, tuple[float, ...]]:
    """What each group's heads of each day are to be multiplied by; 1.0 where nothing is to be changed. ``days`` are spans of slots."""
    shared = tuple(pools)
    in_a_pool = {name for pool in shared for name in pool.members}
    scales: dict[str, list[float]] = {group.name: [] for group in groups}
    for at, day in enumerate(days):
        found = {group.name: one for group in groups if (one := _cut(group, at, day)) is not None}
        corrected = {name: _alone(one) for name, one in found.items() if name not in in_a_pool}
        for pool in shared:
            corrected |= _pooled([found[name] for name in pool.members if name in found], pool.pooling_share)
        for name, its in scales.items():
            its.append(corrected.get(name, 1.0))
    return {name: tuple(its) for name, its in scales.items()}


@dataclass(frozen=True, slots=True)
class _Day:
    """One day of a group that has contacts and a target that a curve tells of."""

    name: str
    offered: Numbers
    seconds: Numbers
    agents: Numbers
    concurrency: int
    target: ServiceTarget
    found: SimulatedDay

    @property
    def missing(self) -> float:
        """By how much the share in time is below its target."""
        return self.target.service_level_share - self.found.in_time_share

    @property
    def gives_up_too_much(self) -> bool:
        most = self.target.abandonment_share_max
        return most is not None and self.found.abandonment_share > most

    def curve(self) -> "ServiceCurve":
        return ServiceCurve(self.offered, self.seconds, self.agents, self.target, concurrency=self.concurrency)


def _cut(group: PlannedGroup, at: int, day: Span) -> _Day | None:
    slots, found, target = slice(*day), group.days[at], group.rules.target
    offered = group.offered[slots]
    if found is None or not isinstance(target, ServiceTarget) or not float(offered.sum()):
        return None
    agents = group.heads[slots] * (1 - group.rules.shrinkage_share)
    return _Day(group.name, offered, group.handle_time_seconds[slots], agents, group.rules.concurrency, target, found)


def _alone(day: _Day) -> float:
    return _scale(
        [day.curve()],
        missing=day.missing,
        half_width=day.found.half_width,
        lacks_people=day.found.short_share > LACKING_SHARE,
        gives_up_too_much=day.gives_up_too_much,
    )


def _pooled(days: Sequence[_Day], pooling_share: float) -> dict[str, float]:
    """The pool as one queue, then each member by what it is off beyond the pool, as far as it is staffed apart."""
    if not days:
        return {}
    contacts = [float(day.offered.sum()) for day in days]
    agents = [float(day.agents.sum()) for day in days]
    lacks_people = float(np.average([day.found.short_share for day in days], weights=agents if any(agents) else None)) > LACKING_SHARE
    missing = float(np.average([day.missing for day in days], weights=contacts))
    together = _scale(
        _pool_curves(days),
        missing=missing,
        half_width=float(np.average([day.found.half_width for day in days], weights=contacts)),
        lacks_people=lacks_people,
        gives_up_too_much=any(day.gives_up_too_much for day in days),
    )
    apart = 1 - pooling_share
    return {
        day.name: together
        * _scale(
            [day.curve()],
            missing=apart * (day.missing - missing),
            half_width=apart * day.found.half_width,
            lacks_people=lacks_people,
            gives_up_too_much=day.gives_up_too_much,
        )
        for day in days
    }


def _pool_curves(days: Sequence[_Day]) -> list["ServiceCurve"]:
    """All contacts as one queue of all agents with their mean handle time, told by each member's target and weighed by its contacts."""
    offered = np.sum([day.offered for day in days], axis=0)
    load = np.sum([day.offered * day.seconds for day in days], axis=0)
    seconds = np.divide(load, offered, out=np.zeros_like(load), where=offered > 0)
    agents = np.sum([day.agents for day in days], axis=0)
    return [ServiceCurve(offered, seconds, agents, day.target, weights=day.offered) for day in days]


def _scale(curves: Sequence["ServiceCurve"], *, missing: float, half_width: float, lacks_people: bool, gives_up_too_much: bool) -> float:
    if abs(missing) <= TOLERANCE_SHARE + half_width or (missing < 0 and gives_up_too_much) or (missing > 0 and lacks_people):
        return 1.0

    def service_at(scale: float) -> float:
        return float(np.average([curve.service_at(scale) for curve in curves], weights=[curve.weight for curve in curves]))

    wanted = min(ALL_BUT_NOTHING, max(0.0, service_at(1.0) + missing))
    low, high = (1.0, SCALE_MOST) if missing > 0 else (SCALE_LEAST, 1.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if service_at(middle) < wanted else (low, middle)
    return high


@dataclass
class ServiceCurve:
    """The formula's service level of a whole day when every slot has so many times its agents.

    Arrays are by slot. ``weights`` are the contacts whose service is told, where they are only some of those ``offered`` to the queue.
    """

    offered: Numbers
    seconds: Numbers
    agents: Numbers
    target: ServiceTarget
    concurrency: int = 1
    weights: Numbers | None = None
    _known: dict[tuple[Queue, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Leave out the slots in which nothing arrives."""
        told = self.offered if self.weights is None else self.weights
        self._slots = [
            (
                Queue(float(self.offered[at]) * SLOTS_PER_HOUR, float(self.seconds[at]), self.concurrency),
                float(self.agents[at]),
                float(told[at]),
            )
            for at in range(len(told))
            if told[at] > 0 and self.seconds[at] > 0
        ]
        self.weight = sum(contacts for _, _, contacts in self._slots)

    def service_at(self, scale: float) -> float:
        """The share of the contacts in time, 1 where there are none."""
        served = sum(contacts * self._between(queue, agents * scale) for queue, agents, contacts in self._slots)
        return served / self.weight if self.weight else 1.0

    def _between(self, queue: Queue, agents: float) -> float:
        """Between two whole numbers of agents in a straight line."""
        low, high, part = floor(agents), ceil(agents), agents - floor(agents)
        return self._measured(queue, low) * (1 - part) + (self._measured(queue, high) * part if part else 0.0)

    def _measured(self, queue: Queue, agents: int) -> float:
        if agents == 0:
            return 0.0
        key = (queue, agents)
        if key not in self._known:
            self._known[key] = queue.measure(agents, target=self.target).service_level_share
        return self._known[key]
