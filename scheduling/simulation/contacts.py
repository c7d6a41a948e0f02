"""The contacts of one replication of a week: when each arrives, how much work it is, and how long its customer waits.

Draws depend on the seed, the replication and the work type alone, so two rosters meet the very same contacts (common random
numbers): the difference between them is theirs, not chance's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.simulation.ticks import NEVER, SLOT_TICKS, TICKS_PER_SECOND
from scheduling.timegrid import SLOTS_PER_DAY

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

    Whoever serves it has up to ``at_once`` of its contacts in hand, and nothing else meanwhile. The handle time is that with all in hand;
    a contact beside fewer gets on faster, each other one slowing it by ``slowdown_share`` of its time alone.
    """

    work_type: str
    offered: Floats
    handle_time_seconds: Floats
    threshold_seconds: float
    patience_seconds: float | None = None
    priority: float = 1.0
    may_wait: bool = False
    variation: float = 0.0
    at_once: int = 1
    slowdown_share: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        for name in ("offered", "handle_time_seconds"):
            numbers = getattr(self, name)
            wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
            if len(wrong):
                raise ValueError(f"{self.work_type}.{name}[{wrong[0]}] is {numbers[wrong[0]]}, it must be finite and at least 0")
        if len(self.offered) != len(self.handle_time_seconds):
            raise ValueError(f"{self.work_type}: {len(self.offered)} numbers of contacts, {len(self.handle_time_seconds)} handle times")
        for name in ("threshold_seconds", "variation", "slowdown_share"):
            if not 0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{self.work_type}.{name} is {getattr(self, name)}, it must be finite and at least 0")
        if self.patience_seconds is not None and not self.patience_seconds > 0:
            raise ValueError(f"{self.work_type}.patience_seconds is {self.patience_seconds}, it must be above 0")
        if self.at_once < 1:
            raise ValueError(f"{self.work_type}.at_once is {self.at_once}, the least is 1")


_VARIATION_LEAST = 1e-6
"""Less than that is none."""


class Terms(NamedTuple):
    """How streams are served: which goes first (the lowest rank), until when is in time, in ticks, how many contacts one person has in hand
    and how much each slows the others (see `ContactStream`)."""

    rank: Ints
    threshold: Floats
    at_once: Ints
    slowdown: Floats


def terms_of(streams: Sequence[ContactStream]) -> Terms:
    """Work that may wait goes after all other; of each, the more important first."""
    order = sorted({(stream.may_wait, -stream.priority) for stream in streams})
    return Terms(
        rank=np.array([order.index((stream.may_wait, -stream.priority)) for stream in streams], np.int64),
        threshold=np.array([stream.threshold_seconds * TICKS_PER_SECOND for stream in streams], np.float64),
        at_once=np.array([stream.at_once for stream in streams], np.int64),
        slowdown=np.array([stream.slowdown_share for stream in streams], np.float64),
    )


class Contacts(NamedTuple):
    """The contacts of stream q are those from ``first[q]`` to ``first[q + 1]``, in order of arrival. In ticks: when each arrives, how much
    work it is at speed 1.0, and when its customer gives up, NEVER where they do not."""

    first: Ints
    arrives: Ints
    work: Floats
    gives_up: Ints


def draw_contacts(streams: Sequence[ContactStream], *, seed: int, replication: int) -> Contacts:
    """The contacts of one replication."""
    parts = [_draw(stream, np.random.default_rng([seed, replication, *stream.work_type.encode()])) for stream in streams]
    return contacts_of(parts)


def contacts_of(parts: Sequence[tuple[Ints, Floats, Ints]]) -> Contacts:
    """Lay streams one after the other: when contacts arrive, in order; their work; when they give up."""
    first = np.cumsum([0, *(len(arrives) for arrives, _, _ in parts)], dtype=np.int64)
    if not parts:
        return Contacts(first, np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))
    arrives, work, gives_up = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Contacts(first, arrives, work, gives_up)


def _draw(stream: ContactStream, random: np.random.Generator) -> tuple[Ints, Floats, Ints]:
    """Arrivals of one stream in order, their work and when they give up."""
    offered = stream.offered
    if stream.variation > _VARIATION_LEAST:
        days = -(-len(offered) // SLOTS_PER_DAY)
        shape = 1 / stream.variation**2
        offered = offered * np.repeat(random.gamma(shape, 1 / shape, days), SLOTS_PER_DAY)[: len(offered)]
    counts = random.poisson(offered)
    slot = np.repeat(np.arange(len(offered)), counts)
    arrives = ((slot + _in_order(counts, slot, random)) * SLOT_TICKS).astype(np.int64)
    work = random.standard_exponential(len(slot)) * (stream.handle_time_seconds * TICKS_PER_SECOND)[slot]
    if stream.patience_seconds is None:
        return arrives, work, np.full(len(slot), NEVER)
    patience = random.standard_exponential(len(slot)) * (stream.patience_seconds * TICKS_PER_SECOND)
    return arrives, work, np.minimum(arrives + patience, NEVER - 1).astype(np.int64)


def _in_order(counts: Ints, slot: Ints, random: np.random.Generator) -> Floats:
    """Moments drawn evenly within each slot, as shares of it, in order without being sorted: the gaps between n of them and the slot's two
    edges are n + 1 exponential draws over their sum (Devroye, Non-Uniform Random Variate Generation, 1986, V.2)."""
    run = np.cumsum(random.standard_exponential(len(slot) + len(counts)))
    edges = np.cumsum(counts + 1) - 1
    after, before = run[edges], np.concatenate([[0.0], run[edges[:-1]]])
    shares: Floats = (np.delete(run, edges) - before[slot]) * (1 / (after - before))[slot]
    return shares
