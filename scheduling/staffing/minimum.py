"""The fewest agents that meet a service target, and how good they and one fewer would be."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from scheduling.staffing.erlang import QueueMeasures, ServiceLevelConvention, measure_erlang_a, measure_erlang_c
from scheduling.staffing.targets import ServiceTarget

AGENTS_MAX = 1_000_000


class Formula(StrEnum):
    """Where the number of heads of a slot comes from."""

    ERLANG_C = "erlang_c"
    ERLANG_A = "erlang_a"
    MINIMUM_HEADCOUNT = "minimum_headcount"
    NOTHING_EXPECTED = "nothing_expected"
    CLOSED = "closed"


class Limit(StrEnum):
    """The parts of a service target."""

    SERVICE_LEVEL = "service_level"
    ABANDONMENT = "abandonment"
    OCCUPANCY = "occupancy"


@dataclass(frozen=True, slots=True)
class Queue:
    """One slot's work as a queue in steady state: arrivals, handle time, contacts one agent works at once."""

    contacts_per_hour: float
    handle_time_seconds: float
    concurrency: int = 1

    @property
    def load_erlangs(self) -> float:
        """Contacts being worked on at once, on average, if nobody waited."""
        return self.contacts_per_hour * self.handle_time_seconds / 3600

    def measure(self, agents: int, *, target: ServiceTarget) -> QueueMeasures:
        """What this many agents give: Erlang A where patience is known, Erlang C otherwise."""
        servers = agents * self.concurrency
        if target.patience_seconds is None:
            return measure_erlang_c(
                load_erlangs=self.load_erlangs,
                agents=servers,
                handle_time_seconds=self.handle_time_seconds,
                threshold_seconds=target.threshold_seconds,
            )
        return measure_erlang_a(
            load_erlangs=self.load_erlangs,
            agents=servers,
            handle_time_seconds=self.handle_time_seconds,
            patience_seconds=target.patience_seconds,
            threshold_seconds=target.threshold_seconds,
            convention=target.convention,
        )


def limits_missed(measures: QueueMeasures, *, target: ServiceTarget) -> tuple[Limit, ...]:
    """The parts of a target that these measures do not meet."""
    missed = []
    if measures.service_level_share < target.service_level_share:
        missed.append(Limit.SERVICE_LEVEL)
    if target.abandonment_share_max is not None and measures.abandonment_share > target.abandonment_share_max:
        missed.append(Limit.ABANDONMENT)
    if target.occupancy_share_max is not None and measures.occupancy_share > target.occupancy_share_max:
        missed.append(Limit.OCCUPANCY)
    return tuple(missed)


def agents_needed(queue: Queue, *, target: ServiceTarget) -> int:
    """The fewest agents that meet every part of the target, by halving: each part gets better with every agent.

    Raises ValueError where not even a million would do.
    """
    if queue.load_erlangs == 0:
        return 0
    too_few, enough = _too_few(queue, target), max(1, ceil(queue.load_erlangs / queue.concurrency) + 1)
    while limits_missed(queue.measure(enough, target=target), target=target):
        too_few, enough = enough, 2 * enough
        if enough > AGENTS_MAX:
            raise ValueError(f"{queue.load_erlangs:.1f} Erlangs: no number of agents up to {AGENTS_MAX} meets {target}")
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if limits_missed(queue.measure(middle, target=target), target=target):
            too_few = middle
        else:
            enough = middle
    return enough


def _too_few(queue: Queue, target: ServiceTarget) -> int:
    """Agents that cannot do: together they answer no more than they have time for, whoever gives up meanwhile."""
    if target.patience_seconds is None:
        answered_share = 1.0
    else:
        of_offered = target.convention is ServiceLevelConvention.OF_OFFERED
        answered_share = max(target.service_level_share if of_offered else 0.0, 1 - (target.abandonment_share_max or 1.0))
    return max(0, ceil(queue.load_erlangs * answered_share / queue.concurrency) - 1)
