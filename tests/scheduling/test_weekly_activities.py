"""Weekly activities give way to customers: laid where people are too many, never where they cost more than they are worth."""

from dataclasses import replace

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.person import SegmentLock, ShiftLock, WeeklyActivity
from scheduling.rostering.problem import Bundle, CoverageMode, Person, ProblemError, RosterProblem, Weights, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind
from scheduling.rostering.scoring import score
from scheduling.rostering.weekly_activities import as_work, place_weekly_activities
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, a_shift, activity, slot, span, work


def learner(person_id: str = "p1", minutes: int = 60, **changes: object) -> Person:
    return replace(a_person(person_id, **changes), weekly_activities=(WeeklyActivity("growth", minutes),))  # type: ignore[arg-type]


def need(*parts: tuple[str, str, float]) -> tuple[float, ...]:
    """Heads of phone in stretches, none elsewhere."""
    heads = [0.0] * WEEK
    for first, last, many in parts:
        heads[slice(*span(first, last))] = [many] * (slot(last) - slot(first))
    return tuple(heads)


def placed(problem: RosterProblem, *shifts: object) -> tuple[Roster, list[tuple[str, tuple[int, int]]]]:
    """The roster, and who has an activity when."""
    roster = place_weekly_activities(problem, a_roster(*shifts))  # type: ignore[arg-type]
    assert not check(problem, roster)
    found = [(shift.person, part.slots) for shift in roster.shifts for part in shift.segments if part.kind is SegmentKind.ACTIVITY]
    return roster, found


def missed(problem: RosterProblem, roster: Roster) -> float:
    return next(line.amount for line in score(problem, roster).lines if line.name == "weekly_activities")


def test_the_hour_with_people_too_many_is_taken_and_nobody_waits_longer() -> None:
    phone = need(("Mon 09:00", "Mon 11:00", 2), ("Mon 11:00", "Mon 12:00", 1), ("Mon 12:00", "Mon 13:00", 2))
    problem = a_problem(learner(), a_person("p2"), required={"phone": phone})

    roster, found = placed(problem, a_day("Mon"), a_day("Mon", person="p2"))

    assert found == [("p1", span("Mon 11:00", "Mon 12:00"))]
    assert score(problem, roster).short_hours == 0
    assert missed(problem, roster) == 0


@pytest.mark.parametrize(("worth", "hours"), [(15.0, 0), (59.0, 0), (61.0, 1)])
def test_it_never_costs_more_than_it_is_worth(worth: float, hours: float) -> None:
    problem = a_problem(
        learner(), required={"phone": need(("Mon 09:00", "Mon 13:00", 1))}, weights=Weights(activity=worth, deep_shortage=1.0)
    )

    roster, found = placed(problem, a_day("Mon"))

    assert len(found) == hours
    assert missed(problem, roster) == 1 - hours
    assert score(problem, roster).short_hours == hours


def test_what_is_left_of_the_work_is_as_long_as_the_contract_asks() -> None:
    """Half an hour of work comes before the lull; where blocks last an hour, only the lull's second half can be taken."""
    phone = need(("Mon 09:00", "Mon 09:30", 1), ("Mon 10:30", "Mon 13:00", 1))
    problem = a_problem(learner(), required={"phone": phone})
    assert placed(problem, a_day("Mon"))[1] == [("p1", span("Mon 10:00", "Mon 10:30"))]

    shorter = replace(problem, people=(learner(contract=a_contract(block_minutes_min=30)),))
    assert placed(shorter, a_day("Mon"))[1] == [("p1", span("Mon 09:30", "Mon 10:30"))]


