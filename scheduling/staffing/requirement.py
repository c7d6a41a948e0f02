"""From a forecast to heads at speed 1.0 per slot, or to minutes of work that may wait; and why, with the numbers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scheduling.demand import Flags, Forecast, Numbers, Requirement
from scheduling.staffing.deferrable import safety_heads
from scheduling.staffing.erlang import QueueMeasures
from scheduling.staffing.minimum import Formula, Limit, Queue, agents_needed, limits_missed
from scheduling.staffing.offered_load import contacts_under_way
from scheduling.staffing.pooling import Member, pooled_agents, pooled_queue, shared_agents
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules, WeeklyHoursTarget, with_shrinkage
from scheduling.timegrid import SLOT_MINUTES, SLOTS_PER_HOUR


def require(forecast: Forecast, *, rules: StaffingRules, open_slots: Flags) -> Requirement:
    """The requirement of one planning group over the forecast's horizon, each slot a queue in steady state under the load that arrivals
    and what is still under way bring (`offered_load`).

    Closed slots and slots without contacts take nobody, but for the minimum headcount in open ones. Work that may wait
    arrives day and night and is not cut by opening hours, with room for chance where it is done; hours of a week arrive with the first
    open slot.
    """
    horizon, target = forecast.horizon, rules.target
    heads = np.where(open_slots, float(rules.minimum_headcount), 0.0)
    if isinstance(target, ServiceTarget):
        heads = np.maximum(heads, _service_heads(forecast, rules=rules, target=target, open_slots=open_slots))
        return Requirement(forecast.planning_group, horizon, heads)
    if isinstance(target, DeadlineTarget):
        backlog = _waiting_minutes(forecast, rules=rules, target=target, open_slots=open_slots) / (1 - rules.shrinkage_share)
        return Requirement(forecast.planning_group, horizon, heads, backlog, target.deadline_minutes)
    if isinstance(target, WeeklyHoursTarget):
        first_open = open_slots & (np.cumsum(open_slots) == 1)
        backlog = first_open * with_shrinkage(target.hours * 60, shrinkage_share=rules.shrinkage_share)
        return Requirement(forecast.planning_group, horizon, heads, backlog, horizon.slots * SLOT_MINUTES)
    return Requirement(forecast.planning_group, horizon, heads)


def _waiting_minutes(forecast: Forecast, *, rules: StaffingRules, target: DeadlineTarget, open_slots: Flags) -> Numbers:
    """The expected minutes of work that arrive in each slot, and those that chance may add."""
    seconds = forecast.handle_time_seconds / rules.concurrency
    minutes = forecast.offered * seconds / 60
    if target.in_time_share is None:
        return minutes
    safety = safety_heads(
        load_erlangs=minutes / SLOT_MINUTES,
        handle_time_seconds=seconds,
        deadline_minutes=target.deadline_minutes,
        in_time_share=target.in_time_share,
    )
    return minutes + safety * SLOT_MINUTES * open_slots


def _service_heads(forecast: Forecast, *, rules: StaffingRules, target: ServiceTarget, open_slots: Flags) -> Numbers:
    contacts = contacts_under_way(forecast.offered * open_slots, forecast.handle_time_seconds)
    pairs, slot_of_pair = np.unique(np.stack([contacts, forecast.handle_time_seconds]), axis=1, return_inverse=True)
    agents = [_agents(float(offered), float(seconds), rules.concurrency, target) for offered, seconds in pairs.T]
    return np.array(agents, dtype=np.float64)[slot_of_pair.ravel()] / (1 - rules.shrinkage_share)


@lru_cache(maxsize=100_000)
def _agents(offered: float, handle_time_seconds: float, concurrency: int, target: ServiceTarget) -> int:
    if offered == 0 or handle_time_seconds == 0:
        return 0
    return agents_needed(Queue(offered * SLOTS_PER_HOUR, handle_time_seconds, concurrency), target=target)


@dataclass(frozen=True, slots=True)
class PoolExplanation:
    """The pool that a slot's work shares people with: its load, the agents who serve all of it from one queue and the service that this
    planning group then gets; ``agents`` is what falls to it at this ``pooling_share`` (0 apart, 1 one queue)."""

    load_erlangs: float
    pooled_agents: int
    measures: QueueMeasures
    pooling_share: float
    agents: float


@dataclass(frozen=True, slots=True)
class HeadsExplanation:
    """Why a slot takes this many heads: the formula and every number that went in and came out.

    ``measures`` are those of ``agents`` alone, ``one_fewer`` those of one agent less, who would miss ``missed_by_one_fewer``.
    """

    formula: Formula
    contacts_per_hour: float
    handle_time_seconds: float
    load_erlangs: float
    concurrency: int
    target: ServiceTarget | None
    agents: int
    measures: QueueMeasures | None
    one_fewer: QueueMeasures | None
    missed_by_one_fewer: tuple[Limit, ...]
    shrinkage_share: float
    minimum_headcount: int
    heads: float
    pool: PoolExplanation | None = None


def explain_heads(
    *,
    contacts_per_slot: float,
    handle_time_seconds: float,
    rules: StaffingRules,
    is_open: bool,
    pooled_with: tuple[Member, ...] = (),
    pooling_share: float = 0.0,
) -> HeadsExplanation:
    """The explanation of one slot, computed by the same formulas as :func:`require`, or as `require_pool` where others have contacts.

    ``contacts_per_slot`` are those of `contacts_under_way`.
    """
    target = rules.target if isinstance(rules.target, ServiceTarget) else None
    queue = Queue(contacts_per_slot * SLOTS_PER_HOUR, handle_time_seconds, rules.concurrency)
    agents = agents_needed(queue, target=target) if target and is_open and queue.load_erlangs > 0 else 0
    pool = _explain_pool(Member(queue, target), pooled_with, pooling_share) if target and agents and pooled_with else None
    from_queue = with_shrinkage(pool.agents if pool else agents, shrinkage_share=rules.shrinkage_share)
    measures = queue.measure(agents, target=target) if target and agents else None
    one_fewer = queue.measure(agents - 1, target=target) if target and agents > 1 else None
    return HeadsExplanation(
        formula=_formula(is_open=is_open, target=target, agents=agents, floor_counts=rules.minimum_headcount > from_queue),
        contacts_per_hour=queue.contacts_per_hour,
        handle_time_seconds=handle_time_seconds,
        load_erlangs=queue.load_erlangs,
        concurrency=rules.concurrency,
        target=target,
        agents=agents,
        measures=measures,
        one_fewer=one_fewer,
        missed_by_one_fewer=limits_missed(one_fewer, target=target) if target and one_fewer else (),
        shrinkage_share=rules.shrinkage_share,
        minimum_headcount=rules.minimum_headcount,
        heads=max(from_queue, float(rules.minimum_headcount)) if is_open else 0.0,
        pool=pool,
    )


def _explain_pool(own: Member, others: tuple[Member, ...], pooling_share: float) -> PoolExplanation:
    members = (own, *others)
    everything, agents = pooled_queue(members), pooled_agents(members)
    return PoolExplanation(
        load_erlangs=everything.load_erlangs,
        pooled_agents=agents,
        measures=everything.measure(agents, target=own.target),
        pooling_share=pooling_share,
        agents=shared_agents(members, pooling_share)[0],
    )


def _formula(*, is_open: bool, target: ServiceTarget | None, agents: int, floor_counts: bool) -> Formula:
    if not is_open:
        return Formula.CLOSED
    if floor_counts:
        return Formula.MINIMUM_HEADCOUNT
    if target is None or agents == 0:
        return Formula.NOTHING_EXPECTED
    return Formula.ERLANG_C if target.patience_seconds is None else Formula.ERLANG_A
