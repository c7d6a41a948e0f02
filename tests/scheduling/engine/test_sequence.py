"""Weeks planned one after the other keep the law over all of them: rest, runs of days, periods, free weekends, history, locks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, SolveStatus
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import (
    DayOffLock,
    Person,
    Presence,
    ProblemError,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    Skill,
    Wish,
    WishKind,
    WorkKind,
    WorkType,
)
from scheduling.rostering.roster import Roster, Segment, SegmentKind
from scheduling.rostering.scoring import score
from scheduling.rostering.sequence import solve_weeks, week_of
from tests.scheduling.rosters import DAY, WEEK, a_contract, a_day, a_person, a_problem, a_roster, slot, span

FOUR_HOURS = a_contract(breaks=(), shift_minutes=(240, 240), week_minutes=(0, 1680), days_per_week_max=7, consecutive_days_max=7)


def weeks(count: int, *people: Person, **changes: Any) -> RosterProblem:
    """A problem of several weeks, everybody available and with midnights all along."""
    plain = a_problem()
    usual = tuple(
        replace(person, midnights=tuple(range(-28 * DAY, count * WEEK + 3 * DAY, DAY)), available=((0, count * WEEK + DAY),))
        for person in people
    )
    spans = tuple((at * WEEK, (at + 1) * WEEK) for at in range(count))
    return replace(plain, ends_at=plain.starts_at + timedelta(weeks=count), weeks=spans, people=usual, **changes)


def need(count: int, *spans: tuple[int, int]) -> tuple[float, ...]:
    return tuple(float(any(first <= at < last for first, last in spans)) for at in range(count * WEEK))


def rounds(many: int) -> Limits:
    return Limits(seconds=60, rounds=many, threads=1)


def test_the_rest_after_a_sunday_night_is_kept_on_monday() -> None:
    """Work ends as the week does; only whoever rested may work on Monday morning, and there is nobody else."""
    sunday, monday = span("Sun 20:00", "+Mon 00:00"), span("+Mon 06:00", "+Mon 10:00")
    problem = weeks(2, a_person(contract=FOUR_HOURS), required={"phone": need(2, sunday, monday)})

    result = solve_weeks(problem, limits=rounds(20))

    assert [shift.slots for shift in result.roster.shifts] == [sunday]
    assert result.short_hours == 4.0
    assert check(problem, result.roster) == ()


def test_where_a_shift_runs_into_the_next_week_nobody_else_is_asked_for() -> None:
    over_midnight = a_day("Sun", start="22:00")
    people = a_person("p1", contract=FOUR_HOURS, locks=(ShiftLock(over_midnight),)), a_person("p2", contract=FOUR_HOURS)
    problem = weeks(2, *people, required={"phone": need(2, span("Sun 22:00", "+Mon 03:00"))})

    result = solve_weeks(problem, limits=rounds(20))

    first, second = sorted(result.roster.shifts, key=lambda shift: shift.slots)
    assert first == over_midnight
    assert second.person == "p2"  # for the hour from two to three
    assert result.short_hours == 0.0
    following = week_of(problem, (WEEK, 2 * WEEK), a_roster(over_midnight))
    assert following.required["phone"] == need(1, span("Mon 02:00", "Mon 03:00"))


def test_waiting_work_done_by_a_shift_of_the_week_before_is_not_asked_for_again() -> None:
    email = WorkType("email", kind=WorkKind.BACKLOG, deadline_minutes=1440)
    arriving = tuple(30.0 if at in range(WEEK, WEEK + 16) else 0.0 for at in range(2 * WEEK))
    problem = weeks(2, a_person(), work_types=(WorkType("phone"), email), backlog={"email": arriving})

    following = week_of(problem, (WEEK, 2 * WEEK), a_roster(a_day("Sun", start="22:00", work_type="email")))

    done = 8 * 15 * 0.85  # two hours at the speed of this person
    assert sum(following.backlog["email"]) == pytest.approx(sum(arriving) - done)


def test_waiting_work_of_the_last_week_is_not_done_by_the_first_ones_shifts() -> None:
    """Whoever works on Mondays alone does on the second one what came on the Sunday before, and of the week after nobody knows."""
    email = WorkType("email", kind=WorkKind.BACKLOG, deadline_minutes=1440)
    sundays = span("Sun 20:00", "+Mon 00:00"), (slot("Sun 20:00") + WEEK, 2 * WEEK)
    arriving = tuple(15.0 if any(first <= at < last for first, last in sundays) else 0.0 for at in range(2 * WEEK))
    mondays = (span("Mon 08:00", "Mon 12:00"), span("+Mon 08:00", "+Mon 12:00"))
    person = a_person(contract=FOUR_HOURS, skills=(Skill("email", 3, 1.0),))
    problem = weeks(2, person, work_types=(WorkType("phone"), email), backlog={"email": arriving})
    problem = replace(problem, people=(replace(problem.people[0], available=mondays),))

    result = solve_weeks(problem, limits=rounds(20))

    assert [shift.slots for shift in result.roster.shifts] == list(mondays)
    assert result.short_hours == 0.0


def test_who_is_still_there_from_the_week_before_counts_as_present() -> None:
    knows, learns = a_person("p1"), a_person("p2", skills=(Skill("email", 1, 1.0),))
    wanted = Presence("phone", span("Sun 20:00", "+Mon 06:00"), 1), Presence("phone", span("+Mon 00:00", "+Mon 01:00"), 2)
    problem = weeks(2, knows, learns, presence=wanted)
    before = a_roster(a_day("Sun", start="22:00"), a_day("Sun", start="22:00", person="p2", work_type="email"))

    following = week_of(problem, (WEEK, 2 * WEEK), before)

    assert following.presence == (
        Presence("phone", span("Mon 02:00", "Mon 06:00"), 1),
        Presence("phone", span("Mon 00:00", "Mon 01:00"), 1),
    )


def test_a_run_of_days_goes_on_from_one_week_to_the_next() -> None:
    contract = replace(FOUR_HOURS, consecutive_days_max=3)
    every_day = tuple((day * DAY + 36, day * DAY + 52) for day in range(14))
    problem = weeks(2, a_person(contract=contract), required={"phone": need(2, *every_day)})

    result = solve_weeks(problem, limits=rounds(20))

    assert check(problem, result.roster) == ()
    assert len(result.roster.shifts) >= 10  # three of each four days


def test_weeks_of_a_pool_keep_the_law_and_are_scored_as_a_whole() -> None:
    one = make_pool(PoolSpec(people=20, queues=3, seed=4, tightness=0.9))
    slots = one.slots
    people = tuple(
        replace(
            person,
            midnights=(*person.midnights, *(person.midnights[-1] + DAY * day for day in range(1, 8))),
            available=_twice(person.available, slots),
        )
        for person in one.people
    )
    problem = replace(
        one,
        ends_at=one.ends_at + timedelta(weeks=1),
        weeks=((0, slots), (slots, 2 * slots)),
        people=people,
        required={name: heads * 2 for name, heads in one.required.items()},
    )
    heard: list[float] = []

    result = solve_weeks(problem, limits=rounds(40), on_progress=lambda progress: heard.append(progress.required_hours))

    assert check(problem, result.roster) == ()
    counted = score(problem, result.roster)
    assert (result.short_hours, result.required_hours) == (counted.short_hours, pytest.approx(2 * one.required_hours))
    assert result.short_hours < 0.1 * result.required_hours
    assert (result.status, result.bound_short_hours) == (SolveStatus.FEASIBLE, None)
    assert set(heard) == {problem.required_hours}


def _twice(spans: tuple[tuple[int, int], ...], slots: int) -> tuple[tuple[int, int], ...]:
    """The same hours a week later too; where they meet or overlap, joined."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((*spans, *((first + slots, last + slots) for first, last in spans))):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def test_a_week_is_cut_out_with_all_that_belongs_to_it() -> None:
    coaching = Segment(SegmentKind.ACTIVITY, span("+Tue 10:00", "+Tue 11:00"), activity="coaching")
    locks = (ShiftLock(a_day("Mon")), SegmentLock(coaching), DayOffLock(37))
    wishes = (Wish(WishKind.OFF, span("Tue 08:00", "Tue 12:00"), 30.0), Wish(WishKind.WORK, span("+Fri 08:00", "+Fri 12:00"), 15.0))
    mail = WorkType("email", kind=WorkKind.BACKLOG, deadline_minutes=60, open=(span("Sun 12:00", "+Mon 12:00"),))
    problem = weeks(
        2,
        a_person(locks=locks, wishes=wishes, history=(span("-Sun 09:00", "-Sun 13:00"),)),
        work_types=(WorkType("phone"), mail, WorkType("chat")),
        required={"phone": tuple(float(at) for at in range(2 * WEEK))},
        backlog={"email": (1.0,) * WEEK + (2.0,) * WEEK},
        presence=(Presence("phone", span("Sun 22:00", "+Mon 02:00"), 1),),
        published=a_roster(a_day("Mon"), a_day("+Wed")),
    )

    second = week_of(problem, (WEEK, 2 * WEEK), a_roster(a_day("Sun")))

    (person,) = second.people
    assert second.starts_at == problem.starts_at + timedelta(weeks=1)
    assert (second.weeks, second.slots) == (((0, WEEK),), WEEK)
    assert second.required["phone"][0] == float(WEEK)
    assert second.backlog["email"] == (2.0,) * WEEK
    assert second.work_types[1].open == ((0, slot("Mon 12:00")),)
    assert person.history == ((-8 * DAY + 36, -8 * DAY + 52), span("-Sun 09:00", "-Sun 13:00"))
    assert person.locks == (SegmentLock(coaching.moved(-WEEK)), DayOffLock(37))
    assert person.midnights[37] == problem.people[0].midnights[37] - WEEK
    assert [wish.slots for wish in person.wishes] == [span("Fri 08:00", "Fri 12:00")]
    assert [each.slots for each in second.presence] == [(0, 8)]
    assert second.published == Roster("week", (a_day("Wed"),))


@pytest.mark.parametrize("found", [((0, WEEK), (WEEK, 2 * WEEK - 96)), ((96, WEEK), (WEEK, 2 * WEEK)), ((0, WEEK), (WEEK + 96, 2 * WEEK))])
def test_weeks_that_leave_gaps_are_refused(found: tuple[tuple[int, int], ...]) -> None:
    problem = replace(weeks(2, a_person()), weeks=found)

    with pytest.raises(ProblemError, match="weeks that follow one another"):
        solve_weeks(problem, limits=rounds(1))


def test_one_week_is_simply_solved() -> None:
    problem = a_problem(a_person(available=()), required={"phone": (1.0,) * WEEK})

    result = solve_weeks(problem, limits=rounds(5))

    assert result.bound_short_hours == pytest.approx(168.0, abs=1e-3)
