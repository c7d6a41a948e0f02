"""The people of a generated pool, described without names or slots: zone, hours, skills, contract and what they worked lately.

The same description becomes the people of a roster problem (:mod:`scheduling.rostering.pools`) and the agents of a demo. Each
member is drawn from the seed and their own number, so a larger pool begins with the same draws for its zone and hours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from random import Random

from scheduling.rostering.contract import BreakRule, Contract

ZONES: tuple[tuple[str, int], ...] = (
    ("Asia/Manila", 14),
    ("Asia/Kolkata", 12),
    ("America/New_York", 10),
    ("Europe/Lisbon", 8),
    ("Asia/Kathmandu", 4),
    ("Africa/Nairobi", 7),
    ("America/Bogota", 7),
    ("Australia/Adelaide", 4),
    ("Europe/Warsaw", 7),
    ("America/St_Johns", 2),
    ("America/Santiago", 4),
    ("Pacific/Auckland", 4),
    ("America/Los_Angeles", 6),
    ("America/Sao_Paulo", 5),
    ("Africa/Johannesburg", 6),
    ("Pacific/Chatham", 1),
    ("Asia/Tokyo", 3),
    ("Asia/Jerusalem", 3),
)
"""Home zones with their weight. The first twelve hold half and quarter hours and the summer time of both hemispheres."""

SKILL_COUNT_WEIGHTS = (14, 28, 27, 17, 9, 5)
"""How many people in a hundred have one skill, two, … six."""

FULL_TIME_SHARE = 0.7
HISTORY_SHARE = 0.6
HISTORY_DAYS = 28
LUNCH = BreakRule(shift_minutes_from=360, minutes=30, paid=False, starts_after_minutes=(150, 330))


class AvailabilityPattern(StrEnum):
    """When in their own day somebody can work."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    FLEXIBLE = "flexible"


PATTERN_WEIGHTS = {
    AvailabilityPattern.DAY: 50,
    AvailabilityPattern.EVENING: 20,
    AvailabilityPattern.NIGHT: 10,
    AvailabilityPattern.FLEXIBLE: 20,
}

_FIRST_MINUTES = {
    AvailabilityPattern.DAY: (360, 540),
    AvailabilityPattern.EVENING: (690, 780),
    AvailabilityPattern.NIGHT: (1110, 1230),
}


@dataclass(frozen=True, slots=True)
class MemberSkill:
    """A work type a member may serve, by its place in the pool's list: level 1–5, enjoyment −2…+2."""

    work_type: int
    level: int
    enjoyment: int


@dataclass(frozen=True, slots=True)
class PastShift:
    """A shift before the pool's week: it started ``days_before`` local dates before the week's first, at a local minute of the day."""

    days_before: int
    local_minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PoolMember:
    """One person: available on ISO ``weekdays`` from and to a local minute of the day (past 1440: into the next date).

    ``absent_weekday`` is the one available weekday on which they are on leave in the pool's week, 0 for none.
    """

    number: int
    zone: str
    pattern: AvailabilityPattern
    weekdays: tuple[int, ...]
    local_minutes: tuple[int, int]
    skills: tuple[MemberSkill, ...]
    contract: Contract
    absent_weekday: int = 0
    past_shifts: tuple[PastShift, ...] = ()


def describe_people(
    *, people: int, work_types: int, seed: int, shares: Sequence[float] | None = None, day_curves: dict[str, Sequence[float]] | None = None
) -> tuple[PoolMember, ...]:
    """``people`` members for ``work_types`` work types.

    ``shares`` (one a work type) say how the work is spread; by default it falls from the first to the last. ``day_curves`` give
    for a zone the need by local hour (24 numbers): hours of availability are then drawn to where the need is.
    """
    rng = Random(f"{seed}/pool")
    zones = _zones(people, rng)
    weights = tuple(shares) if shares is not None else default_shares(work_types)
    members = [_member(number, zones[number], weights, seed, (day_curves or {}).get(zones[number])) for number in range(people)]
    return tuple(_spread_rare_skills(members, work_types, rng))


def default_shares(work_types: int) -> tuple[float, ...]:
    """How work is spread over work types where nobody says: large and small ones, in the way of queues."""
    raw = [(rank + 1) ** -0.6 for rank in range(work_types)]
    return tuple(value / sum(raw) for value in raw)


def _zones(people: int, rng: Random) -> list[str]:
    """Every zone at least once as far as people go, the rest by weight, in no order."""
    names, weights = zip(*ZONES, strict=True)
    sure = list(names[:people])
    zones = sure + rng.choices(names, weights, k=people - len(sure))
    rng.shuffle(zones)
    return zones


def _member(number: int, zone: str, shares: Sequence[float], seed: int, day_curve: Sequence[float] | None) -> PoolMember:
    rng = Random(f"{seed}/{number}")
    contract = _contract(rng)
    full_time = contract.week_minutes[1] >= 2400
    pattern, minutes = _hours(rng, day_curve, full_time=full_time)
    weekdays = _weekdays(rng, pattern)
    absent = rng.choice(weekdays) if len(weekdays) > 5 and rng.random() < 0.1 else 0
    return PoolMember(
        number=number,
        zone=zone,
        pattern=pattern,
        weekdays=weekdays,
        local_minutes=minutes,
        skills=_skills(rng, shares),
        contract=contract,
        absent_weekday=absent,
        past_shifts=_past_shifts(rng, weekdays, minutes, contract) if rng.random() < HISTORY_SHARE else (),
    )


def _contract(rng: Random) -> Contract:
    if rng.random() < FULL_TIME_SHARE:
        return contract_of(week_minutes=(1500, 2400), shift_minutes=(240, 540))
    if rng.random() < 0.5:
        return contract_of(week_minutes=(900, 1500), shift_minutes=(240, 450))
    return contract_of(week_minutes=(600, 1200), shift_minutes=(240, 360))


