"""An absence replanned: few people change, nobody against the law, and only for a gain."""

from dataclasses import replace

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import ProblemError, RosterProblem, Skill
from scheduling.rostering.replan import GAIN_LEAST, replan_absence
from scheduling.rostering.scoring import score
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, slot, span

FOUR_HOURS = a_contract(breaks=(), shift_minutes=(240, 240), week_minutes=(0, 480))


def need(*days: str) -> tuple[float, ...]:
    return tuple(float(any(slot(f"{day} 09:00") <= at < slot(f"{day} 13:00") for day in days)) for at in range(WEEK))


def a_week_of_two() -> RosterProblem:
    """One works on Monday and on Tuesday; another knows the work and is free, a third is free and does not know it."""
    unskilled = a_person("p3", contract=FOUR_HOURS, skills=(Skill("chat", 3, 1.0),))
    return a_problem(a_person(contract=FOUR_HOURS), a_person("p2", contract=FOUR_HOURS), unskilled, required={"phone": need("Mon", "Tue")})


def test_somebody_who_is_free_takes_the_shift_over_and_the_rest_stays() -> None:
    problem, roster = a_week_of_two(), a_roster(a_day("Mon"), a_day("Tue"))

    found = replan_absence(problem, roster, person="p1", away=span("Mon 00:00", "Tue 00:00"))

    (change,) = found.changes
    assert found.lost == (a_day("Mon"),)
    assert (change.person, change.before) == ("p2", ())
    assert [shift.slots for shift in change.after] == [span("Mon 09:00", "Mon 13:00")]
    assert a_day("Tue") in found.roster.shifts
    assert (found.short_hours_before, found.short_hours_unmended, found.short_hours) == (0.0, 4.0, 0.0)
    # Four hours covered, half of them counted deep, less a quarter of four hours that are worked although nobody had told of them.
    assert change.gained_minutes == pytest.approx(240 + 120 * 0.25 - 240 * 0.25)


def test_what_was_short_before_at_another_time_is_not_mended() -> None:
    problem, roster = a_week_of_two(), a_roster(a_day("Mon"))

    found = replan_absence(problem, roster, person="p1", away=span("Mon 00:00", "Tue 00:00"))

    (change,) = found.changes
    assert [shift.slots for shift in change.after] == [span("Mon 09:00", "Mon 13:00")]
    assert (found.short_hours_before, found.short_hours_unmended, found.short_hours) == (4.0, 8.0, 4.0)


def test_nobody_is_asked_who_has_no_time_or_no_skill() -> None:
    problem = a_week_of_two()
    people = tuple(replace(person, available=()) if person.id == "p2" else person for person in problem.people)
    roster = a_roster(a_day("Mon"), a_day("Tue"))

    found = replan_absence(replace(problem, people=people), roster, person="p1", away=span("Mon 00:00", "Tue 00:00"))

    assert found.changes == ()
    assert found.roster.shifts == (a_day("Tue"),)
    assert found.short_hours == 4.0


def test_an_absence_from_nothing_changes_nothing() -> None:
    problem, roster = a_week_of_two(), a_roster(a_day("Mon"), a_day("Tue"))

    found = replan_absence(problem, roster, person="p1", away=span("Wed 00:00", "Thu 00:00"))

    assert (found.lost, found.changes, found.roster) == ((), (), roster)


def test_somebody_unknown_is_refused() -> None:
    with pytest.raises(ProblemError, match="stranger is not in people"):
        replan_absence(a_week_of_two(), a_roster(), person="stranger", away=(0, 4))


def test_few_change_within_the_law_and_only_for_a_gain() -> None:
    problem = make_pool(PoolSpec(people=60, queues=4, seed=2, tightness=0.9))
    roster = solve(problem, limits=Limits(seconds=60, rounds=30, threads=1)).roster
    before = roster.by_person()

    for shift in roster.shifts[:: len(roster.shifts) // 12]:
        found = replan_absence(problem, roster, person=shift.person, away=shift.slots, changes_max=2)
        after = found.roster.by_person()
        changed = {change.person for change in found.changes}

        assert len(changed) == len(found.changes) <= 2
        assert shift not in found.roster.shifts
        assert {name for name in before if set(before[name]) != set(after.get(name, ()))} == changed | {shift.person}
        assert not [violation for violation in check(problem, found.roster) if violation.person in changed]
        assert all(change.gained_minutes >= GAIN_LEAST for change in found.changes)
        assert found.short_hours == pytest.approx(score(problem, found.roster).short_hours)
        assert found.short_hours_before <= found.short_hours + 1e-9 or found.changes
