"""A build from request to draft: what is stored, what is refused, what a stop or a failure leaves behind."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from scheduling.rostering.checker import check
from scheduling.rostering.files import problem_from_json
from scheduling.rostering.result import Progress
from tests.support.factories import LEAD, NOW, a_member, employment, terms
from tests.support.pages import sign_in
from tests.support.weeks import SmallWeek, a_small_week, able, all_day
from wfm.agents.models import Agent
from wfm.audit.queries import audit_lines_of
from wfm.core.access import Role
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs import queue
from wfm.jobs.execution import Pace, RunningJob, execute
from wfm.jobs.kinds import all_kinds
from wfm.jobs.runs import RunState
from wfm.rosters.kinds import ActivityKind, DraftState
from wfm.rosters.law_texts import rule_text
from wfm.rosters.queries import draft_contents, find_draft_of_run
from wfm.rosters.titles import segments_of
from wfm.rosters.weekly_services import WeeklyActivityDetails, plan_weekly_activity
from wfm.rosters.weeks import RosterWeek
from wfm.solves.kinds import SOLVE
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.queries import find_latest_run, find_result, find_run, progress_of_run
from wfm.solves.running import build_here
from wfm.solves.services import (
    AlreadyBuilding,
    NobodyToRoster,
    NoRequirement,
    cancel_build,
    keep_illegal_result,
    prepare_build,
    request_build,
)

QUICK = BuildOptions(seconds=1.0, threads=1)
# Four people can neither give this nor is what is short of it proved, so the engine goes on until its time is over.
UNPROVABLE_HEADS = 2.7


@pytest.fixture
def make_week(app: Flask) -> Callable[..., RosterWeek]:
    """A small week, committed, so that a build in a session of its own finds it."""

    def make(**said: object) -> RosterWeek:
        with app.app_context(), unit_of_work() as session:
            return a_small_week(session, **said).week  # type: ignore[arg-type]

    return make


def prepared(week: RosterWeek, options: BuildOptions = QUICK) -> int:
    with unit_of_work() as session:
        return prepare_build(session, week=week, options=options, actor=LEAD, now=NOW).id


def built(app: Flask, week: RosterWeek, options: BuildOptions = QUICK, *, should_stop: Callable[[], bool] = lambda: False) -> int:
    with app.app_context():
        run_id = prepared(week, options)
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=should_stop)
    return run_id


def test_a_build_leaves_a_draft_that_the_checker_finds_legal(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week()

    run_id = built(app, week)

    with app.app_context():
        session = read_session()
        run = session.get_one(SolveRun, run_id, options=[undefer(SolveRun.problem)])
        assert run.state is RunState.DONE, run.error
        assert (run.required_hours, run.short_hours) == (50.0, 0.0)
        assert run.first_roster_seconds is not None
        result = find_result(session, run_id=run_id)
        draft = find_draft_of_run(session, solve_run_id=run_id)
        assert result is not None
        assert draft is not None
        assert (draft.state, draft.number, draft.requirement_id) == (DraftState.OPEN, 1, run.requirement_id)
        problem = problem_from_json(json.loads(run.problem))
        assert check(problem, result.roster) == ()
        contents = draft_contents(session, draft_id=draft.id)
        assert {content.agent_id for content in contents} == {int(person.id) for person in problem.people}
        assert sum(content.paid_minutes for content in contents) == sum(shift.paid_slots() for shift in result.roster.shifts) * 15
        assert [line.action for line in audit_lines_of(session, entity="solve_run", entity_id=run_id)] == ["build", "finish"]


def test_what_a_result_stores_can_be_read_back(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    run_id = built(app, make_week(), BuildOptions(seconds=1.0, threads=2, seed=7))

    with app.app_context():
        run = read_session().get_one(SolveRun, run_id)
        result = find_result(read_session(), run_id=run_id)
        assert result is not None
        assert (result.limits.seed, result.limits.threads, result.limits.seconds) == (7, 2, 1.0)
        assert result.digest == run.problem_digest
        assert {line.name for line in result.score_lines} >= {"shortage", "surplus", "week_minimum"}


def test_the_curves_of_a_run_start_with_its_first_roster(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    run_id = built(app, make_week(heads=UNPROVABLE_HEADS), BuildOptions(seconds=2.5, threads=1))

    with app.app_context():
        points = progress_of_run(read_session(), run_id=run_id)
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert len(points) >= 2
        assert points[0].seconds == pytest.approx(run.first_roster_seconds, abs=0.05)
        assert [point.seconds for point in points] == sorted(point.seconds for point in points)
        assert points[-1].short_hours <= points[0].short_hours
        assert run.bound_short_hours is not None
        assert run.bound_short_hours <= (run.short_hours or 0.0) + 1e-6


def test_a_stopped_build_keeps_its_best_roster(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    asked = threading.Event()
    threading.Timer(1.0, asked.set).start()

    run_id = built(app, make_week(heads=UNPROVABLE_HEADS), BuildOptions(seconds=600.0, threads=1), should_stop=asked.is_set)

    with app.app_context():
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.STOPPED
        assert (run.elapsed_seconds or 600.0) < 60.0
        assert find_draft_of_run(read_session(), solve_run_id=run_id) is not None


def test_a_worker_runs_what_was_requested(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week()
    with app.app_context(), unit_of_work() as session:
        run_id = request_build(session, week=week, options=QUICK, actor=LEAD, now=NOW).id
    with app.app_context():
        (queued,) = queue.tries_of(queue.client_of(read_session()), kind=SOLVE, run_id=run_id)
        assert queued.status == "ENQUEUED"

    job = RunningJob(kind=all_kinds()[SOLVE], run_id=run_id, worker="w1", shutting_down=threading.Event())
    execute(app, job, pace=Pace())

    with app.app_context():
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.DONE, run.error


def test_a_lead_who_cancels_a_running_build_keeps_its_best_roster(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week(heads=UNPROVABLE_HEADS)
    with app.app_context(), unit_of_work() as session:
        run_id = request_build(session, week=week, options=BuildOptions(seconds=600.0, threads=1), actor=LEAD, now=NOW).id

    def cancel() -> None:
        with app.app_context(), unit_of_work() as session:
            cancel_build(session, run_id=run_id, actor=LEAD, now=NOW)

    threading.Timer(1.5, cancel).start()
    execute(app, RunningJob(kind=all_kinds()[SOLVE], run_id=run_id, worker="w1", shutting_down=threading.Event()), pace=Pace())

    with app.app_context():
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.STOPPED
        assert find_draft_of_run(read_session(), solve_run_id=run_id) is not None
        lines = audit_lines_of(read_session(), entity="solve_run", entity_id=run_id)
        assert [line.action for line in lines] == ["build", "cancel", "finish"]


def test_a_worker_that_shuts_down_hands_the_run_back_without_a_draft(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week(heads=UNPROVABLE_HEADS)
    with app.app_context(), unit_of_work() as session:
        run_id = request_build(session, week=week, options=BuildOptions(seconds=600.0, threads=1), actor=LEAD, now=NOW).id
    shutting_down = threading.Event()
    threading.Timer(1.0, shutting_down.set).start()

    execute(app, RunningJob(kind=all_kinds()[SOLVE], run_id=run_id, worker="w1", shutting_down=shutting_down), pace=Pace())

    with app.app_context():
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.QUEUED
        assert find_draft_of_run(read_session(), solve_run_id=run_id) is None


def test_a_cancelled_run_that_has_not_begun_ends_at_once_and_the_week_is_free_again(
    app: Flask, make_week: Callable[..., RosterWeek]
) -> None:
    week = make_week()
    with app.app_context():
        run_id = prepared(week)
        with pytest.raises(AlreadyBuilding):
            prepared(week)

        with unit_of_work() as session:
            cancel_build(session, run_id=run_id, actor=LEAD, now=NOW)

        assert prepared(week) != run_id


def test_a_roster_that_breaks_the_law_fails_the_run_and_is_kept_without_a_draft(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week()
    first = built(app, week)
    with app.app_context():
        result = find_result(read_session(), run_id=first)
        assert result is not None
        run_id = prepared(week)
        broken = check(
            problem_from_json(json.loads(read_session().get_one(SolveRun, run_id).problem)),
            type(result.roster)(result.roster.problem, (*result.roster.shifts, result.roster.shifts[0])),
        )
        assert broken

        with unit_of_work() as session:
            keep_illegal_result(session, run_id=run_id, result=result, violations=broken, actor=LEAD, now=NOW)

        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.FAILED
        assert run.error is not None
        assert rule_text(broken[0].rule) in run.error
        assert "Agent" in run.error
        assert find_result(read_session(), run_id=run_id) == result
        assert find_draft_of_run(read_session(), solve_run_id=run_id) is None


def test_a_person_whom_no_legal_week_holds_is_left_out_and_named(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=1)
        bound = terms(week_minutes=(2400, 2400), week_minimum_hard=True, days_per_week_max=2)
        stuck = a_member(session, small.group, display_name="Zawadi Otieno", employed=employment(terms=bound, default_hours=all_day()))
        able(session, stuck, small.work_types[0])
        week, stuck_id = small.week, stuck.id

    run_id = built(app, week)

    with app.app_context():
        run = find_run(read_session(), run_id=run_id)
        assert run is not None
        assert run.state is RunState.DONE
        result = find_result(read_session(), run_id=run_id)
        assert result is not None
        assert [conflict.person for conflict in result.conflicts] == [str(stuck_id)]
        assert result.roster.shifts
    sign_in(app, client, Role.LEAD)
    page = client.get(f"/builds/{run_id}").text
    assert "1 person is not in this roster" in page
    assert "Zawadi Otieno" in page
    reasons = "these cannot all be kept: Most days a week (2); Fewest hours a week (40 h); Length of shifts (4 h\N{EN DASH}9 h)"
    assert reasons in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_week_that_nobody_staffed_cannot_be_built(session: Session) -> None:
    small: SmallWeek = a_small_week(session)
    following = type(small.week)(
        roster_group_id=small.group.id,
        group_name=small.group.name,
        zone="UTC",
        week_date=small.week.week_date + timedelta(days=7),
        horizon=small.week.horizon,
    )

    with pytest.raises(NoRequirement) as refused:
        prepare_build(session, week=following, options=QUICK, actor=LEAD, now=NOW)

    assert refused.value.details == (f"Say it with: flask staff --group '{small.group.name}' --week 2026-11-30",)
    assert session.scalars(select(SolveRun)).all() == []


def test_a_group_without_people_cannot_be_built(session: Session) -> None:
    small = a_small_week(session, people=0)

    with pytest.raises(NobodyToRoster):
        prepare_build(session, week=small.week, options=QUICK, actor=LEAD, now=NOW)


def test_the_newest_run_of_a_week_is_found(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week()
    with app.app_context():
        assert find_latest_run(read_session(), week=week) is None
        run_id = prepared(week)
        found = find_latest_run(read_session(), week=week)

        assert found is not None
        assert found.id == run_id


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"seconds": 0.5}, "seconds is 0.5, it lies between 1.0 and 86400.0"),
        ({"threads": 0}, "threads is 0, it lies between 1 and 64"),
        ({"seed": -1}, "seed is -1, it lies between 0 and 2147483647"),
    ],
)
def test_limits_that_make_no_sense_are_refused_by_name(app: Flask, said: dict[str, float], text: str) -> None:
    with app.app_context(), pytest.raises(InvalidInput, match=text):
        BuildOptions(**said)  # type: ignore[arg-type]


def test_progress_is_passed_on_to_whoever_watches(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    seen: list[Progress] = []
    week = make_week()
    with app.app_context():
        run_id = prepared(week)

    build_here(app, run_id=run_id, on_progress=seen.append, should_stop=lambda: False)

    assert seen
    assert seen[0].required_hours == 50.0


def test_weekly_activities_find_their_place_in_the_draft(app: Flask, make_week: Callable[..., RosterWeek]) -> None:
    week = make_week(heads=0.5)
    with app.app_context():
        with unit_of_work() as session:
            agents = session.scalars(select(Agent)).all()
            for agent in agents:
                details = WeeklyActivityDetails(
                    kind=ActivityKind.GROWTH, name="Learns", minutes_per_week=60, valid_from=week.week_date, valid_until=None
                )
                plan_weekly_activity(session, agent_id=agent.id, details=details, actor=LEAD, now=NOW)
        run_id = built(app, week)
        session = read_session()
        draft = find_draft_of_run(session, solve_run_id=run_id)
        assert draft is not None
        parts = [part for found in draft_contents(session, draft_id=draft.id) for part in segments_of([found])]
        laid = [part for part in parts if part.activity_id is not None]

        assert sum((part.ends_at - part.starts_at for part in laid), timedelta()) == len(agents) * timedelta(hours=1)
        assert len({part.activity_id for part in laid}) == len(agents)
        result = find_result(session, run_id=run_id)
        assert result is not None
        assert next(line.amount for line in result.score_lines if line.name == "weekly_activities") == 0
