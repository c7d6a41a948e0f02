"""Heads corrected by what a simulation found: more on a day that misses its target, fewer on one that passes it by far.

A formula takes each quarter hour and each planning group by itself; people who share work, breaks and speeds do not. How far the two are
apart on a day is measured by simulation; how many heads that is worth is read from the formula's own curve.
"""

from dataclasses import dataclass
from math import ceil, floor

from scheduling.demand import Numbers
from scheduling.staffing.minimum import Queue
from scheduling.staffing.targets import ServiceTarget, StaffingRules
from scheduling.timegrid import SLOTS_PER_HOUR

TOLERANCE_SHARE = 0.02
"""A day that is so near its target stays as it is."""
SCALE_LEAST, SCALE_MOST = 0.6, 1.5
HALVINGS = 16
ALL_BUT_NOTHING = 0.999


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """What a work type's contacts of one day got: the share in time with the half width of its interval, the share that gave up.

    Where ``lacks_people`` the roster did not give what was required, and requiring more of it would change nothing.
    """

    in_time_share: float
    half_width: float
    abandonment_share: float
    lacks_people: bool


def scale_of_day(*, offered: Numbers, handle_time_seconds: Numbers, heads: Numbers, rules: StaffingRules, found: SimulatedDay) -> float:
    """What the day's heads are to be multiplied by; 1.0 where nothing is to be changed.

    Arrays are by slot of the day: contacts, seconds, and heads at speed 1.0 with shrinkage in them.
    """
    target = rules.target
    if not isinstance(target, ServiceTarget) or not float(offered.sum()):
        return 1.0
    missing = target.service_level_share - found.in_time_share
    gives_up_too_much = target.abandonment_share_max is not None and found.abandonment_share > target.abandonment_share_max
    if abs(missing) <= TOLERANCE_SHARE + found.half_width or (missing < 0 and gives_up_too_much) or (missing > 0 and found.lacks_people):
        return 1.0
    curve = ServiceCurve(offered, handle_time_seconds, heads * (1 - rules.shrinkage_share), rules.concurrency, target)
    wanted = min(ALL_BUT_NOTHING, max(0.0, curve.service_at(1.0) + missing))
    low, high = (1.0, SCALE_MOST) if missing > 0 else (SCALE_LEAST, 1.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if curve.service_at(middle) < wanted else (low, middle)
    return high


class ServiceCurve:
    """The formula's service level of a whole day when every slot has so many times its agents."""

    def __init__(self, offered: Numbers, seconds: Numbers, agents: Numbers, concurrency: int, target: ServiceTarget) -> None:
        slots = [at for at in range(len(offered)) if offered[at] > 0 and seconds[at] > 0]
        self._queues = [Queue(float(offered[at]) * SLOTS_PER_HOUR, float(seconds[at]), concurrency) for at in slots]
        self._agents, self._offered = [float(agents[at]) for at in slots], [float(offered[at]) for at in slots]
        self._target = target
        self._known: dict[tuple[Queue, int], float] = {}

    def service_at(self, scale: float) -> float:
        served = sum(
            contacts * self._between(queue, agents * scale)
            for queue, agents, contacts in zip(self._queues, self._agents, self._offered, strict=True)
        )
        return served / sum(self._offered) if self._offered else 1.0

    def _between(self, queue: Queue, agents: float) -> float:
        """Between two whole numbers of agents in a straight line."""
        low, high, part = floor(agents), ceil(agents), agents - floor(agents)
        return self._measured(queue, low) * (1 - part) + (self._measured(queue, high) * part if part else 0.0)

    def _measured(self, queue: Queue, agents: int) -> float:
        if agents == 0:
            return 0.0
        key = (queue, agents)
        if key not in self._known:
            self._known[key] = queue.measure(agents, target=self._target).service_level_share
        return self._known[key]
