"""The contacts of one replication of a week: when each arrives, how much work it is, and how long its customer waits.

Draws depend on the seed, the replication and the work type alone, so two rosters meet the very same contacts (common random
numbers): the difference between them is theirs, not chance's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.timegrid import SLOT_SECONDS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ContactStream:
    """What arrives of one work type, and what good service is there.

    ``offered`` and ``handle_time_seconds`` have one number a slot: the mean number of contacts, and their mean work at speed 1.0, both
    random by nature (Poisson; exponential). ``patience_seconds`` is the mean of an exponential time after which a waiting customer gives
    up, None where nobody does. Served within ``threshold_seconds`` counts as in time. Of work that waits, that of higher ``priority``
    goes first; work that ``may_wait`` is taken only when nothing else is there. ``variation`` is the coefficient of variation of a day's
    volume beyond chance (a factor a replication and day, gamma distributed).
    """

    work_type: str
    offered: Floats
    handle_time_seconds: Floats
    threshold_seconds: float
    patience_seconds: float | None = None
    priority: float = 1.0
    may_wait: bool = False
    variation: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        for name in ("offered", "handle_time_seconds"):
            numbers = getattr(self, name)
            wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
            if len(wrong):
                raise ValueError(f"{self.work_type}.{name}[{wrong[0]}] is {numbers[wrong[0]]}, it must be finite and at least 0")
        if len(self.offered) != len(self.handle_time_seconds):
            raise ValueError(f"{self.work_type}: {len(self.offered)} numbers of contacts, {len(self.handle_time_seconds)} handle times")
        if not self.threshold_seconds >= 0:
            raise ValueError(f"{self.work_type}.threshold_seconds is {self.threshold_seconds}, the least is 0")
        if self.patience_seconds is not None and not self.patience_seconds > 0:
            raise ValueError(f"{self.work_type}.patience_seconds is {self.patience_seconds}, it must be above 0")
        if not self.variation >= 0:
            raise ValueError(f"{self.work_type}.variation is {self.variation}, the least is 0")


class Contacts(NamedTuple):
    """``stream`` tells of which stream each contact is, in order of arrival over all; the rest is stream by stream, from
    ``first[stream]`` on in order of arrival: second, work at speed 1.0, and second at which the customer gives up."""

    stream: Ints
    first: Ints
    arrives: Floats
    work: Floats
    gives_up: Floats


SLOTS_PER_DAY = 96


def draw_contacts(streams: Sequence[ContactStream], *, seed: int, replication: int) -> Contacts:
    """The contacts of one replication."""
    parts = [_draw(stream, np.random.default_rng([seed, replication, at])) for at, stream in enumerate(streams)]
    counts = [len(part[0]) for part in parts]
    arrives, work, gives_up = (np.concatenate([part[at] for part in parts]) if parts else np.zeros(0) for at in range(3))
    stream = np.repeat(np.arange(len(streams)), counts)[np.argsort(arrives, kind="stable")]
    return Contacts(stream, np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), arrives, work, gives_up)


def _draw(stream: ContactStream, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Arrivals of one stream in order, their work and when they give up."""
    offered = stream.offered
    if stream.variation:
        days = -(-len(offered) // SLOTS_PER_DAY)
        shape = 1 / stream.variation**2
        offered = offered * np.repeat(random.gamma(shape, 1 / shape, days), SLOTS_PER_DAY)[: len(offered)]
    slots = np.repeat(np.arange(len(offered)), random.poisson(offered))
    arrives = np.sort((slots + random.random(len(slots))) * SLOT_SECONDS)
    slot = np.minimum((arrives // SLOT_SECONDS).astype(np.int64), len(offered) - 1)
    work = random.exponential(1.0, len(slots)) * stream.handle_time_seconds[slot]
    if stream.patience_seconds is None:
        return arrives, work, np.full(len(slots), np.inf)
    return arrives, work, arrives + random.exponential(stream.patience_seconds, len(slots))
