"""One run from its stored problem to its stored outcome, on a worker or in a terminal. The engine is called here and nowhere else."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask
from sqlalchemy.orm import undefer

from scheduling.rostering.checker import check
from scheduling.rostering.files import problem_from_json, roster_from_json
from scheduling.rostering.problem import ProblemError, RosterProblem
from scheduling.rostering.result import Limits, Progress, SolveResult, SolveStatus
from scheduling.rostering.roster import Roster
from wfm.core import clock
from wfm.core.access import JOB
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session
from wfm.jobs.execution import Pace, RunningJob, RunNoLongerMine, execute
from wfm.jobs.kinds import JobKind
from wfm.rosters.weeks import group_of, week_holding
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.kinds import SOLVE
from wfm.solves.models import SolveRun
from wfm.solves.outlook import ExpectedContacts, expected_contacts, simulate_outlook
from wfm.solves.queries import names_of_agents
from wfm.solves.services import begin_run, keep_illegal_result, keep_result, record_progress

POINTS_APART_SECONDS = 0.4
POINTS_APART_SHARE = 0.01
"""The curves of a run get a point every 0.4 s at first and every hundredth of its age later: some hundreds for any length."""

OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


class NotSolvable(InvalidInput):
    code = "not_solvable"


def run_solve(job: RunningJob) -> None:
    """The work of a solve on a worker."""
    follow_solve(job, on_progress=_nothing, should_stop=job.should_stop)


def follow_solve(job: RunningJob, *, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    """The same with somebody watching, who may want it stopped. Raises NotSolvable, which names the person and the rule."""
    problem, start, limits, expected, carried = _load(job.run_id)
    with job.unit_of_work() as session:
        begin_run(session, run_id=job.run_id)
    recorder = _Recorder(job, on_progress)
    result = _solve(problem, start, limits, recorder, lambda: should_stop() or job.should_stop())
    left_out = {conflict.person for conflict in result.conflicts}
    violations = [violation for violation in check(problem, result.roster) if violation.person not in left_out]
    outlook = None
    if expected is not None and not violations:
        is_stopped = result.status is SolveStatus.CANCELLED
        outlook = simulate_outlook(
            problem,
            result.roster,
            expected,
            carried=carried,
            seed=limits.seed,
            threads=limits.threads,
            is_stopped=is_stopped,
            should_stop=job.should_stop,
        )
    with job.unit_of_work() as session:
        if violations:
            keep_illegal_result(session, run_id=job.run_id, result=result, violations=violations, actor=JOB, now=clock.now())
        else:
            keep_result(session, run_id=job.run_id, result=result, outlook=outlook, actor=JOB, now=clock.now())


def build_here(app: Flask, *, run_id: int, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    """Runs a prepared run in this process, as a worker would: its row tells how it went. Never raises for what the solve does."""
    kind = JobKind(name=SOLVE, table=SolveRun, work=partial(follow_solve, on_progress=on_progress, should_stop=should_stop))
    name = f"terminal-{socket.gethostname()}-{os.getpid()}"
    execute(app, RunningJob(kind=kind, run_id=run_id, worker=name, shutting_down=threading.Event()), pace=Pace())


def _load(run_id: int) -> tuple[RosterProblem, Roster | None, Limits, ExpectedContacts | None, Roster]:
    session = read_session()
    run = session.get_one(SolveRun, run_id, options=[undefer(SolveRun.problem), undefer(SolveRun.start_roster)])
    week = week_holding(group_of(session, run.roster_group_id), run.week_date)
    carried = carried_over(session, week=week)
    problem = less_carried_over(problem_from_json(json.loads(run.problem), source=f"run {run_id}"), carried)
    start = roster_from_json(json.loads(run.start_roster), source=f"run {run_id}") if run.start_roster is not None else None
    limits = Limits(seconds=run.seconds_limit, threads=run.threads, seed=run.seed)
    expected = expected_contacts(session, requirement_id=run.requirement_id, week=week)
    session.rollback()  # nothing is held while the engine works
    return problem, start, limits, expected, carried


def _solve(problem: RosterProblem, start: Roster | None, limits: Limits, on_progress: OnProgress, should_stop: ShouldStop) -> SolveResult:
    from scheduling.rostering.engine import solve  # loads the compiled kernels, which only whoever solves should wait for

    try:
        return solve(problem, limits=limits, on_progress=on_progress, should_stop=should_stop, start_from=start)
    except ProblemError as error:
        raise NotSolvable(_with_names(str(error))) from error


def _with_names(text: str) -> str:
    """The text with the names of the people whose ids it tells."""
    ids = [int(found) for found in re.findall(r"person (\d+)", text)]
    names = names_of_agents(read_session(), agent_ids=ids)
    return re.sub(r"person (\d+)", lambda found: names.get(int(found[1]), found[0]), text)


@dataclass(slots=True)
class _Recorder:
    """Passes each progress on, and now and then keeps one with the run. Once the run is another worker's it keeps nothing."""

    job: RunningJob
    on_progress: OnProgress
    kept_at: float = -1.0
    first_roster_seconds: float | None = None

    def __call__(self, progress: Progress) -> None:
        self.on_progress(progress)
        if self.first_roster_seconds is None:
            self.first_roster_seconds = progress.seconds
        pause = max(POINTS_APART_SECONDS, POINTS_APART_SHARE * progress.seconds)
        if self.kept_at >= 0 and progress.seconds - self.kept_at < pause:
            return
        self.kept_at = progress.seconds
        try:
            with self.job.unit_of_work() as session:
                record_progress(session, run_id=self.job.run_id, progress=progress, first_roster_seconds=self.first_roster_seconds)
        except RunNoLongerMine:
            return  # the engine asks `should_stop` next, which knows it by now


def _nothing(_progress: Progress) -> None:
    return