def contract_of(*, week_minutes: tuple[int, int], shift_minutes: tuple[int, int]) -> Contract:
    """The pools' contract: half-hour grid, 11 hours of rest, an unpaid half hour from six hours on, blocks of an hour, five days."""
    return Contract(
        week_minutes=week_minutes,
        shift_minutes=shift_minutes,
        rest_minutes=660,
        days_per_week_max=5,
        consecutive_days_max=6,
        block_minutes_min=60,
        shift_step_minutes=30,
        start_step_minutes=30,
        breaks=(LUNCH,),
    )


def _hours(rng: Random, day_curve: Sequence[float] | None, *, full_time: bool) -> tuple[AvailabilityPattern, tuple[int, int]]:
    offers = {pattern: _window(rng, pattern, full_time=full_time) for pattern in AvailabilityPattern}
    weights = [PATTERN_WEIGHTS[pattern] * _need_met(offers[pattern], day_curve) for pattern in offers]
    pattern = rng.choices(list(offers), weights)[0]
    return pattern, offers[pattern]


def _window(rng: Random, pattern: AvailabilityPattern, *, full_time: bool) -> tuple[int, int]:
    if pattern is AvailabilityPattern.FLEXIBLE:
        return rng.choice(((360, 1440), (360, 1320), (480, 1440), (0, 1440)))
    first = rng.randrange(_FIRST_MINUTES[pattern][0], _FIRST_MINUTES[pattern][1] + 1, 30)
    return first, first + rng.randrange(660, 780, 30) - (0 if full_time else 150)


def _need_met(window: tuple[int, int], day_curve: Sequence[float] | None) -> float:
    """How much a window is wanted: the mean need within it over the mean of the day, squared; 1 where no need is stated."""
    if day_curve is None or not sum(day_curve):
        return 1.0
    hours = range(window[0] // 60, max(window[0] // 60 + 1, window[1] // 60))
    inside = sum(day_curve[hour % 24] for hour in hours) / len(hours)
    return (inside / (sum(day_curve) / 24)) ** 2 + 1e-6


def _weekdays(rng: Random, pattern: AvailabilityPattern) -> tuple[int, ...]:
    days = rng.choices((5, 6, 7), (25, 35, 40) if pattern is AvailabilityPattern.FLEXIBLE else (50, 30, 20))[0]
    if days == 5 and rng.random() < 0.5:
        return (1, 2, 3, 4, 5)
    first = rng.randrange(7)
    return tuple(sorted((first + offset) % 7 + 1 for offset in range(days)))


def _skills(rng: Random, shares: Sequence[float]) -> tuple[MemberSkill, ...]:
    """A main work type by share, then neighbours of it (people of a group share their skills), now and then a far one."""
    count = len(shares)
    main = rng.choices(range(count), shares)[0]
    wanted = min(count, rng.choices(range(1, len(SKILL_COUNT_WEIGHTS) + 1), SKILL_COUNT_WEIGHTS)[0])
    chosen = [main]
    while len(chosen) < wanted:
        near = next((main + side) % count for side in _sides() if (main + side) % count not in chosen)
        far = rng.randrange(count)
        candidate = far if rng.random() < 0.2 else near
        if candidate not in chosen:
            chosen.append(candidate)
    return tuple(_skill(rng, work_type, is_main=work_type == main) for work_type in chosen)


def _sides() -> Iterator[int]:
    """+1, −1, +2, −2, … as steps from the main work type."""
    return accumulate(step if step % 2 else -step for step in range(1, 1000))


def _skill(rng: Random, work_type: int, *, is_main: bool) -> MemberSkill:
    level = rng.choices((1, 2, 3, 4, 5), (0, 8, 40, 34, 18) if is_main else (10, 26, 38, 20, 6))[0]
    enjoyment = max(-2, min(2, rng.choice((-1, 0, 0, 1)) + (level - 3) // 2 + rng.choice((-1, 0, 0, 1))))
    return MemberSkill(work_type, level, enjoyment)


def _past_shifts(rng: Random, weekdays: tuple[int, ...], window: tuple[int, int], contract: Contract) -> tuple[PastShift, ...]:
    """Four weeks of the same five days (by weekday of a Monday week) and nearly the same hours, as published rosters look."""
    days = sorted(rng.sample(weekdays, min(len(weekdays), contract.days_per_week_max)))
    paid = contract.week_minutes[1] // contract.days_per_week_max
    minutes = paid + LUNCH.minutes if paid >= LUNCH.shift_minutes_from else paid
    start = rng.randrange(window[0], max(window[0], window[1] - minutes) + 1, 30)
    return tuple(
        PastShift(days_before=days_before, local_minute=start, minutes=minutes)
        for days_before in range(HISTORY_DAYS, 0, -1)
        if (7 - days_before) % 7 + 1 in days
    )


def _spread_rare_skills(members: list[PoolMember], work_types: int, rng: Random) -> list[PoolMember]:
    """Give every work type at least two people (as far as there are people), so that no need is hopeless."""
    for work_type in range(work_types):
        able = sum(any(skill.work_type == work_type for skill in member.skills) for member in members)
        others = [at for at, member in enumerate(members) if all(skill.work_type != work_type for skill in member.skills)]
        for at in rng.sample(others, min(len(others), max(0, 2 - able))):
            members[at] = _with_skill(members[at], MemberSkill(work_type, 3, 0))
    return members


def _with_skill(member: PoolMember, skill: MemberSkill) -> PoolMember:
    """The same member with one more skill; it takes the place of the last of six."""
    return replace(member, skills=(*member.skills[: len(SKILL_COUNT_WEIGHTS) - 1], skill))
