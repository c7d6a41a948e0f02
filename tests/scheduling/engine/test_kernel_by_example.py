"""The kernel's best week on small cases worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.problem import (
    BreakRule,
    Bundle,
    Contract,
    DayOffLock,
    Person,
    ProblemError,
    SegmentLock,
    ShiftLock,
    Skill,
    Weights,
    Wish,
    WishKind,
    WorkType,
)
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.rostering.tours.compile import build_crew
from tests.scheduling.engine.kernel_calls import KernelWeek, kernel_week
from tests.scheduling.rosters import DAY, WEEK, a_contract, a_day, a_person, a_problem, activity, slot, span, work

ALL_SLOTS = WEEK + DAY


def valued(**spans: Sequence[tuple[str, str, float]]) -> dict[str, list[float]]:
    """A value a slot for phone, email and chat: nothing but in the spans given as (first, last, value)."""
    values = {name: [0.0] * ALL_SLOTS for name in ("phone", "email", "chat")}
    for name, parts in spans.items():
        for first, last, value in parts:
            for at in range(*span(first, last)):
                values[name][at] = value
    return values


def the_week(person: Person, values: dict[str, list[float]], *, weights: Weights | None = None) -> KernelWeek:
    """The kernel's week of the only person of a week of UTC, which the law must pass."""
    problem = a_problem(person, weights=weights or Weights(week_minimum=0))
    found = kernel_week(problem, 0, values)
    assert found is not None
    assert check(problem, Roster("week", found.shifts)) == ()
    return found


def segments(found: KernelWeek) -> list[tuple[str, tuple[int, int]]]:
    """What is done when, in the whole week."""
    return [(s.work_type or s.activity or "break", s.slots) for shift in found.shifts for s in shift.segments]


def one_shift(**changes: object) -> Contract:
    """One shift of four hours in the week, without a break."""
    return a_contract(**{"shift_minutes": (240, 240), "week_minutes": (0, 240), "breaks": (), **changes})


def test_nobody_works_where_nothing_is_worth_anything() -> None:
    found = the_week(a_person(), valued())

    assert found == KernelWeek((), 0.0)


def test_the_shift_lies_where_it_is_worth_most() -> None:
    found = the_week(a_person(contract=one_shift()), valued(phone=[("Mon 08:00", "Mon 12:00", 2.0), ("Wed 09:00", "Wed 13:00", 3.0)]))

    assert segments(found) == [("phone", span("Wed 09:00", "Wed 13:00"))]
    assert found.value == 48.0


def test_lunch_lies_where_work_is_worth_least() -> None:
    contract = one_shift(shift_minutes=(480, 480), week_minutes=(0, 450), breaks=(BreakRule(360, 30, False, (150, 330)),))
    values = valued(phone=[("Mon 09:00", "Mon 17:00", 2.0), ("Mon 13:15", "Mon 13:45", 1.0)])

    found = the_week(a_person(contract=contract), values)

    assert segments(found)[1] == ("break", span("Mon 13:15", "Mon 13:45"))
    assert found.value == 30 * 2.0


def test_two_breaks_with_the_same_window_are_taken_in_the_better_order() -> None:
    tea, lunch = BreakRule(0, 15, True, (60, 330)), BreakRule(0, 30, False, (60, 330))
    contract = one_shift(shift_minutes=(480, 480), week_minutes=(0, 450), breaks=(tea, lunch))
    values = valued(phone=[("Mon 09:00", "Mon 17:00", 2.0), ("Mon 10:30", "Mon 11:00", 0.0), ("Mon 14:00", "Mon 14:15", 0.0)])

    found = the_week(a_person(contract=contract), values)

    assert [s.paid for shift in found.shifts for s in shift.segments if s.kind is SegmentKind.BREAK] == [False, True]
    assert found.value == 29 * 2.0


@pytest.mark.parametrize(("most", "starts_on"), [(3, 5), (4, 5), (9, 6), (10, 7), (366, 7)])
def test_days_in_a_row_count_from_before_the_week_as_far_as_they_can_bind(most: int, starts_on: int) -> None:
    contract = a_contract(consecutive_days_max=most, days_per_week_max=7, week_minutes=(0, 7 * 480), shift_minutes=(480, 480), breaks=())
    before = tuple(span(f"{day} 09:00", f"{day} 17:00") for day in ("-Fri", "-Sat", "-Sun"))
    person = a_person(contract=contract, history=before)

    found = the_week(person, valued(phone=[("Mon 00:00", "Sun 24:00", 2.0)]))

    assert len(found.shifts) == starts_on


