"""What whole people can cover: gaps between sums of speeds, told against all subsets by hand, and what they prove."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rostering.bound import SETTLED_SHARE, ShortageBound
from scheduling.rostering.coverage import build_demand, cell_cost, only_shortage
from scheduling.rostering.problem import Bundle, CoverageMode, Person, RosterProblem, Skill, WorkType
from scheduling.rostering.tours.compile import build_crew, crew_for_bound
from scheduling.rostering.whole_people import covered_by_whole_people
from tests.scheduling.rosters import WEEK, a_contract, a_person, a_problem

SPEEDS = (0.7, 0.85, 1.0, 1.1, 1.2)


def people_of(speeds: list[float], available: list[bool]) -> tuple[Person, ...]:
    """Each with one skill, free all week or only in its second half."""
    return tuple(
        a_person(
            f"p{number}",
            skills=(Skill("phone", 3, speed),),
            available=((0, WEEK),) if is_there else ((WEEK // 2, WEEK),),
        )
        for number, (speed, is_there) in enumerate(zip(speeds, available, strict=True))
    )


@given(
    st.lists(st.tuples(st.sampled_from(SPEEDS), st.booleans()), min_size=1, max_size=5),
    st.floats(0.01, 7.9).map(lambda heads: round(heads, 3)),
)
def test_a_cell_costs_what_the_line_between_neighbouring_sums_says(people: list[tuple[float, bool]], heads: float) -> None:
    speeds, there = [speed for speed, _ in people], [is_there for _, is_there in people]
    problem = a_problem(*people_of(speeds, there), required={"phone": (heads,) * WEEK})
    demand = covered_by_whole_people(only_shortage(build_demand(problem)), build_crew(problem), but_for=())
    row = [work_type.id for work_type in problem.work_types].index("phone")

    for slot, present in ((0, [speed for speed, is_there in people if is_there]), (WEEK - 1, speeds)):
        sums = sorted({sum(some) for count in range(len(present) + 1) for some in combinations(present, count)})
        for cover in sums:
            assert cell_cost(demand, row, slot, cover) == pytest.approx(max(0.0, heads - cover), abs=1e-6)
        below, above = max(s for s in sums if s <= heads + 1e-9), [s for s in sums if s > heads + 1e-9]
        if above:
            middle = (below + above[0]) / 2
            assert cell_cost(demand, row, slot, middle) == pytest.approx((heads - below) / 2, abs=1e-6)


def half_a_head(mode: CoverageMode) -> RosterProblem:
    """Half a head of phone and half a head of e-mail all week; one person for both who works two shifts of four hours."""
    contract = a_contract(week_minutes=(0, 480), breaks=(), shift_minutes=(240, 240))
    person = a_person(contract=contract, skills=(Skill("phone", 3, 1.0), Skill("email", 3, 1.0)))
    work_types = tuple(WorkType(name, mode=mode) for name in ("phone", "email"))
    bundles = (Bundle("written", ("phone", "email")),) if mode is CoverageMode.BLEND else ()
    return a_problem(person, work_types=work_types, bundles=bundles, required={"phone": (0.5,) * WEEK, "email": (0.5,) * WEEK})


@pytest.mark.parametrize(("mode", "covered_hours"), [(CoverageMode.FOCUS, 4.0), (CoverageMode.BLEND, 8.0)])
def test_half_a_head_is_not_covered_by_half_of_somebody_who_serves_one_thing_at_a_time(mode: CoverageMode, covered_hours: float) -> None:
    problem = half_a_head(mode)
    search = ShortageBound(crew_for_bound(problem, build_crew(problem)), build_demand(problem), seed=1)

    for _ in range(500):
        search.work(1)
        if search.is_settled:
            break

    assert search.hours == pytest.approx(168.0 - covered_hours, abs=SETTLED_SHARE * 168)


def test_speeds_without_a_common_measure_leave_the_need_as_it_is() -> None:
    problem = a_problem(*people_of([0.7013, 0.98777], [True, True]), required={"phone": (0.3,) * WEEK})
    before = only_shortage(build_demand(problem))

    after = covered_by_whole_people(before, build_crew(problem), but_for=())

    assert np.array_equal(after.need, before.need)
    assert np.array_equal(after.shallow, before.shallow)
