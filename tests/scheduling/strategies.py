"""Random roster problems for hypothesis: weeks in which clocks change, zones of all kinds, history, locks, contracts of all shapes.

Every problem has a legal roster: one is hidden while it is made (`Planted.hidden`), and locks and hard minimums are taken from it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.pool_planted import cover_of, plant
from scheduling.rostering.problem import (
    BreakRule,
    Contract,
    DayOffLock,
    Lock,
    Person,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    Skill,
    Split,
    Weights,
    Wish,
    WishKind,
    WorkType,
)
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span
from scheduling.timegrid import Horizon, midnights, to_local, week_of
from tests.scheduling.strategies_of_wants import with_people_wanted, with_waiting_work, with_weekly_activities

DAY = 96
MONDAYS = (
    date(2026, 11, 23),  # a plain week
    date(2026, 3, 9),  # the week after North America's spring change
    date(2026, 3, 2),  # North America, on its Sunday
    date(2026, 3, 23),  # Europe to summer time; Beirut at midnight
    date(2026, 3, 30),  # New Zealand, south-east Australia and Chile back to standard time
    date(2026, 4, 20),  # Cairo at midnight
    date(2026, 9, 21),  # New Zealand to summer time
    date(2026, 9, 28),  # Australia, Lord Howe by half an hour
    date(2026, 10, 19),  # Europe back to standard time
    date(2026, 10, 26),  # Cairo and North America back
)
ZONES = (
    "UTC",
    "Europe/Lisbon",
    "Europe/Warsaw",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Manila",
    "Asia/Beirut",
    "Africa/Cairo",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
)
REFERENCE_ZONES = ("UTC", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")


@dataclass(frozen=True, slots=True)
class Planted:
    """A problem and a legal roster of it."""

    problem: RosterProblem
    hidden: Roster


Limiting = Callable[[Person, Planted], Iterable[Person]]
"""The ways to limit a person's contract further, the tightest first."""


@st.composite
def problems(draw: st.DrawFn, *, with_backlog: bool = True, with_company: bool = True) -> RosterProblem:
    """A problem that has a legal roster."""
    return draw(planted_problems(with_backlog=with_backlog, with_company=with_company)).problem


@st.composite
def planted_problems(draw: st.DrawFn, *, most_people: int = 4, with_backlog: bool = True, with_company: bool = True) -> Planted:
    """A problem with locks, and a legal roster of it. Some have work that may wait, some people who are wanted together."""
    horizon = week_of(draw(st.sampled_from(MONDAYS)), zone=draw(st.sampled_from(REFERENCE_ZONES)), week_starts_on=1)
    work_types = tuple(WorkType(name, priority=draw(st.sampled_from((0.5, 1.0, 3.0)))) for name in ("phone", "email", "chat"))
    people = tuple(draw(_people(f"p{number}", horizon)) for number in range(draw(st.integers(1, most_people))))
    bare = RosterProblem(
        name="random",
        starts_at=horizon.starts_at,
        ends_at=horizon.ends_at,
        weeks=((0, horizon.slots),),
        work_types=work_types,
        required={},
        people=people,
        weights=Weights(
            switch=draw(st.sampled_from((0.0, 5.0))),
            enjoyment=draw(st.sampled_from((0.0, 2.0))),
            wish=draw(st.sampled_from((0.0, 1.0))),
            level=draw(st.sampled_from((0.0, 4.0))),
            consistency=draw(st.sampled_from((0.0, 1.0))),
            fairness=draw(st.sampled_from((0.0, 2.0))),
            stability=draw(st.sampled_from((0.0, 0.5))),
        ),
    )
    hidden = _hidden_roster(bare, seed=draw(st.integers(0, 2**16)))
    assume(hidden is not None and not check(bare, hidden))
    published = replace(hidden, shifts=tuple(shift for shift in hidden.shifts if draw(st.integers(0, 3))))
    wanted = replace(_with_requirement(draw, bare, hidden), published=published)
    if with_backlog:
        wanted = with_waiting_work(draw, wanted)
    if with_company:
        wanted = with_weekly_activities(draw, with_people_wanted(draw, wanted))
    locked = draw(_locked(wanted, hidden))
    return _limited(locked, Random(draw(st.integers(0, 2**16))))


