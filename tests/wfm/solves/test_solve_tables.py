"""A run's row says the truth about a solve, or it is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from tests.support.factories import NOW, a_group
from tests.support.statements import counted_questions
from wfm.jobs.runs import RunState
from wfm.solves.models import SolveProgress, SolveRun

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PROBLEM = '{"schema": "roster-problem/1", "required": [' + ", ".join(["0.0"] * 5000) + "]}"


def a_run(session: Session, **said: object) -> SolveRun:
    usual: dict[str, object] = {
        "roster_group_id": a_group(session).id,
        "week_date": date(2026, 11, 23),
        "starts_at": MONDAY,
        "ends_at": MONDAY + timedelta(days=7),
        "created_at": NOW,
        "problem": PROBLEM,
        "problem_digest": "0" * 64,
        "seed": 1,
        "seconds_limit": 60.0,
        "threads": 2,
    }
    return SolveRun(**usual | said)


def test_a_run_waits_in_the_queue_from_the_start(session: Session) -> None:
    run = a_run(session)
    session.add(run)
    session.flush()

    assert (run.state, run.cancel_requested, run.result) == (RunState.QUEUED, False, None)


def test_the_problem_comes_back_as_it_was_and_is_kept_small(session: Session) -> None:
    run = a_run(session)
    session.add(run)
    session.flush()
    session.expunge_all()

    found = session.scalars(select(SolveRun).options(undefer(SolveRun.problem))).one()

    assert found.problem == PROBLEM
    assert session.scalar(text("SELECT length(problem) FROM solve_run")) < len(PROBLEM) / 20


def test_listing_runs_does_not_load_their_problems(session: Session) -> None:
    session.add(a_run(session))
    session.flush()
    session.expunge_all()

    with counted_questions(session) as questions:
        session.scalars(select(SolveRun)).all()

    assert "solve_run.problem_digest" in questions[0]
    assert "solve_run.problem," not in questions[0]
    assert "solve_run.result" not in questions[0]


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"ends_at": MONDAY}, "ends_after_start"),
        ({"seconds_limit": 0.0}, "seconds_limit_positive"),
        ({"threads": 0}, "threads_positive"),
        ({"state": RunState.CANCELLED}, "end_dated"),
        ({"finished_at": NOW}, "end_dated"),
        ({"state": RunState.DONE, "finished_at": NOW}, "outcome_kept"),
        ({"state": RunState.FAILED, "finished_at": NOW}, "failure_explained"),
        ({"error": "out of memory"}, "failure_explained"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_impossible_run_is_refused_by_name(session: Session, broken: dict[str, object], rule: str) -> None:
    session.add(a_run(session, **broken))

    with pytest.raises(IntegrityError, match=rule):
        session.flush()


def test_the_points_of_the_curves_go_with_their_run(session: Session) -> None:
    run = a_run(session)
    session.add(run)
    session.flush()
    session.add(SolveProgress(solve_run_id=run.id, seconds=1.5, short_hours=12.0, bound_short_hours=None, surplus_hours=3.0))
    session.flush()

    session.execute(text("DELETE FROM solve_run"))

    assert session.scalars(select(SolveProgress.seconds)).all() == []
