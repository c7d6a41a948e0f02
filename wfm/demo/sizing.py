"""How large things must be to fit each other: a pool for what a week takes, or contacts for the pool there is. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np

from scheduling.demand import Numbers, Requirement
from scheduling.rostering.person import SPEED_BY_LEVEL
from scheduling.rostering.pool_people import ZONES, PoolMember, describe_people
from scheduling.timegrid import Horizon, local_dates, local_minutes

PEOPLE_MIN, PEOPLE_MAX = 12, 10_000
SAMPLE = 200
LEAST_SHARE = 0.01
"""Of all skills, so that work which hardly takes anybody still has somebody."""
WEEKDAY_PULL = 6
THURSDAY = 3
"""1970-01-01, where numpy's days count from, was a Thursday: weekday 3 from Monday on."""
STEPS_MAX = 40
INSIDE = 0.1
CLOSE_ENOUGH_SHARE = 0.002


def members_for(requirements: Mapping[str, Requirement], *, week: Horizon, tightness: float, seed: int) -> tuple[PoolMember, ...]:
    """A pool whose hours a week, at most, times `tightness` are just those required; its own hours are where the need is.

    Raises ValueError where nothing is required, or more than 10,000 people are needed.
    """
    wanted = sum(requirement.required_hours for requirement in requirements.values()) / tightness
    if not wanted:
        raise ValueError("nothing is required in this week")
    each = capacity_hours(members_of_size(requirements, week=week, people=SAMPLE, seed=seed)) / SAMPLE
    people = max(PEOPLE_MIN, math.ceil(wanted / each))
    for _ in range(STEPS_MAX):
        if people > PEOPLE_MAX:
            break
        members = members_of_size(requirements, week=week, people=people, seed=seed)
        missing = wanted - capacity_hours(members)
        if missing <= 0:
            return members
        people += math.ceil(missing / each)
    raise ValueError(f"{wanted:,.0f} hours a week take more than {PEOPLE_MAX:,} people")


def members_of_size(requirements: Mapping[str, Requirement], *, week: Horizon, people: int, seed: int) -> tuple[PoolMember, ...]:
    """So many members, whose skills follow the hours required of each work type, whose hours and weekdays the need where they live."""
    hours = np.array([requirement.required_hours for requirement in requirements.values()])
    shares = np.maximum(hours, hours.sum() * LEAST_SHARE)
    heads = np.sum([requirement.heads for requirement in requirements.values()], axis=0)
    needs = {zone: _by_weekday_and_hour(heads, week, zone) for zone, _weight in ZONES}
    members = describe_people(
        people=people,
        work_types=len(requirements),
        seed=seed,
        shares=[float(share) for share in shares / shares.sum()],
        day_curves={zone: [float(value) for value in need.mean(axis=0)] for zone, need in needs.items()},
    )
    return tuple(_on_needed_weekdays(member, needs[member.zone], Random(f"{seed}/{member.number}/weekdays")) for member in members)


def capacity_hours(members: Sequence[PoolMember]) -> float:
    """Σ over members of maximum paid week hours × mean speed over their own work types."""
    return sum(
        member.contract.week_minutes[1] / 60 * sum(SPEED_BY_LEVEL[skill.level] for skill in member.skills) / len(member.skills)
        for member in members
    )


def scale_to(wanted_hours: float, *, hours_at: Callable[[float], float]) -> float:
    """The factor at which growing hours are as wanted, as closely as their steps allow: found by doubling, then where a straight line
    between the two nearest would reach them, at least a little inside so that both ends close in."""
    low, at_low = 0.0, 0.0
    high, at_high = 1.0, hours_at(1.0)
    while at_high < wanted_hours:
        low, at_low = high, at_high
        high, at_high = 2 * high, hours_at(2 * high)
    for _ in range(STEPS_MAX):
        if high - low <= CLOSE_ENOUGH_SHARE * high:
            break
        part = (wanted_hours - at_low) / (at_high - at_low) if at_high > at_low else 0.5
        middle = low + (high - low) * min(max(part, INSIDE), 1 - INSIDE)
        hours = hours_at(middle)
        if abs(hours - wanted_hours) <= CLOSE_ENOUGH_SHARE * wanted_hours:
            return middle
        if hours < wanted_hours:
            low, at_low = middle, hours
        else:
            high, at_high = middle, hours
    return high


def _by_weekday_and_hour(heads: Numbers, week: Horizon, zone: str) -> Numbers:
    """Mean heads by weekday (row 0 is Monday) and hour of the local day."""
    weekdays = (local_dates(week, zone=zone).astype(np.int64) + THURSDAY) % 7
    cells = weekdays * 24 + local_minutes(week, zone=zone) // 60
    sums, counts = (np.bincount(cells, weights=weights, minlength=7 * 24) for weights in (heads, np.ones_like(heads)))
    mean: Numbers = (sums / np.maximum(counts, 1)).reshape(7, 24)
    return mean


def _on_needed_weekdays(member: PoolMember, need: Numbers, rng: Random) -> PoolMember:
    """The member with their weekdays moved round the week, by chance, but sooner to where their hours are needed."""
    if len(member.weekdays) == 7:
        return member
    first, last = member.local_minutes[0] // 60, -(-member.local_minutes[1] // 60)
    # Hours past midnight count with the weekday on which they begin: the difference is small, and this is only a pull.
    by_weekday = np.array([sum(row[hour % 24] for hour in range(first, last)) for row in need]) + 1e-9
    moves = [sum(by_weekday[(weekday - 1 + by) % 7] for weekday in member.weekdays) ** WEEKDAY_PULL for by in range(7)]
    by = rng.choices(range(7), moves)[0]

    def moved(weekday: int) -> int:
        return (weekday - 1 + by) % 7 + 1

    absent = moved(member.absent_weekday) if member.absent_weekday else 0
    return replace(member, weekdays=tuple(sorted(map(moved, member.weekdays))), absent_weekday=absent, past_shifts=())
