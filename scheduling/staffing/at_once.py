"""What it costs and brings to work several contacts at once: fewer people, and each customer waits for an agent's other customers too."""

from dataclasses import dataclass, replace

import numpy as np

from scheduling.demand import Flags, Forecast
from scheduling.staffing.minimum import Queue
from scheduling.staffing.offered_load import contacts_under_way
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import ServiceTarget, StaffingRules
from scheduling.timegrid import SLOTS_PER_HOUR

SLOWDOWN_USUAL = 0.5
"""By so much of its time alone a contact takes longer for each other one beside it, where nobody has measured it."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """One number of contacts at once: hours required, the most heads, a contact's own time in seconds and with the wait before it, the
    share answered in time, the share given up, and the part of the time in which a slot of an agent's attention is taken."""

    concurrency: int
    required_hours: float
    peak_heads: float
    handle_time_seconds: float
    wait_seconds: float
    service_level_share: float
    abandonment_share: float
    occupancy_share: float

    @property
    def customer_seconds(self) -> float:
        """From asking until it is done."""
        return self.wait_seconds + self.handle_time_seconds


def compare_at_once(
    forecast: Forecast, *, rules: StaffingRules, open_slots: Flags, most: int = 3, slowdown_share: float = SLOWDOWN_USUAL
) -> tuple[AtOnce, ...]:
    """One to ``most`` contacts at once, each staffed for the same target.

    ``forecast`` tells the handle time of a contact alone; k at once take each 1 + (k − 1)·``slowdown_share`` of it. Raises ValueError for
    work that has no service target, and for a slowdown below 0.
    """
    if slowdown_share < 0:
        raise ValueError(f"slowdown_share is {slowdown_share}, the least is 0")
    target = rules.target
    if isinstance(target, ServiceTarget):
        longer = (1 + extra * slowdown_share for extra in range(most))
        return tuple(
            _measured(_slower(forecast, factor), replace(rules, concurrency=1 + extra), target, open_slots)
            for extra, factor in enumerate(longer)
        )
    raise ValueError("only work with a service target is worked several at once")


def _slower(forecast: Forecast, factor: float) -> Forecast:
    return replace(forecast, handle_time_seconds=forecast.handle_time_seconds * factor)


def _measured(forecast: Forecast, rules: StaffingRules, target: ServiceTarget, open_slots: Flags) -> AtOnce:
    need = require(forecast, rules=rules, open_slots=open_slots)
    totals = np.zeros(5)
    contacts_at = contacts_under_way(forecast.offered * open_slots, forecast.handle_time_seconds)
    kinds = zip(contacts_at, forecast.handle_time_seconds, need.heads * (1 - rules.shrinkage_share), open_slots, strict=True)
    for offered, seconds, agents, is_open in kinds:
        if not is_open or offered <= 0 or seconds <= 0:
            continue
        found = Queue(float(offered) * SLOTS_PER_HOUR, float(seconds), rules.concurrency).measure(max(1, round(agents)), target=target)
        totals += offered * np.array([1.0, found.wait_seconds, found.service_level_share, found.abandonment_share, found.occupancy_share])
    contacts, wait, in_time, gave_up, busy = totals.tolist()
    share = 1 / contacts if contacts else 0.0
    seconds_mean = forecast.workload_hours * 3600 / float(forecast.offered.sum()) if forecast.offered.any() else 0.0
    return AtOnce(
        concurrency=rules.concurrency,
        required_hours=need.required_hours,
        peak_heads=float(need.heads.max()),
        handle_time_seconds=seconds_mean,
        wait_seconds=wait * share,
        service_level_share=in_time * share,
        abandonment_share=gave_up * share,
        occupancy_share=busy * share,
    )
