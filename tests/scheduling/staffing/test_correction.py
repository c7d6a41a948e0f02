"""Heads corrected by simulated days: by the formula's own curve, only where it helps, never beyond the limits, and a pool as one."""

from dataclasses import replace

import numpy as np
import pytest

from scheduling.demand import Numbers
from scheduling.staffing.correction import SCALE_LEAST, SCALE_MOST, PlannedGroup, SharedPeople, SimulatedDay, day_scales
from scheduling.staffing.minimum import Queue
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules

TARGET = ServiceTarget(0.8, 20.0, patience_seconds=180.0, abandonment_share_max=0.05)
RULES = StaffingRules(target=TARGET, shrinkage_share=0.2)
OFFERED = np.array([0.0, 4.0, 12.0, 20.0, 15.0, 6.0])
SECONDS = np.full(6, 300.0)
ON_TARGET = SimulatedDay(in_time_share=0.8, half_width=0.005, abandonment_share=0.03, short_share=0.0)
DAY = (0, 6)


def agents_for_target(offered: Numbers = OFFERED) -> Numbers:
    """The least whole agents by slot that meet the target, found by trying."""
    found = []
    for contacts in offered:
        queue, agents = Queue(float(contacts) * 4, 300.0), 0
        while contacts and (agents == 0 or queue.measure(agents, target=TARGET).service_level_share < 0.8):
            agents += 1
        found.append(float(agents))
    return np.array(found)


def scale(found: SimulatedDay, rules: StaffingRules = RULES) -> float:
    (only,) = day_scales([planned("phone", found, agents_for_target(), rules=rules)], days=[DAY])["phone"]
    return only


def planned(name: str, found: SimulatedDay | None, agents: Numbers, *, rules: StaffingRules = RULES) -> PlannedGroup:
    return PlannedGroup(name, OFFERED, SECONDS, agents / 0.8, rules, (found,))


def service_at(agents_by_slot: Numbers, offered: Numbers = OFFERED) -> float:
    """The day's service level by hand, fractions of an agent in a straight line."""
    total = 0.0
    for contacts, agents in zip(offered, agents_by_slot, strict=True):
        if contacts:
            queue, low = Queue(float(contacts) * 4, 300.0), int(agents)
            ends = [queue.measure(many, target=TARGET).service_level_share if many else 0.0 for many in (low, low + 1)]
            total += contacts * float(np.interp(agents, [low, low + 1], ends))
    return total / float(offered.sum())


@pytest.mark.parametrize("in_time", [0.74, 0.7, 0.86, 0.89])
def test_the_formula_moves_by_what_the_simulation_is_off(in_time: float) -> None:
    times = scale(replace(ON_TARGET, in_time_share=in_time))

    assert (times > 1) is (in_time < 0.8)
    assert service_at(agents_for_target() * times) == pytest.approx(service_at(agents_for_target()) + 0.8 - in_time, abs=1e-3)


@pytest.mark.parametrize(
    "found",
    [
        ON_TARGET,
        replace(ON_TARGET, in_time_share=0.785),
        replace(ON_TARGET, in_time_share=0.75, half_width=0.04),
        replace(ON_TARGET, in_time_share=0.6, short_share=0.03),
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


def test_each_day_is_corrected_by_itself_and_one_without_contacts_stays() -> None:
    misses = replace(ON_TARGET, in_time_share=0.7)
    twice, agents = np.concatenate([OFFERED, OFFERED, np.zeros(6)]), np.tile(agents_for_target() / 0.8, 3)
    group = PlannedGroup("phone", twice, np.full(18, 300.0), agents, RULES, (ON_TARGET, misses, None))

    assert day_scales([group], days=[(0, 6), (6, 12), (12, 18)])["phone"] == (1.0, scale(misses), 1.0)


MISSES = replace(ON_TARGET, in_time_share=0.7)


def pool_of(*found: SimulatedDay, share: float) -> list[float]:
    """The scales of a pool's members, alike but for what they got; its agents are those of all contacts as one queue."""
    agents = agents_for_target(OFFERED * len(found)) / len(found)
    groups = [planned(f"line {at}", each, agents) for at, each in enumerate(found)]
    scales = day_scales(groups, days=[DAY], pools=[SharedPeople(tuple(group.name for group in groups), share)])
    return [scales[group.name][0] for group in groups]


def test_a_pool_moves_as_the_one_queue_it_is() -> None:
    scales = pool_of(MISSES, MISSES, MISSES, share=0.8)

    together = agents_for_target(OFFERED * 3)
    assert scales == [scales[0]] * 3
    assert service_at(together * scales[0], OFFERED * 3) == pytest.approx(service_at(together, OFFERED * 3) + 0.1, abs=1e-3)
    # Line by line the same miss would ask for far more than the pool needs.
    assert 1 < scales[0] < 1 + 0.7 * (scale(MISSES) - 1)


def test_members_of_one_pool_whose_misses_even_out_stay() -> None:
    assert pool_of(MISSES, replace(ON_TARGET, in_time_share=0.9), share=1.0) == [1.0, 1.0]


def test_a_member_is_moved_beyond_its_pool_as_far_as_it_is_staffed_apart() -> None:
    worse, better = pool_of(MISSES, replace(ON_TARGET, in_time_share=0.9), share=0.5)
    nearly_apart = pool_of(MISSES, replace(ON_TARGET, in_time_share=0.9), share=0.1)

    assert worse > 1 > better
    assert nearly_apart[0] > worse
    assert nearly_apart[1] < better


def test_a_pool_that_lacks_people_is_not_asked_for_more() -> None:
    lacking = replace(MISSES, short_share=0.05)

    assert pool_of(lacking, lacking, share=0.8) == [1.0, 1.0]
