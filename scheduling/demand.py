"""The data that flows from volumes to a requirement: what arrived, what is expected, how many people that takes.

Every array has one number a slot of its horizon and is read-only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.timegrid import SLOT_MINUTES, Horizon

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def curve(name: str, values: npt.ArrayLike, horizon: Horizon) -> Numbers:
    """A read-only array of one finite number of 0 or more a slot. Raises ValueError, naming the slot."""
    numbers = np.array(values, dtype=np.float64)
    if numbers.shape != (horizon.slots,):
        raise ValueError(f"{name} has {numbers.size} numbers, the horizon has {horizon.slots} slots")
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
    if len(wrong):
        raise ValueError(f"{name}[{wrong[0]}] is {numbers[wrong[0]]}, it must be finite and at least 0")
    return _frozen(numbers)


def flags(name: str, values: npt.ArrayLike, horizon: Horizon) -> Flags:
    """A read-only array of one yes or no a slot."""
    answers = np.array(values, dtype=np.bool_)
    if answers.shape != (horizon.slots,):
        raise ValueError(f"{name} has {answers.size} values, the horizon has {horizon.slots} slots")
    return _frozen(answers)


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, eq=False)
class VolumeSeries:
    """What arrived of one contact type.

    ``offered`` counts contacts; ``timed`` those of them whose handle time is known, ``handle_time_seconds_sum`` their time
    together. ``known`` is False where nobody recorded anything, which is not the same as no contacts.
    """

    contact_type: str
    horizon: Horizon
    offered: Numbers
    timed: Numbers
    handle_time_seconds_sum: Numbers
    known: Flags

    def __post_init__(self) -> None:
        """Refuse arrays of the wrong length and numbers that cannot be."""
        for name in ("offered", "timed", "handle_time_seconds_sum"):
            object.__setattr__(self, name, curve(f"{self.contact_type}.{name}", getattr(self, name), self.horizon))
        object.__setattr__(self, "known", flags(f"{self.contact_type}.known", self.known, self.horizon))


@dataclass(frozen=True, slots=True)
class ForecastError:
    """How wrong the method was in weeks it had not seen. Shares of the contacts; WAPE = Σ|actual − forecast| / Σ actual.

    ``poisson_floor_share`` is what pure chance costs per interval even when the mean is known exactly. ``day_ratios`` are quantiles of
    actual over expected contacts of a day (see `scheduling.forecasting.day_ratios`).
    """

    weeks: int
    contacts: float
    interval_wape_share: float
    day_wape_share: float
    poisson_floor_share: float
    day_ratios: tuple[float, ...] = ()

    @property
    def excess_over_floor_share(self) -> float:
        """The part of the interval error that a better forecast could remove; below 0 where chance was kind."""
        return self.interval_wape_share - self.poisson_floor_share


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What a forecast rests on: local dates used and left out, and the open slots for which there was nothing to go by."""

    dates_used: tuple[date, ...]
    dates_left_out: tuple[date, ...]
    slots_without_history: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Contacts expected of one planning group per slot, and their mean handle time; ``error`` is None where history is too short."""

    planning_group: str
    horizon: Horizon
    offered: Numbers
    handle_time_seconds: Numbers
    error: ForecastError | None = None
    basis: ForecastBasis | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of the wrong length and numbers that cannot be."""
        for name in ("offered", "handle_time_seconds"):
            object.__setattr__(self, name, curve(f"{self.planning_group}.{name}", getattr(self, name), self.horizon))

    @property
    def workload_hours(self) -> float:
        """Hours of handling expected over the whole horizon."""
        return float(np.dot(self.offered, self.handle_time_seconds)) / 3600


@dataclass(frozen=True, slots=True, eq=False)
class Requirement:
    """What one planning group takes: ``heads`` at speed 1.0 per slot, unplanned shrinkage included.

    Work that may wait has ``backlog_minutes`` arriving per slot instead, each due within ``deadline_minutes``.
    """

    planning_group: str
    horizon: Horizon
    heads: Numbers
    backlog_minutes: Numbers | None = None
    deadline_minutes: int | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of the wrong length and a backlog without its deadline."""
        object.__setattr__(self, "heads", curve(f"{self.planning_group}.heads", self.heads, self.horizon))
        if (self.backlog_minutes is None) != (self.deadline_minutes is None):
            raise ValueError(f"{self.planning_group}: a backlog needs deadline_minutes, and only a backlog has it")
        if self.backlog_minutes is not None:
            object.__setattr__(self, "backlog_minutes", curve(f"{self.planning_group}.backlog_minutes", self.backlog_minutes, self.horizon))

    @property
    def required_hours(self) -> float:
        """Hours at speed 1.0, of heads and backlog together."""
        backlog = 0.0 if self.backlog_minutes is None else float(self.backlog_minutes.sum()) / 60
        return float(self.heads.sum()) * SLOT_MINUTES / 60 + backlog


def total_hours(requirements: Iterable[Requirement]) -> float:
    """Hours at speed 1.0 of several planning groups together."""
    return sum(requirement.required_hours for requirement in requirements)
