"""Small rosters written by hand: one week of UTC from Monday 23 November 2026, local times in words, the rest filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduling.rostering.checker import check
from scheduling.rostering.problem import BreakRule, Contract, Person, RosterProblem, Skill, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 96
WEEK = 7 * DAY
LUNCH = BreakRule(shift_minutes_from=360, minutes=30, paid=False, starts_after_minutes=(150, 330))


def slot(text: str) -> int:
    """The slot of a moment of the week in UTC: ``Tue 09:30``; ``+Mon`` and ``-Sun`` are days of the next week and the last."""
    day, time = text.split()
    weeks = {"+": 1, "-": -1}.get(day[0], 0)
    hours, minutes = (int(part) for part in time.split(":"))
    return (weeks * 7 + DAYS.index(day.lstrip("+-"))) * DAY + hours * 4 + minutes // 15


def span(first: str, last: str) -> tuple[int, int]:
    return slot(first), slot(last)


def a_contract(**changes: Any) -> Contract:
    plain = Contract(
        week_minutes=(0, 2400),
        shift_minutes=(240, 540),
        shift_step_minutes=30,
        start_step_minutes=30,
        rest_minutes=660,
        days_per_week_max=5,
        consecutive_days_max=6,
        block_minutes_min=60,
        breaks=(LUNCH,),
    )
    return replace(plain, **changes)


def a_person(person_id: str = "p1", *, contract: Contract | None = None, **changes: Any) -> Person:
    """Somebody in UTC who serves phone (speed 1.0) and email (speed 0.85) and may be asked at any hour."""
    plain = Person(
        id=person_id,
        zone="UTC",
        midnights=tuple(range(-28 * DAY, WEEK + 3 * DAY, DAY)),
        skills=(Skill("phone", 3, 1.0), Skill("email", 2, 0.85, enjoyment=2)),
        available=((0, WEEK + DAY),),
        contract=contract or a_contract(),
    )
    return replace(plain, **changes)


def a_problem(*people: Person, **changes: Any) -> RosterProblem:
    plain = RosterProblem(
        name="week",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(days=7),
        weeks=((0, WEEK),),
        work_types=(WorkType("phone"), WorkType("email"), WorkType("chat")),
        required={},
        people=people or (a_person(),),
    )
    return replace(plain, **changes)


def work(first: str, last: str, work_type: str = "phone") -> Segment:
    return Segment(SegmentKind.WORK, span(first, last), work_type=work_type)


def unpaid_break(first: str, last: str) -> Segment:
    return Segment(SegmentKind.BREAK, span(first, last), paid=False)


def activity(first: str, last: str, name: str = "coaching") -> Segment:
    return Segment(SegmentKind.ACTIVITY, span(first, last), activity=name)


def a_shift(*segments: Segment, person: str = "p1") -> Shift:
    return Shift(person, (segments[0].slots[0], segments[-1].slots[1]), segments)


def a_day(day: str, start: str = "09:00", hours: float = 4, person: str = "p1", work_type: str = "phone") -> Shift:
    """A shift of one block of phone, or from six hours on of two around half an hour of lunch after four hours."""
    first = slot(f"{day} {start}")
    last = first + round(hours * 4)
    if hours < 6:
        return Shift(person, (first, last), (Segment(SegmentKind.WORK, (first, last), work_type=work_type),))
    lunch = (first + 16, first + 18)
    segments = (
        Segment(SegmentKind.WORK, (first, lunch[0]), work_type=work_type),
        Segment(SegmentKind.BREAK, lunch, paid=False),
        Segment(SegmentKind.WORK, (lunch[1], last), work_type=work_type),
    )
    return Shift(person, (first, last), segments)


def day_with_break(first: str, last: str, *, paid: bool = False) -> Shift:
    """Monday from nine to five with one break."""
    pause = Segment(SegmentKind.BREAK, span(first, last), paid=paid)
    return a_shift(work("Mon 09:00", first), pause, work(last, "Mon 17:00"))


def a_roster(*shifts: Shift, problem: str = "week") -> Roster:
    return Roster(problem, shifts)


def broken_rules(problem: RosterProblem, *shifts: Shift) -> list[str]:
    """Names of the rules that a roster breaks, each once, in the order of the law."""
    return list(dict.fromkeys(violation.rule for violation in check(problem, a_roster(*shifts))))


def under(contract: Contract, *shifts: Shift, **person: Any) -> list[str]:
    """Names of the rules broken by the shifts of one person with this contract."""
    return with_person(a_person(contract=contract, **person), *shifts)


def with_person(person: Person, *shifts: Shift) -> list[str]:
    """Names of the rules broken by the shifts of one person."""
    return broken_rules(a_problem(person), *shifts)
