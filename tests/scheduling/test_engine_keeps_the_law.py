"""Whatever the engine returns, the checker passes: random weeks, zones, contracts, history and locks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.problem import ProblemError, Split
from scheduling.rostering.scoring import score
from tests.scheduling.rosters import WEEK, a_contract, a_person, a_problem
from tests.scheduling.strategies import Planted, planted_problems
from tests.scheduling.torture import parts, try_examples

ROUNDS = 12
SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def assert_legal(planted: Planted, seed: int) -> None:
    result = solve(planted.problem, limits=Limits(seconds=20.0, threads=1, seed=seed, rounds=ROUNDS))

    assert check(planted.problem, result.roster) == ()
    assert result.bound_short_hours is None or result.bound_short_hours <= score(planted.problem, planted.hidden).short_hours + 1e-6
    assert result.short_hours == pytest.approx(score(planted.problem, result.roster).short_hours)


@pytest.mark.parametrize("_quarter", range(4))  # of 200 problems, so that several processes share them
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(), seed=st.integers(0, 2**16))
def test_the_engine_returns_legal_rosters_and_a_bound_no_legal_roster_beats(planted: Planted, seed: int, _quarter: int) -> None:
    assert_legal(planted, seed)


@parts(100)
def test_five_thousand_random_problems_get_legal_rosters(part: int) -> None:
    try_examples(assert_legal, examples=50, part=part, planted=planted_problems(most_people=8), seed=st.integers(0, 2**16))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day_minutes_max", 300),
        ("weekly_rest_minutes", 4 * 1440),
        ("nights_per_week_max", 0),
        ("days_off_run_min", 3),
        ("weekends_off_min", 1),
        ("period_minutes", (0, 600)),
        ("start_windows", (("03:00", "05:00"),)),
        ("templates", (("22:30", 300),)),
        ("split", Split(gap_minutes=(60, 240), part_minutes_min=120)),
    ],
)
def test_an_optional_rule_is_obeyed_or_refused_by_name(field: str, value: object) -> None:
    period = {"period_weeks": 1} if field in {"weekends_off_min", "period_minutes"} else {}
    contract = a_contract(**{field: value}, **period)
    problem = a_problem(a_person(contract=contract), a_person("p2", contract=contract), required={"phone": (2.0,) * WEEK})

    try:
        result = solve(problem, limits=Limits(seconds=10.0, threads=1, seed=1, rounds=ROUNDS))
    except ProblemError as refusal:
        assert field in str(refusal)  # noqa: PT017 - either of two outcomes is right
    else:
        assert result.roster.shifts
        assert check(problem, result.roster) == ()
