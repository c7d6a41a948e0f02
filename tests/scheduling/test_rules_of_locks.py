"""Locks of three kinds, and what locked shifts alone prove about a problem."""

from scheduling.rostering.checker import contradictions
from scheduling.rostering.problem import DayOffLock, SegmentLock, ShiftLock
from tests.scheduling.rosters import (
    a_contract,
    a_day,
    a_person,
    a_problem,
    a_shift,
    activity,
    day_with_break,
    unpaid_break,
    with_person,
    work,
)

# locks


def test_a_locked_shift_stands_with_its_segments() -> None:
    person = a_person(locks=(ShiftLock(a_day("Mon")),))

    assert with_person(person, a_day("Mon")) == []
    assert with_person(person, a_day("Mon", work_type="email")) == ["locked_shift"]
    assert with_person(person, a_day("Mon", start="10:00")) == ["locked_shift"]
    assert with_person(person) == ["locked_shift"]


def test_no_shift_starts_on_a_locked_day_off() -> None:
    monday = a_person().midnights.index(0)
    person = a_person(locks=(DayOffLock(monday),))

    assert with_person(person, a_day("Tue")) == []
    assert with_person(person, a_day("Mon")) == ["locked_day_off"]


def test_a_locked_activity_is_inside_a_shift_unbroken() -> None:
    coaching = activity("Mon 10:00", "Mon 11:00")
    person = a_person(locks=(SegmentLock(coaching),))
    halves = (activity("Mon 10:00", "Mon 10:30"), activity("Mon 10:30", "Mon 11:00"))

    assert with_person(person, a_shift(work("Mon 09:00", "Mon 10:00"), coaching, work("Mon 11:00", "Mon 13:00"))) == []
    assert with_person(person, a_shift(work("Mon 09:00", "Mon 10:00"), *halves, work("Mon 11:00", "Mon 13:00"))) == []
    assert with_person(person, a_day("Mon")) == ["locked_segment"]
    assert with_person(person) == ["locked_segment"]


def test_a_locked_stretch_of_work_may_be_part_of_a_longer_block() -> None:
    person = a_person(locks=(SegmentLock(work("Mon 10:00", "Mon 11:00")),))

    assert with_person(person, a_day("Mon")) == []
    assert with_person(person, a_day("Mon", work_type="email")) == ["locked_segment"]


def test_a_locked_break_is_there_to_the_slot() -> None:
    person = a_person(locks=(SegmentLock(unpaid_break("Mon 13:00", "Mon 13:30")),))

    assert with_person(person, a_day("Mon", hours=8)) == []
    assert with_person(person, day_with_break("Mon 12:00", "Mon 12:30")) == ["locked_segment"]


# what locks alone prove


def test_locked_shifts_that_contradict_the_law_are_found_before_planning() -> None:
    locks = (ShiftLock(a_day("Mon", start="18:30")), ShiftLock(a_day("Tue", start="09:00")))

    assert [violation.rule for violation in contradictions(a_problem(a_person(locks=locks)))] == ["rest"]


def test_a_shift_locked_on_a_locked_day_off_is_a_contradiction() -> None:
    monday = a_person().midnights.index(0)
    person = a_person(locks=(ShiftLock(a_day("Mon")), DayOffLock(monday)))

    assert [violation.rule for violation in contradictions(a_problem(person))] == ["locked_day_off"]


def test_what_more_shifts_could_still_put_right_is_no_contradiction() -> None:
    contract = a_contract(week_minutes=(600, 2400), week_minimum_hard=True, days_off_run_min=2)
    locks = (ShiftLock(a_day("Mon")), ShiftLock(a_day("Wed")), SegmentLock(activity("Fri 10:00", "Fri 11:00")))

    assert contradictions(a_problem(a_person(contract=contract, locks=locks))) == ()
