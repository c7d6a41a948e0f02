"""Heads corrected by a simulated day: by the formula's own curve, only where it helps, and never beyond the limits."""

from dataclasses import replace

import numpy as np
import pytest

from scheduling.demand import Numbers
from scheduling.staffing.correction import SCALE_LEAST, SCALE_MOST, SimulatedDay, scale_of_day
from scheduling.staffing.minimum import Queue
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules

TARGET = ServiceTarget(0.8, 20.0, patience_seconds=180.0, abandonment_share_max=0.05)
RULES = StaffingRules(target=TARGET, shrinkage_share=0.2)
OFFERED = np.array([0.0, 4.0, 12.0, 20.0, 15.0, 6.0])
SECONDS = np.full(6, 300.0)
ON_TARGET = SimulatedDay(in_time_share=0.8, half_width=0.005, abandonment_share=0.03, lacks_people=False)


def agents_for_target() -> Numbers:
    """The least whole agents by slot that meet the target, found by trying."""
    found = []
    for offered in OFFERED:
        queue, agents = Queue(float(offered) * 4, 300.0), 0
        while offered and (agents == 0 or queue.measure(agents, target=TARGET).service_level_share < 0.8):
            agents += 1
        found.append(float(agents))
    return np.array(found)


def scale(found: SimulatedDay, rules: StaffingRules = RULES) -> float:
    return scale_of_day(offered=OFFERED, handle_time_seconds=SECONDS, heads=agents_for_target() / 0.8, rules=rules, found=found)


def service_at(times: float) -> float:
    """The day's service level by hand, fractions of an agent in a straight line."""
    total = 0.0
    for offered, agents in zip(OFFERED, agents_for_target() * times, strict=True):
        if offered:
            queue, low = Queue(float(offered) * 4, 300.0), int(agents)
            ends = [queue.measure(many, target=TARGET).service_level_share if many else 0.0 for many in (low, low + 1)]
            total += offered * float(np.interp(agents, [low, low + 1], ends))
    return total / float(OFFERED.sum())


@pytest.mark.parametrize("in_time", [0.74, 0.7, 0.86, 0.89])
def test_the_formula_moves_by_what_the_simulation_is_off(in_time: float) -> None:
    times = scale(replace(ON_TARGET, in_time_share=in_time))

    assert (times > 1) is (in_time < 0.8)
    assert service_at(times) == pytest.approx(service_at(1.0) + 0.8 - in_time, abs=1e-3)


@pytest.mark.parametrize(
    "found",
    [
        ON_TARGET,
        replace(ON_TARGET, in_time_share=0.785),
        replace(ON_TARGET, in_time_share=0.75, half_width=0.04),
        replace(ON_TARGET, in_time_share=0.6, lacks_people=True),
        replace(ON_TARGET, in_time_share=0.9, abandonment_share=0.06),
    ],
)
def test_what_is_near_lacks_people_or_loses_customers_stays(found: SimulatedDay) -> None:
    assert scale(found) == 1.0


def test_no_day_is_changed_beyond_its_limits() -> None:
    assert scale(replace(ON_TARGET, in_time_share=0.0)) == pytest.approx(SCALE_MOST, abs=0.01)
    assert SCALE_LEAST <= scale(replace(ON_TARGET, in_time_share=1.0)) < 1.0


def test_work_that_may_wait_has_no_such_curve() -> None:
    assert scale(replace(ON_TARGET, in_time_share=0.2), replace(RULES, target=DeadlineTarget(240))) == 1.0


def test_a_day_without_contacts_stays() -> None:
    nothing = np.zeros(6)

    assert scale_of_day(offered=nothing, handle_time_seconds=SECONDS, heads=nothing, rules=RULES, found=ON_TARGET) == 1.0
