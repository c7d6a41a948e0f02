"""The one generator of roster problems: people × queues × tightness × seed, free (a demand curve) or planted (a hidden roster).

Used by benchmarks, tests and the demo. The same spec gives the same problem on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from scheduling.rostering.person import SPEED_BY_LEVEL, Person, Skill, Wish, WishKind
from scheduling.rostering.pool_demand import demand_curves
from scheduling.rostering.pool_people import HISTORY_DAYS, PoolMember, describe_people
from scheduling.rostering.pool_planted import cover_of, plant
from scheduling.rostering.problem import RosterProblem, WorkType
from scheduling.rostering.roster import Roster, Span
from scheduling.rostering.validation import SLOT_MINUTES
from scheduling.timegrid import SLOTS_PER_DAY, Horizon, local_spans, midnights, slot_of_local, week_of

DEFAULT_WEEK = date(2026, 11, 23)
REFERENCE_ZONE = "UTC"
WISH_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class PoolSpec:
    """What a pool is made from.

    ``tightness`` is Σ required hours over Σ people's maximum paid week minutes × mean speed over their own work types. A planted
    pool without a tightness requires the whole cover of its hidden roster; one with a lower tightness requires a share of it.
    ``week_starts_on`` is the Monday of the week in the reference zone.
    """

    people: int
    queues: int
    seed: int
    tightness: float | None = None
    planted: bool = False
    week_starts_on: date = DEFAULT_WEEK
    reference_zone: str = REFERENCE_ZONE

    def __post_init__(self) -> None:
        """Refuse sizes that make no pool."""
        for name, value, low, high in (("people", self.people, 1, 100_000), ("queues", self.queues, 1, 200)):
            if not low <= value <= high:
                raise ValueError(f"{name} is {value}, it lies between {low} and {high}")
        if self.tightness is not None and not 0 < self.tightness <= 5:
            raise ValueError(f"tightness is {self.tightness}, it lies above 0 and at most 5")
        if self.tightness is None and not self.planted:
            raise ValueError("tightness is missing; only a planted pool goes without")
        if self.week_starts_on.isoweekday() != 1:
            raise ValueError(f"week_starts_on is {self.week_starts_on.isoformat()}, not a Monday")


@dataclass(frozen=True, slots=True)
class PlantedPool:
    """A problem whose requirement a hidden legal roster covers without shortage."""

    problem: RosterProblem
    hidden: Roster


def make_pool(spec: PoolSpec) -> RosterProblem:
    """The problem of a spec. Raises ValueError where a planted pool cannot be as tight as asked."""
    if spec.planted:
        return make_planted_pool(spec).problem
    members, horizon = describe_people(people=spec.people, work_types=spec.queues, seed=spec.seed), _horizon(spec)
    problem = _without_requirement(spec, members, horizon)
    curves = demand_curves(problem, members, seed=spec.seed)
    return _required(problem, curves, hours=(spec.tightness or 0.0) * capacity_hours(problem))


def make_planted_pool(spec: PoolSpec) -> PlantedPool:
    """The problem of a planted spec with its hidden roster. Raises ValueError where it cannot be as tight as asked."""
    members, horizon = describe_people(people=spec.people, work_types=spec.queues, seed=spec.seed), _horizon(spec)
    problem = _without_requirement(spec, members, horizon)
    hidden = plant(problem, seed=spec.seed)
    cover = cover_of(problem, hidden)
    covered = sum(map(sum, cover.values())) * SLOT_MINUTES / 60
    most = covered / capacity_hours(problem)
    if spec.tightness is not None and spec.tightness > most:
        raise ValueError(f"tightness is {spec.tightness}, this planted pool allows at most {most:.4f}")
    hours = covered if spec.tightness is None else spec.tightness * capacity_hours(problem)
    return PlantedPool(_required(problem, cover, hours=hours), hidden)


def capacity_hours(problem: RosterProblem) -> float:
    """Σ over people of maximum paid week hours × mean speed over their own work types."""
    return sum(
        person.contract.week_minutes[1] / 60 * sum(skill.speed for skill in person.skills) / len(person.skills)
        for person in problem.people
        if person.skills
    )


def person_of(member: PoolMember, *, person_id: str, work_types: Sequence[str], horizon: Horizon, first_date: date) -> Person:
    """A member as a person of a problem over the week that begins on ``first_date``."""
    return Person(
        id=person_id,
        zone=member.zone,
        midnights=midnights(
            horizon, zone=member.zone, first_slot=-(HISTORY_DAYS + 1) * SLOTS_PER_DAY, last_slot=horizon.slots + 2 * SLOTS_PER_DAY
        ),
        skills=tuple(Skill(work_types[s.work_type], s.level, SPEED_BY_LEVEL[s.level], s.enjoyment) for s in member.skills),
        available=_available(member, horizon, first_date),
        contract=member.contract,
        history=_history(member, horizon, first_date),
    )


def _horizon(spec: PoolSpec) -> Horizon:
    return week_of(spec.week_starts_on, zone=spec.reference_zone, week_starts_on=1)


def _without_requirement(spec: PoolSpec, members: Sequence[PoolMember], horizon: Horizon) -> RosterProblem:
    work_types = tuple(f"queue-{number}" for number in range(1, spec.queues + 1))
    people = (
        person_of(member, person_id=f"p{member.number + 1}", work_types=work_types, horizon=horizon, first_date=spec.week_starts_on)
        for member in members
    )
    kind = "planted" if spec.planted else "free"
    tightness = "" if spec.tightness is None else f"-t{spec.tightness:g}"
    return RosterProblem(
        name=f"{kind}-p{spec.people}-q{spec.queues}{tightness}-s{spec.seed}",
        starts_at=horizon.starts_at,
        ends_at=horizon.ends_at,
        weeks=((0, horizon.slots),),
        work_types=tuple(WorkType(name) for name in work_types),
        required={},
        people=tuple(_with_wishes(person, horizon, spec.seed) for person in people),
    )


def _required(problem: RosterProblem, curves: dict[str, list[float]], *, hours: float) -> RosterProblem:
    """The problem with the curves scaled to ``hours`` in all, rounded to thousandths of a head."""
    scale = hours * 60 / SLOT_MINUTES / (sum(map(sum, curves.values())) or 1.0)
    return replace(problem, required={name: tuple(round(heads * scale, 3) for heads in curve) for name, curve in curves.items()})


def _available(member: PoolMember, horizon: Horizon, first_date: date) -> tuple[Span, ...]:
    """Availability from the start of the horizon through the run-out, windows that meet or overlap joined."""
    days = tuple(weekday for weekday in member.weekdays if weekday != member.absent_weekday)
    joined: list[Span] = []
    for first, last in _windows(member.zone, days, member.local_minutes, horizon, first_date):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


@lru_cache(maxsize=65536)
def _windows(zone: str, weekdays: tuple[int, ...], minutes: tuple[int, int], horizon: Horizon, first_date: date) -> tuple[Span, ...]:
    dates = [first_date + timedelta(days=offset) for offset in range(-2, 10)]
    spans = local_spans([day for day in dates if day.isoweekday() in weekdays], minutes, horizon=horizon, zone=zone)
    return tuple((max(0, first), last) for first, last in spans if last > 0 and first < horizon.slots)


def _history(member: PoolMember, horizon: Horizon, first_date: date) -> tuple[Span, ...]:
    spans = []
    for shift in member.past_shifts:
        start = _slot_of(member.zone, first_date - timedelta(days=shift.days_before), shift.local_minute, horizon)
        if start < 0:
            spans.append((start, start + shift.minutes // SLOT_MINUTES))
    return tuple(spans)


@lru_cache(maxsize=65536)
def _slot_of(zone: str, day: date, minute: int, horizon: Horizon) -> int:
    return slot_of_local(day, minute, horizon=horizon, zone=zone)


def _with_wishes(person: Person, horizon: Horizon, seed: int) -> Person:
    """One in five wishes to be off for half a day."""
    rng = Random(f"{seed}/{person.id}/wish")
    if rng.random() >= WISH_SHARE:
        return person
    first = rng.randrange(0, horizon.slots - SLOTS_PER_DAY // 2, 4)
    return replace(person, wishes=(Wish(WishKind.OFF, (first, first + SLOTS_PER_DAY // 2), 30.0),))
