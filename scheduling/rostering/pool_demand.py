"""What a generated pool is asked for: a curve for each work type with its own market's day and week, roughly where people are.

A planner hires where the contacts are, but never exactly: each curve follows the hours its people could give, bent by the day and
the week of the market the work type serves, with some noise.
"""

from collections.abc import Sequence
from random import Random

import numpy as np
import numpy.typing as npt

from scheduling.rostering.person import Person
from scheduling.rostering.pool_people import PoolMember
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.validation import SLOT_MINUTES
from scheduling.timegrid import Horizon, local_dates, local_minutes

Curve = npt.NDArray[np.float64]

MARKETS = ("America/New_York", "Europe/London", "Asia/Singapore", "Australia/Sydney", "Europe/Berlin", "America/Los_Angeles")
MAIN_WORK_SHARE = 0.5
MARKET_PULL = 0.35
NOISE = 0.04
DAY_OF_CONTACTS = (
    0.30,
    0.22,
    0.18,
    0.16,
    0.17,
    0.22,
    0.35,
    0.55,
    0.80,
    1.00,
    1.10,
    1.08,
    0.95,
    0.98,
    1.05,
    1.04,
    1.00,
    0.95,
    0.90,
    0.85,
    0.78,
    0.65,
    0.52,
    0.40,
)
WEEK_OF_CONTACTS = (1.12, 1.06, 1.02, 1.00, 0.98, 0.88, 0.84)


def demand_curves(problem: RosterProblem, members: Sequence[PoolMember], *, seed: int) -> dict[str, list[float]]:
    """Heads for each work type and slot, in half-hour steps, in the proportions wanted but at no particular height."""
    supply = _supply(problem, members)
    horizon = Horizon(problem.starts_at, problem.ends_at)
    rng = Random(f"{seed}/demand")
    curves = {}
    for work_type, offered in zip(problem.work_types, supply, strict=True):
        curve = _in_half_hours(_smooth(offered) * _market(horizon, rng), rng)
        curves[work_type.id] = [float(heads) for heads in curve * (offered.sum() / (curve.sum() or 1.0))]
    return curves


def _supply(problem: RosterProblem, members: Sequence[PoolMember]) -> list[Curve]:
    """Heads each work type could expect in each slot if people spread their week over their hours and their work."""
    supply = {work_type.id: np.zeros(problem.slots) for work_type in problem.work_types}
    for person, member in zip(problem.people, members, strict=True):
        presence = _presence(person, problem.slots)
        others = len(member.skills) - 1
        for at, skill in enumerate(person.skills):
            share = 1.0 if not others else MAIN_WORK_SHARE if at == 0 else (1 - MAIN_WORK_SHARE) / others
            supply[skill.work_type] += presence * (share * skill.speed)
    return list(supply.values())


def _presence(person: Person, slots: int) -> Curve:
    """Expected presence: more starts of a usual shift reach the middle of a window than its edges."""
    contract = person.contract
    usual = max(contract.shift_minutes[0], contract.week_minutes[1] // max(1, contract.days_per_week_max)) // SLOT_MINUTES
    weight = np.zeros(slots)
    for first, last in person.available:
        length = min(last, slots) - first
        at = np.arange(length)
        reached = np.minimum(np.minimum(at + 1, last - first - at), usual)
        weight[first : first + length] += reached / usual
    total = weight.sum()
    return weight * (contract.week_minutes[1] / SLOT_MINUTES / total) if total else weight


def _smooth(curve: Curve) -> Curve:
    """A running mean over two hours, around the week's end."""
    smooth: Curve = np.mean([np.roll(curve, shift) for shift in range(-4, 5)], axis=0)
    return smooth


def _market(horizon: Horizon, rng: Random) -> Curve:
    """How far the need leans from where the people are to when the market calls; around 1."""
    zone = rng.choice(MARKETS)
    minutes = local_minutes(horizon, zone=zone)
    hours = np.append(DAY_OF_CONTACTS, DAY_OF_CONTACTS[0])
    day = np.interp(minutes / 60, np.arange(25), hours) / np.mean(DAY_OF_CONTACTS)
    weekdays = (local_dates(horizon, zone=zone).astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    week = np.array(WEEK_OF_CONTACTS)[weekdays]
    pull: Curve = (1 - MARKET_PULL) + MARKET_PULL * day * week
    return pull


def _in_half_hours(curve: Curve, rng: Random) -> Curve:
    halves = curve[: len(curve) // 2 * 2].reshape(-1, 2).mean(axis=1)
    halves *= np.exp([rng.gauss(0.0, NOISE) for _ in halves])
    return np.repeat(halves, 2)