def test_breaks_lie_between_stretches_of_work_unless_the_bound_asks() -> None:
    contract = one_shift(breaks=(BreakRule(0, 30, False, (0, 210)),), week_minutes=(0, 210))
    problem = a_problem(a_person(contract=contract), weights=Weights(week_minimum=0))
    values = valued(phone=[("Mon 09:00", "Mon 12:30", 2.0)])

    inside = kernel_week(problem, 0, values)
    at_the_edge = kernel_week(problem, 0, values, crew=build_crew(problem)._replace(empty_stretch=0.0))

    assert inside is not None
    assert at_the_edge is not None
    assert (inside.value, at_the_edge.value) == (12 * 2.0, 14 * 2.0)
    assert inside.shifts[0].segments[0].kind is inside.shifts[0].segments[-1].kind is SegmentKind.WORK


@pytest.mark.parametrize(("gain", "expected"), [(0.5, [("phone", 16)]), (0.75, [("phone", 8), ("email", 8)])])
def test_a_switch_is_made_when_it_pays(gain: float, expected: list[tuple[str, int]]) -> None:
    values = valued(phone=[("Mon 09:00", "Mon 13:00", 2.0)], email=[("Mon 11:00", "Mon 13:00", 2.0 + gain)])

    found = the_week(a_person(contract=one_shift()), values, weights=Weights(switch=5.0, week_minimum=0))

    assert [(name, last - first) for name, (first, last) in segments(found)] == expected


def test_quarter_hour_starts_and_lengths_fit_a_peak_exactly() -> None:
    contract = one_shift(shift_minutes=(180, 300), shift_step_minutes=15, start_step_minutes=15, week_minutes=(0, 300))
    values = {name: [-1.0] * ALL_SLOTS for name in ("phone", "email", "chat")}
    values["phone"][slot("Mon 09:15") : slot("Mon 13:00")] = [2.0] * 15

    found = the_week(a_person(contract=contract), values)

    assert segments(found) == [("phone", span("Mon 09:15", "Mon 13:00"))]


def test_a_locked_quarter_of_an_hour_of_work_grows_into_a_whole_block() -> None:
    person = a_person(contract=one_shift(), locks=(SegmentLock(work("Mon 10:45", "Mon 11:00", "email")),))
    values = valued(phone=[("Mon 09:00", "Mon 13:00", 2.0)])

    found = the_week(person, values, weights=Weights(switch=1.0, week_minimum=0))

    (email,) = [slots for name, slots in segments(found) if name == "email"]
    assert email[1] - email[0] == 4
    assert found.value == 12 * 2.0 - 2 * 1.0


def test_work_beside_a_locked_activity_costs_no_switch() -> None:
    meeting = activity("Mon 10:00", "Mon 11:00", "meeting")
    values = valued(phone=[("Mon 09:00", "Mon 10:00", 2.0)], email=[("Mon 11:00", "Mon 13:00", 2.0)])

    found = the_week(a_person(contract=one_shift(), locks=(SegmentLock(meeting),)), values, weights=Weights(switch=9.0, week_minimum=0))

    assert [name for name, _ in segments(found)] == ["phone", "meeting", "email"]
    assert found.value == 12 * 2.0


def test_a_locked_activity_pulls_a_shift_to_itself_even_at_a_loss() -> None:
    values = {name: [-4.0] * ALL_SLOTS for name in ("phone", "email", "chat")}

    found = the_week(a_person(contract=one_shift(), locks=(SegmentLock(activity("Thu 10:00", "Thu 12:00")),)), values)

    assert ("coaching", span("Thu 10:00", "Thu 12:00")) in segments(found)
    assert found.value == 8 * -4.0


def test_a_locked_shift_stands_with_the_activity_and_the_break_it_holds() -> None:
    lunch = Segment(SegmentKind.BREAK, span("Tue 12:00", "Tue 12:30"), paid=False)
    locked = Shift(
        "p1",
        span("Tue 09:00", "Tue 15:30"),
        (work("Tue 09:00", "Tue 11:00"), activity("Tue 11:00", "Tue 12:00"), lunch, work("Tue 12:30", "Tue 15:30")),
    )

    found = the_week(a_person(locks=(ShiftLock(locked),)), valued())

    assert found.shifts == (locked,)