def test_a_lull_is_given_once_and_the_next_one_is_looked_for_elsewhere() -> None:
    phone = need(("Mon 09:00", "Mon 12:00", 2), ("Mon 12:00", "Mon 13:00", 1), ("Tue 09:00", "Tue 13:00", 0.5))
    problem = a_problem(learner(), learner("p2"), required={"phone": phone})
    shifts = [a_day("Mon"), a_day("Mon", person="p2")]

    assert len(placed(problem, *shifts)[1]) == 1
    _, found = placed(problem, *shifts, a_day("Tue"), a_day("Tue", person="p2"))
    assert sorted(who for who, _ in found) == ["p1", "p2"]


def test_three_hours_are_two_and_one() -> None:
    problem = a_problem(learner(minutes=180), required={"phone": need(("Mon 09:00", "Mon 10:00", 1))})

    _, found = placed(problem, a_day("Mon"), a_day("Tue"))

    assert sorted(last - first for _, (first, last) in found) == [4, 8]


def test_what_is_locked_stands_and_what_was_given_before_counts() -> None:
    shift = a_day("Mon")
    locked = learner(locks=(ShiftLock(shift),))
    by_part = learner(locks=(SegmentLock(work("Mon 09:00", "Mon 13:00")),))
    assert placed(a_problem(locked, required={}), shift)[1] == placed(a_problem(by_part, required={}), shift)[1] == []

    halfway = a_shift(work("Mon 09:00", "Mon 10:00"), activity("Mon 10:00", "Mon 10:30", "growth"), work("Mon 10:30", "Mon 13:00"))
    _, found = placed(a_problem(learner(), required={}), halfway)
    assert sum(last - first for _, (first, last) in found) == 4


def test_of_shared_presence_only_what_is_to_spare_is_given() -> None:
    both = (WorkType("phone", mode=CoverageMode.BLEND), WorkType("email", mode=CoverageMode.BLEND))
    parts = {"work_types": both, "bundles": (Bundle("both", ("phone", "email")),)}
    shift = a_shift(Segment(SegmentKind.WORK, span("Mon 09:00", "Mon 13:00"), bundle="both"))
    busy = need(("Mon 09:00", "Mon 11:00", 1), ("Mon 12:00", "Mon 13:00", 1))

    _, found = placed(a_problem(learner(), required={"phone": busy}, **parts), shift)

    assert found == [("p1", span("Mon 11:00", "Mon 12:00"))]


def test_the_engine_lays_them_and_reads_a_roster_that_has_them() -> None:
    phone = need(*((f"{day} 09:00", f"{day} 13:00", 1.0) for day in ("Mon", "Tue", "Wed")))
    contract = a_contract(week_minutes=(900, 900), shift_minutes=(300, 300), shift_step_minutes=60, start_step_minutes=60)
    problem = a_problem(learner(contract=contract), required={"phone": phone})
    limits = Limits(seconds=60, rounds=15, threads=1)

    result = solve(problem, limits=limits)
    again = solve(problem, limits=limits, start_from=result.roster)

    for found in (result, again):
        assert not check(problem, found.roster)
        assert missed(problem, found.roster) == 0
        assert found.short_hours == 0


def test_as_work_an_activity_goes_on_with_what_came_before_or_begins_what_comes_after() -> None:
    person = learner()
    shift = a_shift(
        activity("Mon 09:00", "Mon 10:00", "growth"), work("Mon 10:00", "Mon 11:00"), activity("Mon 11:00", "Mon 12:00", "growth")
    )

    assert [part.work_type for part in as_work(person, shift).segments] == ["phone"] * 3
    assert as_work(a_person(), shift) is shift


@pytest.mark.parametrize(("minutes", "fault"), [(50, "a multiple of 15"), (0, "between 15 and 10080"), (10_095, "between 15 and 10080")])
def test_minutes_that_cannot_be_are_refused(minutes: int, fault: str) -> None:
    with pytest.raises(ProblemError, match=fault):
        WeeklyActivity("growth", minutes)


def test_the_same_activity_twice_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"weekly_activities\[1\]\.activity is growth"):
        replace(a_person(), weekly_activities=(WeeklyActivity("growth", 60), WeeklyActivity("growth", 30)))