def _with_requirement(draw: st.DrawFn, problem: RosterProblem, hidden: Roster) -> RosterProblem:
    """What the hidden roster covers, stretched, so that there may be too much or too little."""
    stretch = draw(st.sampled_from((0.5, 1.0, 2.0)))
    return replace(problem, required={name: tuple(stretch * heads for heads in curve) for name, curve in cover_of(problem, hidden).items()})


@st.composite
def _people(draw: st.DrawFn, person_id: str, horizon: Horizon) -> Person:
    zone = draw(st.sampled_from(ZONES))
    local_midnights = midnights(horizon, zone=zone, first_slot=-10 * DAY, last_slot=horizon.slots + 2 * DAY)
    names = draw(st.lists(st.sampled_from(("phone", "email", "chat")), min_size=1, max_size=3, unique=True))
    skills = tuple(
        Skill(name, draw(st.integers(1, 5)), draw(st.sampled_from((0.7, 1.0, 1.25))), draw(st.integers(-2, 2))) for name in names
    )
    wish = Wish(draw(st.sampled_from(WishKind)), draw(_spans(0, horizon.slots)), 30.0)
    return Person(
        id=person_id,
        zone=zone,
        midnights=local_midnights,
        skills=skills,
        available=draw(_availability(local_midnights, horizon.slots)),
        contract=draw(contracts()),
        history=draw(_history(local_midnights)),
        wishes=(wish,) if draw(st.booleans()) else (),
    )


