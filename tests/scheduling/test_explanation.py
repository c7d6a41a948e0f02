"""Why an hour is short: each person who holds the skill stands where the roster and the rules put them."""

from dataclasses import replace
from typing import Any

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.explanation import PersonStanding, Standing, why_short
from scheduling.rostering.person import DayOffLock, Skill
from scheduling.rostering.problem import BreakRule, Bundle, CoverageMode, ProblemError, RosterProblem, WorkType
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, activity, slot, span, unpaid_break, work

PHONE = (Skill("phone", 3, 1.0), Skill("email", 3, 1.0))
NOON = slot("Tue 12:00")


def a_shift_of(person: str, *segments: Segment) -> Shift:
    return Shift(person, (segments[0].slots[0], segments[-1].slots[1]), segments)


def standing(shifts: tuple[Shift, ...] = (), *, problem: RosterProblem | None = None, **person: Any) -> PersonStanding:
    """Where p1 stands on Tuesday at noon."""
    asked = problem or a_problem(a_person("p1", skills=PHONE, **person), required={"phone": (2.0,) * WEEK})
    (found,) = why_short(asked, a_roster(*shifts), work_type="phone", slot=NOON).people
    return found


@pytest.mark.parametrize(
    ("segments", "expected", "detail"),
    [
        ((work("Tue 09:00", "Tue 14:00"),), Standing.SERVES, ()),
        ((work("Tue 09:00", "Tue 14:00", "email"),), Standing.OTHER_WORK, ("email",)),
        ((work("Tue 09:00", "Tue 12:00"), unpaid_break("Tue 12:00", "Tue 12:30"), work("Tue 12:30", "Tue 15:00")), Standing.BREAK, ()),
        ((work("Tue 09:00", "Tue 11:00"), activity("Tue 11:00", "Tue 13:00", "meeting")), Standing.ACTIVITY, ("meeting",)),
    ],
)
def test_who_is_on_shift_stands_where_the_roster_says(segments: tuple[Segment, ...], expected: Standing, detail: tuple[str, ...]) -> None:
    assert standing((a_shift_of("p1", *segments),)) == PersonStanding("p1", expected, detail)


def test_who_is_away_is_unavailable() -> None:
    assert standing(available=(span("Mon 00:00", "Tue 12:00"),)).standing is Standing.UNAVAILABLE


@pytest.mark.parametrize("shift", [a_day("Tue", start="02:00", person="p1"), a_day("Tue", start="22:00", person="p1")])
def test_who_has_just_worked_or_soon_will_is_resting(shift: Shift) -> None:
    assert standing((shift,)).standing is Standing.RESTING


def test_whose_days_or_hours_are_used_up_is_full() -> None:
    worked = tuple(a_day(day, person="p1") for day in ("Wed", "Thu"))

    assert standing(worked, contract=a_contract(days_per_week_max=2)).standing is Standing.DAYS_FULL
    assert standing(worked, contract=a_contract(week_minutes=(0, 600))).standing is Standing.WEEK_FULL


def test_a_rule_that_stands_against_coming_is_named() -> None:
    found = standing(locks=(DayOffLock(29),))

    assert (found.standing, found.detail) == (Standing.OTHER_RULE, ("locked_day_off",))


@pytest.mark.parametrize("breaks", [(), (BreakRule(shift_minutes_from=240, minutes=30, paid=True, starts_after_minutes=(60, 120)),)])
def test_who_has_room_could_come_with_a_shift_that_the_law_allows(breaks: tuple[BreakRule, ...]) -> None:
    contract = a_contract(breaks=breaks)
    problem = a_problem(a_person("p1", skills=PHONE, contract=contract), required={"phone": (1.0,) * WEEK})

    found = standing(contract=contract)

    assert found.standing is Standing.COULD_COME
    assert found.shift is not None
    assert check(problem, a_roster(found.shift)) == ()
    assert any(segment.slots[0] <= NOON < segment.slots[1] and segment.work_type == "phone" for segment in found.shift.segments)


@pytest.mark.parametrize(("mode", "bundle"), [(CoverageMode.BLEND, "all"), (CoverageMode.POOL, None)])
def test_shared_presence_serves_all_that_it_may(mode: CoverageMode, bundle: str | None) -> None:
    segment = Segment(SegmentKind.WORK, span("Tue 09:00", "Tue 14:00"), work_type=None if bundle else "email", bundle=bundle)
    problem = a_problem(a_person("p1", skills=PHONE), required={"phone": (2.0,) * WEEK})
    work_types = tuple(WorkType(name, mode=mode) for name in ("phone", "email", "chat"))
    shared = replace(problem, work_types=work_types, bundles=(Bundle("all", ("phone", "email")),))

    assert standing((a_shift_of("p1", segment),), problem=shared).standing is Standing.SERVES


def test_only_who_holds_the_skill_is_asked_and_who_serves_comes_first() -> None:
    people = (a_person("p1", skills=PHONE), a_person("p2", skills=PHONE[1:]), a_person("p3", skills=PHONE))
    problem = a_problem(*people, required={"phone": (2.0,) * WEEK})

    found = why_short(problem, a_roster(a_day("Tue", person="p3")), work_type="phone", slot=slot("Tue 10:00"))

    assert [each.person for each in found.people] == ["p3", "p1"]
    assert (found.required, found.capacity, found.is_short) == (2.0, 1.0, True)


@pytest.mark.parametrize(("work_type", "at"), [("fax", 3), ("phone", -1), ("phone", WEEK)])
def test_what_the_problem_has_not_is_refused(work_type: str, at: int) -> None:
    with pytest.raises(ProblemError, match=f"{work_type} in slot {at}"):
        why_short(a_problem(), a_roster(), work_type=work_type, slot=at)
