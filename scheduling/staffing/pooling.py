"""Heads for planning groups that share people: whoever is free serves whichever of them has a customer waiting.

Together they need fewer people than apart, because not all of them are busy at once. How many fewer depends on how many people can serve
more than one. For each slot (Gans, Koole & Mandelbaum 2003, §4; Wallace & Whitt 2005 on how little flexibility is enough):

    heads of q = a_q + (1 − k)·(n_q − a_q) + k·(a_q / a_C)·(n_C − a_C)

with a the loads in Erlangs, n_q the agents of q alone, n_C those of one queue C of all contacts at which every member's target holds, and
k the pooling share: 0 is apart, 1 is one pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scheduling.demand import Flags, Forecast, Numbers, Requirement
from scheduling.staffing.minimum import Queue, agents_needed
from scheduling.staffing.offered_load import contacts_under_way
from scheduling.staffing.targets import ServiceTarget, StaffingRules
from scheduling.timegrid import SLOTS_PER_HOUR

_FLEXIBILITY_POWER = 6
"""So that people who serve two of five lines each, in a chain, bring 82 % of what everybody serving everything brings, as simulated."""


@dataclass(frozen=True, slots=True)
class Member:
    """One planning group of a pool in one slot: what arrives and what it is to be served like."""

    queue: Queue
    target: ServiceTarget


def can_pool(rules: StaffingRules) -> bool:
    """Whether a planning group can share its slack with others: customers who wait now, one at a time."""
    return isinstance(rules.target, ServiceTarget) and rules.concurrency == 1


def pooling_share(served: Sequence[int], *, members: int) -> float:
    """k, 0–1, from how many of the pool's ``members`` each of its people can serve, at least one each; 0 where there is nobody.

    With f the mean share of the other members that somebody serves as well, 1 − (1 − f)⁶.
    """
    if members < 2 or not served:
        return 0.0
    flexibility = sum(count - 1 for count in served) / (len(served) * (members - 1))
    return float(1 - (1 - flexibility) ** _FLEXIBILITY_POWER)


@lru_cache(maxsize=100_000)
def pooled_agents(members: tuple[Member, ...]) -> int:
    """The fewest agents who serve all members from one queue and keep each one's target; never more than each alone takes."""
    everything = pooled_queue(members)
    together = max(agents_needed(everything, target=member.target) for member in members)
    return min(together, sum(agents_needed(member.queue, target=member.target) for member in members))


def pooled_queue(members: Sequence[Member]) -> Queue:
    """All contacts as one queue with their mean handle time."""
    per_hour = sum(member.queue.contacts_per_hour for member in members)
    load = sum(member.queue.load_erlangs for member in members)
    return Queue(per_hour, load * 3600 / per_hour)


@lru_cache(maxsize=100_000)
def shared_agents(members: tuple[Member, ...], pooling_share: float) -> tuple[float, ...]:
    """Agents of each member, not whole numbers. All members have contacts."""
    load = sum(member.queue.load_erlangs for member in members)
    slack = pooled_agents(members) - load
    return tuple(
        member.queue.load_erlangs
        + (1 - pooling_share) * (agents_needed(member.queue, target=member.target) - member.queue.load_erlangs)
        + pooling_share * member.queue.load_erlangs / load * slack
        for member in members
    )


def require_pool(
    forecasts: Sequence[Forecast], *, rules: Sequence[StaffingRules], open_slots: Sequence[Flags], pooling_share: float
) -> tuple[Requirement, ...]:
    """The requirement of each member of a pool. All forecasts have one horizon, and every member :func:`can_pool`.

    A member is in the pool in slots in which it is open and has contacts. Floors are as for a planning group alone.
    """
    contacts = np.stack(
        [
            contacts_under_way(forecast.offered * is_open, forecast.handle_time_seconds)
            for forecast, is_open in zip(forecasts, open_slots, strict=True)
        ]
    )
    seconds = np.stack([forecast.handle_time_seconds for forecast in forecasts])
    kinds, kind_of_slot = np.unique(np.concatenate([contacts, seconds]), axis=1, return_inverse=True)
    count = len(forecasts)
    agents = np.array([_agents(kind[:count], kind[count:], rules, pooling_share) for kind in kinds.T]).T[:, kind_of_slot.ravel()]
    return tuple(
        _requirement(forecast, each, is_open, own)
        for forecast, each, is_open, own in zip(forecasts, rules, open_slots, agents, strict=True)
    )


def members_at(contacts: Sequence[float], seconds: Sequence[float], rules: Sequence[StaffingRules]) -> tuple[Member | None, ...]:
    """The members of a slot from contacts a slot and handle times; None for one that has none."""
    return tuple(
        Member(Queue(float(offered) * SLOTS_PER_HOUR, float(each)), rule.target)
        if offered > 0 and each > 0 and isinstance(rule.target, ServiceTarget)
        else None
        for offered, each, rule in zip(contacts, seconds, rules, strict=True)
    )


def _agents(contacts: Numbers, seconds: Numbers, rules: Sequence[StaffingRules], pooling_share: float) -> list[float]:
    found = members_at(contacts.tolist(), seconds.tolist(), rules)
    present = tuple(member for member in found if member is not None)
    shares = iter(shared_agents(present, pooling_share)) if present else iter(())
    return [0.0 if member is None else next(shares) for member in found]


def _requirement(forecast: Forecast, rules: StaffingRules, open_slots: Flags, agents: Numbers) -> Requirement:
    floor = np.where(open_slots, float(rules.minimum_headcount), 0.0)
    return Requirement(forecast.planning_group, forecast.horizon, np.maximum(floor, agents / (1 - rules.shrinkage_share)))