def _spans(first: int, last: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(first, last - 1), st.integers(1, DAY)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract whose limits do not contradict each other."""
    step = draw(st.sampled_from((15, 30, 60)))
    shortest = draw(st.sampled_from((180, 240, 255)))
    longest = shortest + step * draw(st.integers(0, 360 // step))
    block = draw(st.sampled_from((15, 45, 60, 90)))
    breaks = draw(_breaks(block))
    paid = [
        length - sum(b.minutes for b in breaks if not b.paid and b.shift_minutes_from <= length)
        for length in range(shortest, longest + 1, step)
    ]
    days = draw(st.integers(1, 6))
    return Contract(
        week_minutes=(0, draw(st.sampled_from(paid)) * days),
        shift_minutes=(shortest, longest),
        shift_step_minutes=step,
        start_step_minutes=draw(st.sampled_from((15, 30, 60))),
        rest_minutes=draw(st.sampled_from((0, 480, 660))),
        days_per_week_max=days,
        consecutive_days_max=draw(st.integers(1, 6)),
        block_minutes_min=block,
        breaks=breaks,
        day_minutes_max=draw(st.sampled_from((None, None, max(paid)))),
    )


@st.composite
def _breaks(draw: st.DrawFn, block: int) -> tuple[BreakRule, ...]:
    """None, a lunch, or a lunch and a paid tea before it, with windows that leave room for blocks."""
    before = max(60, -(-block // 15) * 15)
    lunch = BreakRule(
        shift_minutes_from=draw(st.sampled_from((240, 360))),
        minutes=draw(st.sampled_from((30, 45))),
        paid=draw(st.booleans()),
        starts_after_minutes=(before, before + draw(st.sampled_from((0, 30, 120)))),
    )
    if draw(st.booleans()):
        return () if draw(st.booleans()) else (lunch,)
    tea_at = lunch.starts_after_minutes[1] + lunch.minutes + before
    tea = BreakRule(shift_minutes_from=480, minutes=15, paid=True, starts_after_minutes=(tea_at, tea_at + draw(st.sampled_from((0, 45)))))
    return (lunch, tea)


@st.composite
def _availability(draw: st.DrawFn, local_midnights: tuple[int, ...], slots: int) -> tuple[Span, ...]:
    """Most local days, each from one hour to another or whole, some reaching past the horizon; joined where they meet."""
    first_hour, hours = draw(st.sampled_from(((0, 24), (7, 12), (12, 14), (19, 13), (0, 48))))
    off = draw(st.sets(st.integers(0, 9), max_size=3))
    joined: list[Span] = []
    for at, midnight in enumerate(day for day in local_midnights if day > -DAY):
        first, last = max(0, midnight + 4 * first_hour), midnight + 4 * (first_hour + hours)
        if at in off or last <= 0 or first >= slots:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


@st.composite
def _history(draw: st.DrawFn, local_midnights: tuple[int, ...]) -> tuple[Span, ...]:
    """Shifts on some of the days before the horizon, the last perhaps running into it."""
    start, length = draw(st.sampled_from(((36, 32), (72, 32), (4, 20))))
    days = draw(st.sets(st.integers(0, 8), max_size=6))
    spans = [(midnight + start, midnight + start + length) for at, midnight in enumerate(local_midnights[:10]) if at in days]
    return tuple(span for span in spans if span[0] < 0)


def _hidden_roster(problem: RosterProblem, *, seed: int) -> Roster | None:
    """A legal roster in which some may work less than their most; None where none was found."""
    for tries in range(3):
        people = tuple(_with_reachable_most(person, 0.5**tries) for person in problem.people)
        try:
            return plant(replace(problem, people=people), seed=seed)
        except ValueError:  # somebody cannot be paid that much, or a break finds no room: ask for less
            continue
    return Roster(problem.name, ())


def _with_reachable_most(person: Person, share: float) -> Person:
    contract = person.contract
    days = max(1, round(contract.days_per_week_max * share))
    most = contract.week_minutes[1] // contract.days_per_week_max * days
    return replace(person, contract=replace(contract, week_minutes=(0, most), days_per_week_max=days))


@st.composite
def _locked(draw: st.DrawFn, problem: RosterProblem, hidden: Roster) -> Planted:
    """Some of the hidden roster locked: whole shifts, free days, stretches of work, coaching put into long blocks; in any order."""
    by_person = hidden.by_person()
    people: list[Person] = []
    shifts: list[Shift] = []
    for person in problem.people:
        own = list(by_person.get(person.id, ()))
        rng = Random(draw(st.integers(0, 2**16)))
        locks: list[Lock] = []
        for at, shift in enumerate(own):
            kind = rng.choice(("none", "none", "none", "none", "shift", "work", "coaching", "coached shift"))
            if kind == "shift":
                locks.append(ShiftLock(shift))
            elif kind == "work":
                locks.append(SegmentLock(_part_of_work(shift, rng)))
            elif kind.startswith("coach") and (coached := _with_coaching(shift, person.contract, rng)):
                own[at], segment = coached
                locks.append(SegmentLock(segment) if kind == "coaching" else ShiftLock(own[at]))
        if rng.random() < 0.3:
            locks.append(DayOffLock(rng.choice(_days_without_start(person, own))))
        hard = rng.random() < 0.3
        paid = sum(shift.paid_slots() for shift in own) * 15
        minutes = (paid, person.contract.week_minutes[1]) if hard else (0, person.contract.week_minutes[1])
        contract = replace(person.contract, week_minutes=minutes, week_minimum_hard=hard)
        rng.shuffle(locks)
        people.append(replace(person, locks=tuple(locks), contract=contract))
        shifts.extend(own)
    planted = Planted(replace(problem, people=tuple(people)), Roster(problem.name, tuple(shifts)))
    assume(not check(planted.problem, planted.hidden))
    return planted


def _limited(planted: Planted, rng: Random) -> Planted:
    """Some people with limits that few contracts have, each as tight as the hidden roster allows, or one step looser."""
    people = []
    for person in planted.problem.people:
        limited = person
        for name in rng.sample(sorted(FEW_HAVE), rng.choice((0, 0, 1, 2, 3))):
            choices = [limited_more for limited_more in FEW_HAVE[name](limited, planted) if _is_legal_for(limited_more, planted)]
            if choices:
                limited = choices[min(len(choices) - 1, rng.choice((0, 0, 1)))]
        people.append(limited)
    return replace(planted, problem=replace(planted.problem, people=tuple(people)))


def _is_legal_for(person: Person, planted: Planted) -> bool:
    shifts = tuple(shift for shift in planted.hidden.shifts if shift.person == person.id)
    return not check(planted.problem.only((person,)), Roster(planted.hidden.problem, shifts))


def _limits(name: str, values: Iterable[object], **more: object) -> Limiting:
    """Ways to limit a contract, the tightest first."""

    def limited(person: Person, _planted: Planted) -> Iterator[Person]:
        for value in values:
            changes: dict[str, Any] = {name: value, **more}
            yield replace(person, contract=replace(person.contract, **changes))

    return limited


def _local_starts(person: Person, planted: Planted) -> list[tuple[int, int]]:
    """Minute of the local day and length of each of the person's shifts in the hidden roster."""
    horizon = Horizon(planted.problem.starts_at, planted.problem.ends_at)
    found = []
    for shift in planted.hidden.shifts:
        if shift.person == person.id:
            local = to_local(horizon.instant_of(shift.slots[0]), zone=person.zone)
            found.append((local.hour * 60 + local.minute, (shift.slots[1] - shift.slots[0]) * 15))
    return found


def _clock(minute: int) -> str:
    return f"{minute % 1440 // 60:02}:{minute % 60:02}"


def _start_windows(person: Person, planted: Planted) -> Iterator[Person]:
    starts = [minute for minute, _ in _local_starts(person, planted)]
    for slack in (0, 60):
        windows = tuple((_clock(minute - slack), _clock(minute + slack)) for minute in sorted(set(starts)))
        if windows:
            yield replace(person, contract=replace(person.contract, start_windows=windows))


def _templates(person: Person, planted: Planted) -> Iterator[Person]:
    templates = tuple((_clock(minute), length) for minute, length in sorted(set(_local_starts(person, planted))))
    if templates:
        yield replace(person, contract=replace(person.contract, templates=templates))
        shortest = person.contract.shift_minutes[0]
        yield replace(person, contract=replace(person.contract, templates=(*templates, ("08:00", shortest), ("22:00", shortest))))


FEW_HAVE: dict[str, Limiting] = {
    "nights_per_week_max": _limits("nights_per_week_max", range(8)),
    "days_off_run_min": _limits("days_off_run_min", (4, 3, 2, 1)),
    "weekly_rest_minutes": _limits("weekly_rest_minutes", [60 * hours for hours in (120, 96, 72, 48, 36, 24, 12)]),
    "weekends_off_min": _limits("weekends_off_min", (2, 1, 0), period_weeks=2),
    "period_minutes": _limits("period_minutes", [(low, low + 1200) for low in range(0, 6000, 300)], period_weeks=2),
    "start_windows": _start_windows,
    "templates": _templates,
    "split": _limits("split", [Split((60, 120), 120)]),
}


def _part_of_work(shift: Shift, rng: Random) -> Segment:
    """A stretch of one block of work, perhaps shorter than a block may be."""
    segment = rng.choice([segment for segment in shift.segments if segment.kind is SegmentKind.WORK])
    first = rng.randrange(*segment.slots)
    return replace(segment, slots=(first, rng.randint(first + 1, segment.slots[1])))


def _with_coaching(shift: Shift, contract: Contract, rng: Random) -> tuple[Shift, Segment] | None:
    """The shift with an hour of coaching in place of a whole short block or at the start of a long one."""
    block = -(-contract.block_minutes_min // 15)
    at = rng.choice([i for i, segment in enumerate(shift.segments) if segment.kind is SegmentKind.WORK])
    first, last = shift.segments[at].slots
    if last - first < 4 + block:
        return None
    coaching = Segment(SegmentKind.ACTIVITY, (first, first + 4), activity="coaching")
    rest = Segment(SegmentKind.WORK, (first + 4, last), work_type=shift.segments[at].work_type)
    return replace(shift, segments=(*shift.segments[:at], coaching, rest, *shift.segments[at + 1 :])), coaching


def _days_without_start(person: Person, shifts: list[Shift]) -> list[int]:
    days = range(len(person.midnights) - 1)
    return [day for day in days if not any(person.midnights[day] <= shift.slots[0] < person.midnights[day + 1] for shift in shifts)]
