"""Published tour scheduling instances: read as their authors mean them, judged by their rules, planned within them."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.matsp import Instance, Judgement, judge, problem_of, read_instance, write_solution
from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "matsp"
SMALL = """# one day, two tasks
SECTION_HORIZON
1

SECTION_TASKS
2
SECTION_STAFF
# ID, MinTotalMinutes, MaxTotalMinutes
a,360,600
b,0,600
SECTION_COVER
# Day, Time, TaskID, Min, Max
1,06:00-06:15,1,1,1
1,23:45-24:00,2,1,1
2,05:45-06:00,1,1,1
"""


@pytest.fixture
def small(tmp_path: Path) -> Instance:
    path = tmp_path / "1_1_2_2.txt"
    path.write_text(SMALL)
    return read_instance(path)


def test_days_are_those_of_the_calendar_and_quarters_count_from_six_in_the_morning(small: Instance) -> None:
    assert (small.days, small.tasks, small.staff) == (1, 2, (("a", 360, 600), ("b", 0, 600)))
    assert small.cover == {(1, 0): 1, (2, 71): 1, (1, 95): 1}
    assert small.least_surplus == 24 - 3


def shift(person: str, first: int, *tasks: tuple[int, int]) -> Shift:
    """Tasks with their slots, one after the other."""
    segments, at = [], first
    for task, slots in tasks:
        segments.append(Segment(SegmentKind.WORK, (at, at + slots), work_type=f"task {task}"))
        at += slots
    return Shift(person, (first, at), tuple(segments))


def judged(instance: Instance, tmp_path: Path, *shifts: Shift) -> Judgement:
    write_solution(instance, Roster(instance.name, shifts), tmp_path / "written.solution")
    return judge(instance, tmp_path / "written.solution")


def test_surplus_is_added_up_and_squared_and_missing_cover_counted(small: Instance, tmp_path: Path) -> None:
    found = judged(small, tmp_path, shift("a", 0, (1, 24)), shift("b", 0, (1, 12), (2, 12)))

    # 24 quarters of a and 12 of b on task 1, where the first alone is needed: one too many there, two at once in 11, one in 12.
    assert (found.missing, found.linear_surplus, found.squared_surplus) == (2, 47, 1 + 11 * 4 + 12 + 12)
    assert found.broken == ()
    assert not found.is_feasible


@pytest.mark.parametrize(
    ("shifts", "fault"),
    [
        ((shift("a", 0, (1, 20)),), "a shift of 300 minutes"),
        ((shift("a", 20, (1, 24)),), "a shift starts at minute 660 of its day"),
        ((shift("a", 0, (1, 2), (2, 22)),), "less than an hour on one task"),
        ((shift("a", 0, (1, 24)), shift("a", 60, (1, 24))), "two shifts start on day 0"),
        ((shift("a", 0, (1, 24)), shift("a", 72, (1, 24))), "minutes of rest"),
        ((shift("a", 0, (1, 24)), shift("b", 71, (1, 26))), "a shift outside the horizon"),
        ((), "0 minutes, 360 to 600 are allowed"),
    ],
)
def test_a_broken_rule_is_named(small: Instance, tmp_path: Path, shifts: tuple[Shift, ...], fault: str) -> None:
    assert any(fault in broken for broken in judged(small, tmp_path, *shifts).broken)


def test_the_engine_plans_within_the_rules_over_more_than_a_week(small: Instance, tmp_path: Path) -> None:
    cover = {(1, day * 96 + slot): 1 for day in range(10) for slot in range(8, 40)}
    instance = replace(small, days=10, staff=tuple((name, 1200, 2700) for name in "abcd"), cover=cover)
    problem = problem_of(instance, crowding=0.05)

    result = solve(problem, limits=Limits(seconds=60.0, threads=1, rounds=30))

    assert check(problem, result.roster) == ()
    found = judged(instance, tmp_path, *result.roster.shifts)
    assert found.broken == ()
    assert found.missing == round(result.short_hours * 4)
    assert found.missing == 0


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published instances are not beside this project")
def test_the_published_roster_obeys_the_rules_and_costs_what_its_authors_say() -> None:
    found = judge(read_instance(PUBLISHED / "10_7_20_3.txt"), PUBLISHED / "test_solution_10a.solution")

    assert found == Judgement(missing=0, linear_surplus=193, squared_surplus=193, broken=())