def test_locks_may_be_listed_in_any_order() -> None:
    shifts = (a_day("Thu", start="10:00"), a_day("Mon", start="08:00", hours=5), a_day("Wed", hours=4.5))

    found = the_week(a_person(locks=tuple(ShiftLock(shift) for shift in shifts)), valued())

    assert set(found.shifts) == set(shifts)


def test_a_segment_locked_inside_a_locked_shift_is_kept_with_it() -> None:
    locks = (ShiftLock(a_day("Mon", hours=5)), SegmentLock(work("Mon 10:00", "Mon 11:00")))

    found = the_week(a_person(locks=locks), valued())

    assert found.shifts == (a_day("Mon", hours=5),)


def test_locks_that_contradict_each_other_leave_no_week() -> None:
    locks = (SegmentLock(work("Mon 10:00", "Mon 12:00", "phone")), SegmentLock(work("Mon 11:00", "Mon 13:00", "email")))

    assert kernel_week(a_problem(a_person(locks=locks)), 0, valued()) is None


def test_a_locked_segment_is_not_split_between_two_shifts() -> None:
    contract = a_contract(rest_minutes=0, shift_minutes=(240, 240), breaks=())
    person = a_person(
        contract=contract, available=(span("Mon 20:00", "Tue 04:00"),), locks=(SegmentLock(activity("Mon 23:00", "Tue 01:00")),)
    )

    found = the_week(person, valued(phone=[("Mon 20:00", "Tue 04:00", 2.0)]))

    assert [s for s in segments(found) if s[0] == "coaching"] == [("coaching", span("Mon 23:00", "Tue 01:00"))]
    assert len(found.shifts) == 1


def test_very_heavy_weights_do_not_hide_a_legal_week() -> None:
    contract = one_shift(week_minutes=(240, 240))
    person = a_person(contract=contract, locks=tuple(DayOffLock(day) for day in range(28, 36)))

    found = the_week(person, valued(), weights=Weights(week_minimum=1e6))

    assert found == KernelWeek((), -240 * 1e6)


def test_missed_weekly_minutes_count_by_the_minute() -> None:
    contract = one_shift(week_minutes=(300, 480))

    found = the_week(a_person(contract=contract, available=(span("Mon 09:00", "Mon 13:00"),)), valued(), weights=Weights(week_minimum=2.0))

    assert found.value == -60 * 2.0


def test_a_wish_to_work_is_kept_when_it_outweighs_the_loss() -> None:
    wish = Wish(WishKind.WORK, span("Fri 10:00", "Fri 11:00"), 30.0)
    person, values = a_person(contract=one_shift(), wishes=(wish,)), {name: [-1.0] * ALL_SLOTS for name in ("phone", "email", "chat")}

    kept = the_week(person, values, weights=Weights(wish=1.0, week_minimum=0))
    refused = the_week(person, values, weights=Weights(wish=0.5, week_minimum=0))

    assert kept.value == -16.0
    assert len(kept.shifts) == 1
    assert refused == KernelWeek((), -15.0)


@pytest.mark.parametrize(
    ("locked", "text"),
    [
        (Segment(SegmentKind.BREAK, span("Mon 12:00", "Mon 12:45"), paid=False), "person p1: locks: an unpaid break of 45 minutes"),
        (Segment(SegmentKind.WORK, span("Mon 12:00", "Mon 13:00"), bundle="written"), "person p1: locks: work on bundle written"),
        (work("Mon 12:00", "Mon 13:00", "chat"), "person p1: locks: work on chat, which is not among the person's skills"),
        (activity("-Sun 23:00", "Mon 01:00"), "person p1: locks: segment [-4, 4] lies outside the horizon"),
    ],
)
def test_a_lock_that_cannot_be_kept_is_refused_by_person_and_field(locked: Segment, text: str) -> None:
    person = a_person(locks=(SegmentLock(locked),))
    problem = replace(a_problem(), people=(person,), bundles=(Bundle("written", ("email", "chat")),))

    with pytest.raises(ProblemError) as refused:
        build_crew(problem)

    assert text in str(refused.value)


def test_more_skills_than_a_code_can_hold_are_refused() -> None:
    names = [f"w{number}" for number in range(121)]
    person = a_person(skills=tuple(Skill(name, 3, 1.0) for name in names))

    with pytest.raises(ProblemError, match=r"person p1: skills: 121 kinds of work and 0 locked activities, .* at most 120"):
        build_crew(replace(a_problem(), people=(person,), work_types=tuple(WorkType(name) for name in names)))
