"""The engine as a whole: what it promises about stopping, starting, telling, refusing and counting."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.engine import Limits, NoLegalWeekError, Phase, Progress, SolveResult, SolveStatus, solve
from scheduling.rostering.pools import PoolSpec, make_planted_pool, make_pool
from scheduling.rostering.problem import (
    Bundle,
    CoverageMode,
    DayOffLock,
    ProblemError,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    Weights,
    Wish,
    WishKind,
    WorkKind,
    WorkType,
)
from scheduling.rostering.result import problem_digest
from scheduling.rostering.scoring import score
from tests.scheduling.rosters import DAYS, WEEK, a_contract, a_day, a_person, a_problem, a_roster, a_shift, activity, span, work
from tests.scheduling.strategies import problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


def a_pool(people: int = 20, *, tightness: float = 0.95, seed: int = 3) -> RosterProblem:
    return make_pool(PoolSpec(people=people, queues=3, seed=seed, tightness=tightness))


def rounds(number: int, *, threads: int = 2, seed: int = 1) -> Limits:
    return Limits(seconds=300.0, threads=threads, seed=seed, rounds=number)


class Listener:
    """Hears every progress, and asks the engine to stop after so many."""

    def __init__(self, *, stop_after: int = 10**9) -> None:
        self.heard: list[Progress] = []
        self.stop_after = stop_after
        self.stopped_at: float | None = None

    def __call__(self, progress: Progress) -> None:
        self.heard.append(progress)

    def should_stop(self) -> bool:
        wanted = len(self.heard) >= self.stop_after
        if wanted and self.stopped_at is None:
            self.stopped_at = time.monotonic()
        return wanted


def as_stored(result: SolveResult) -> dict[str, object]:
    """The result without the time it took."""
    return {**result.to_json(), "seconds": 0, "first_roster_seconds": 0}


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_seed_threads_and_rounds_give_the_same_result(threads: int) -> None:
    one, other = (solve(a_pool(), limits=rounds(30, threads=threads)) for _ in range(2))

    assert as_stored(one) == as_stored(other)
    assert one.rounds == 30


def test_more_rounds_shorten_the_shortage() -> None:
    short = [solve(a_pool(), limits=rounds(number)).short_hours for number in (0, 20, 200)]

    assert short[0] > short[1] > short[2]


def test_progress_never_gets_worse_and_ends_with_the_result() -> None:
    listener = Listener()

    result = solve(a_pool(), limits=Limits(seconds=1.5, threads=2, seed=1), on_progress=listener)

    heard = listener.heard
    assert len(heard) > 5
    assert [p.objective for p in heard] == sorted((p.objective for p in heard), reverse=True)
    bounds = [p.bound_short_hours for p in heard if p.bound_short_hours is not None]
    assert bounds == sorted(bounds)
    assert [p.seconds for p in heard] == sorted(p.seconds for p in heard)
    assert [p.rounds for p in heard] == sorted(p.rounds for p in heard)
    assert list(dict.fromkeys(p.phase for p in heard)) == [Phase.CONSTRUCT, Phase.IMPROVE, Phase.DONE]
    assert heard[-1].objective == pytest.approx(result.objective)
    assert heard[-1].short_hours == pytest.approx(result.short_hours)
    assert heard[-1].surplus_hours == pytest.approx(result.surplus_hours)
    assert heard[-1].required_hours == pytest.approx(result.required_hours)


def test_the_clock_is_kept() -> None:
    started = time.monotonic()

    result = solve(a_pool(), limits=Limits(seconds=1.0, threads=2, seed=1))

    assert 1.0 <= result.seconds <= time.monotonic() - started < 3.0
    assert result.first_roster_seconds < 1.0
    assert result.status is SolveStatus.FEASIBLE


@pytest.mark.parametrize("stop_after", [0, 1, 5])
def test_a_stopped_run_returns_its_best_roster_at_once(stop_after: int) -> None:
    problem, listener = a_pool(60), Listener(stop_after=stop_after)

    result = solve(problem, limits=Limits(seconds=60.0), on_progress=listener, should_stop=listener.should_stop)

    assert listener.stopped_at is not None
    assert time.monotonic() - listener.stopped_at < 1.0
    assert result.status is SolveStatus.CANCELLED
    assert check(problem, result.roster) == ()
    assert result.short_hours < result.required_hours
    assert result.objective == pytest.approx(listener.heard[-1].objective)


def test_a_run_goes_on_from_the_roster_it_is_given() -> None:
    problem = a_pool()
    before = solve(problem, limits=rounds(100))

    after = solve(problem, limits=rounds(0), start_from=before.roster)

    assert after.objective <= before.objective + 1e-6
    assert check(problem, after.roster) == ()


def test_a_start_is_counted_whole_so_that_nothing_worse_passes_for_better() -> None:
    weights = Weights(switch=50.0, wish=1.0, enjoyment=2.0)
    problem = replace(a_pool(), weights=weights)
    start = solve(problem, limits=rounds(30)).roster
    listener = Listener()

    result = solve(problem, limits=rounds(10), start_from=start, on_progress=listener)

    assert listener.heard[0].objective == pytest.approx(score(problem, start).objective)
    assert result.objective <= score(problem, start).objective + 1e-6


def test_an_illegal_start_is_healed_person_by_person() -> None:
    problem = a_problem(a_person("p1"), a_person("p2"), required={"phone": (1.0,) * WEEK})
    too_much = [a_day(day, hours=9) for day in DAYS]
    start = a_roster(*too_much, a_day("Wed", person="p2"), a_day("Thu", person="p2"), a_day("Fri", person="stranger"))

    result = solve(problem, limits=rounds(0), start_from=start)

    assert check(problem, result.roster) == ()


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(problem=problems(), seed=st.integers(0, 2**16))
def test_the_objective_is_that_of_the_score(problem: RosterProblem, seed: int) -> None:
    """But for weekly activities, which are laid once the search is over."""
    problem = replace(problem, weights=replace(problem.weights, activity=0.0))
    listener = Listener()

    result = solve(problem, limits=rounds(8, seed=seed), on_progress=listener)

    assert listener.heard[-1].objective == pytest.approx(result.objective, abs=1e-6)
    assert result.objective == score(problem, result.roster).objective
    assert result.digest == problem_digest(problem)


def test_a_wish_that_two_shifts_touch_counts_once() -> None:
    wish = Wish(WishKind.OFF, span("Tue 12:00", "Wed 12:00"), 30.0)
    locks = (ShiftLock(a_day("Tue", start="10:00")), ShiftLock(a_day("Wed", start="10:00")))
    problem = a_problem(a_person(wishes=(wish,), locks=locks), weights=Weights(wish=1.0, week_minimum=0.0, surplus=0.0))
    listener = Listener()

    result = solve(problem, limits=rounds(1), on_progress=listener)

    assert result.objective == listener.heard[-1].objective == 30.0


def test_nobody_to_roster_leaves_everything_short() -> None:
    result = solve(replace(a_problem(required={"phone": (2.0,) * WEEK}), people=()), limits=rounds(5))

    assert result.roster.shifts == ()
    assert result.short_hours == 336.0


def test_nothing_required_is_proved_at_once() -> None:
    started = time.monotonic()

    result = solve(a_problem(weights=Weights(week_minimum=0.0)), limits=Limits(seconds=60.0))

    assert time.monotonic() - started < 5.0
    assert result.status is SolveStatus.OPTIMAL
    assert (result.short_hours, result.bound_short_hours, result.roster.shifts) == (0.0, 0.0, ())


def test_one_person_alone_is_planned_to_the_most_of_the_week() -> None:
    contract = a_contract(breaks=(), shift_minutes=(240, 240), week_minutes=(0, 960))
    problem = a_problem(a_person(contract=contract), required={"phone": (1.0,) * WEEK})

    result = solve(problem, limits=rounds(400, threads=2))

    assert result.short_hours == pytest.approx(168 - 16)
    assert result.bound_short_hours == pytest.approx(168 - 16, abs=0.2)
    assert check(problem, result.roster) == ()


def test_somebody_without_skills_stays_absent() -> None:
    result = solve(a_problem(a_person(skills=()), required={"phone": (1.0,) * WEEK}), limits=rounds(3))

    assert result.roster.shifts == ()


def test_no_work_types_at_all_make_an_empty_roster() -> None:
    problem = replace(a_problem(a_person(skills=())), work_types=(), required={})

    assert solve(problem, limits=rounds(3)).roster.shifts == ()


@pytest.mark.parametrize("slots", [167 * 4, 169 * 4])
def test_weeks_in_which_the_clocks_change_are_planned_to_their_end(slots: int) -> None:
    """A shift may start in the last hour, and none after it."""
    plain = a_problem()
    need = [0.0] * slots
    need[-4:] = [1.0] * 4
    problem = replace(
        plain,
        ends_at=plain.starts_at + (plain.ends_at - plain.starts_at) * slots / WEEK,
        weeks=((0, slots),),
        required={"phone": tuple(need)},
    )

    result = solve(problem, limits=rounds(20))

    assert result.short_hours == 0.0
    assert check(problem, result.roster) == ()


POOLED_BACKLOG = WorkType("phone", mode=CoverageMode.POOL, kind=WorkKind.BACKLOG, deadline_minutes=60)
NEVER_OPEN = WorkType("phone", kind=WorkKind.BACKLOG, deadline_minutes=60, open=((WEEK, WEEK + 4),))


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"weeks": ((0, WEEK // 2), (WEEK // 2, WEEK))}, ("weeks", "one week")),
        (
            {"work_types": (POOLED_BACKLOG, WorkType("email"), WorkType("chat"))},
            ("work type phone", "backlog", "mode pool"),
        ),
        (
            {"work_types": (NEVER_OPEN, WorkType("email"), WorkType("chat")), "backlog": {"phone": (15.0,) * WEEK}},
            ("work type phone", "no slot of the horizon is open"),
        ),
    ],
)
def test_what_is_not_planned_yet_is_refused_by_field(changes: dict[str, object], texts: tuple[str, ...]) -> None:
    with pytest.raises(ProblemError) as refused:
        solve(replace(a_problem(), **changes), limits=rounds(1))

    assert all(text in str(refused.value) for text in texts)


TUESDAY_OFF = DayOffLock(29)
UNREACHABLE_HOURS = a_contract(week_minutes=(2400, 2400), week_minimum_hard=True, days_per_week_max=2)
OFF_EVERY_SUM_OF_SHIFTS = a_contract(week_minutes=(510, 510), week_minimum_hard=True, shift_minutes=(480, 480), breaks=())
OFF_EVERY_STEP = replace(OFF_EVERY_SUM_OF_SHIFTS, shift_minutes=(60, 1440), shift_step_minutes=60)


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"locks": (TUESDAY_OFF, ShiftLock(a_day("Tue", person="p2")))}, ("locked_day_off",)),
        ({"locks": (ShiftLock(a_day("Tue", person="p2", work_type="chat")),)}, ("qualification",)),
        ({"locks": (ShiftLock(a_day("Mon", start="18:30", person="p2")), ShiftLock(a_day("Tue", person="p2")))}, ("rest", "11 h")),
        ({"locks": (ShiftLock(a_day("Tue", person="p2")),), "available": ()}, ("availability",)),
        ({"locks": (ShiftLock(a_day("Tue", hours=12, person="p2")),)}, ("shift_length",)),
        ({"locks": (SegmentLock(work("Tue 09:00", "Tue 11:00")),), "available": ()}, ("locks", "available")),
        ({"locks": (TUESDAY_OFF, SegmentLock(work("Tue 09:00", "Tue 11:00")))}, ("locks",)),
        ({"locks": (SegmentLock(activity("Tue 09:00", "Tue 20:00")),)}, ("locks", "shift_minutes 240 to 540")),
        ({"contract": UNREACHABLE_HOURS}, ("days_per_week_max 2", "week_minimum_hard 2400", "shift_minutes 240 to 540")),
        ({"contract": OFF_EVERY_SUM_OF_SHIFTS}, ("week_minimum_hard 510", "week_minutes_max 510", "shift_minutes 480 to 480")),
        ({"contract": OFF_EVERY_STEP}, ("week_minimum_hard 510", "week_minutes_max 510; shift_step_minutes 60 cannot")),
    ],
)
def test_who_has_no_legal_week_is_named_with_the_rules_and_everybody_else_is_rostered(
    changes: dict[str, object], texts: tuple[str, ...]
) -> None:
    people = (a_person("p1"), a_person("p2", **changes), a_person("p3"))
    problem = a_problem(*people, required={"phone": (2.0,) * WEEK})

    result = solve(problem, limits=rounds(2))

    (conflict,) = result.conflicts
    assert conflict.person == "p2"
    assert all(text in " ".join((*conflict.rules, conflict.text)) for text in texts)
    assert set(result.roster.by_person()) == {"p1", "p3"}
    assert {violation.person for violation in check(problem, result.roster)} <= {"p2"}
    assert SolveResult.from_json(result.to_json()) == result


def test_nobody_with_a_legal_week_is_an_error_that_names_them_all() -> None:
    people = tuple(a_person(name, contract=UNREACHABLE_HOURS) for name in ("p1", "p2"))

    with pytest.raises(NoLegalWeekError) as refused:
        solve(a_problem(*people), limits=rounds(1))

    assert [conflict.person for conflict in refused.value.conflicts] == ["p1", "p2"]
    assert "person p1" in str(refused.value)
    assert "person p2" in str(refused.value)


def test_a_conflict_names_no_more_rules_than_it_takes() -> None:
    contract = a_contract(week_minutes=(2400, 2400), week_minimum_hard=True, nights_per_week_max=0, start_windows=(("22:00", "23:30"),))
    person = a_person("p2", contract=contract, locks=(DayOffLock(30),))

    (conflict,) = solve(a_problem(a_person("p1"), person), limits=rounds(1)).conflicts

    # Only nights may begin, none may be worked, and 40 hours must be; the day off has nothing to do with it.
    assert [rule.split()[0] for rule in conflict.rules] == ["nights_per_week_max", "start_windows", "week_minimum_hard"]


def test_work_on_a_bundle_in_a_locked_shift_is_refused() -> None:
    shift = a_shift(replace(work("Tue 09:00", "Tue 13:00"), work_type=None, bundle="written"))
    problem = replace(a_problem(), bundles=(Bundle("written", ("email", "chat")),), people=(a_person(locks=(ShiftLock(shift),)),))

    with pytest.raises(ProblemError, match="person p1: locks: work on bundle written"):
        solve(problem, limits=rounds(1))


def test_a_locked_shift_with_a_meeting_inside_stands_in_the_roster() -> None:
    locked = a_shift(work("Tue 09:00", "Tue 11:00"), activity("Tue 11:00", "Tue 12:00", "meeting"), work("Tue 12:00", "Tue 14:00", "email"))
    problem = a_problem(a_person(locks=(ShiftLock(locked),)), required={"phone": (1.0,) * WEEK})

    result = solve(problem, limits=rounds(10))

    assert locked in result.roster.shifts
    assert check(problem, result.roster) == ()


def test_a_result_is_read_back_as_it_was_stored() -> None:
    result = solve(a_pool(), limits=rounds(5))

    assert SolveResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_a_planted_pool_is_covered_nearly_whole() -> None:
    problem = make_planted_pool(PoolSpec(people=30, queues=3, seed=1, planted=True)).problem

    result = solve(problem, limits=rounds(60))

    assert result.short_hours < 0.15 * result.required_hours
    assert result.bound_short_hours == 0.0


@pytest.mark.parametrize(
    ("wrong", "text"), [({"seconds": 0.0}, "seconds is 0.0"), ({"threads": 0}, "threads is 0"), ({"rounds": -1}, "rounds is -1")]
)
def test_limits_that_let_nothing_happen_are_refused(wrong: dict[str, float], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Limits(**wrong)  # type: ignore[arg-type]


def test_many_threads_on_a_small_pool_give_a_legal_roster() -> None:
    problem = a_pool(5)

    result = solve(problem, limits=rounds(3, threads=8))

    assert check(problem, result.roster) == ()
    assert 0 <= (result.bound_short_hours or 0.0) <= result.short_hours
