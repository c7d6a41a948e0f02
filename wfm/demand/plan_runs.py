"""Forecasting a week and computing what it takes, as a job: eleven methods are tried for each work type, which takes its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from wfm.agents.models import RosterGroup
from wfm.audit.services import record
from wfm.core import clock
from wfm.core.access import JOB, Actor, Role
from wfm.core.unit_of_work import read_session
from wfm.demand.forecast_services import ComputedForecast, ForecastOrder, compute_forecast, keep_forecast
from wfm.demand.kinds import PLAN
from wfm.demand.models import PlanRun
from wfm.demand.requirement_services import RequirementOutcome, staff_week
from wfm.demand.volume_factors import check_quantile
from wfm.jobs import queue
from wfm.jobs.execution import RunningJob
from wfm.jobs.runs import RunState, Stopped, request_cancel


def request_plan(
    session: Session,
    *,
    group: RosterGroup,
    week_date: date,
    weeks: int | None,
    quantile: float | None = None,
    actor: Actor,
    now: datetime,
) -> PlanRun:
    """A worker will forecast the week from `weeks` past ones and compute what it takes; without `weeks` the newest forecast counts, for
    the day of the `quantile` where one is told. The run and its place in the queue are written in one transaction.

    Raises InvalidInput."""
    if weeks is not None:
        ForecastOrder(roster_group_id=group.id, local_date=week_date, weeks=weeks)
    check_quantile(quantile)
    run = PlanRun(
        roster_group_id=group.id,
        week_date=week_date,
        weeks=weeks,
        quantile=quantile,
        actor_id=actor.id,
        actor_name=actor.name[:200],
        created_at=now,
    )
    session.add(run)
    session.flush()
    after = {"roster_group": group.name, "week_date": week_date, "weeks": weeks, "quantile": quantile}
    record(session, actor=actor, action="request", entity="plan_run", entity_id=run.id, after=after, now=now)
    queue.enqueue(session, kind=PLAN, run_id=run.id, is_light=True)
    return run


def cancel_plan(session: Session, *, run_id: int, actor: Actor, now: datetime) -> None:
    """The run ends within a second and nothing of it is stored. Raises NoSuchRun, RunIsOver."""
    request_cancel(session, PlanRun, run_id, now=now)
    record(session, actor=actor, action="cancel", entity="plan_run", entity_id=run_id, now=now)


def run_plan(job: RunningJob) -> None:
    """The work on a worker: forecast and requirement are stored together with the end of the run, or nothing is."""
    run = read_session().get_one(PlanRun, job.run_id)
    actor = replace(JOB, id=run.actor_id, name=run.actor_name, roles=frozenset(Role))
    group_id, local_date, weeks, quantile = run.roster_group_id, run.week_date, run.weeks, run.quantile
    found = None
    if weeks is not None:
        try:
            order = ForecastOrder(roster_group_id=group_id, local_date=local_date, weeks=weeks)
            found = compute_forecast(read_session(), order=order, on_line=_Progress(job))
        except Stopped:
            return
    read_session().rollback()
    with job.unit_of_work() as session:
        if found is not None:
            keep_forecast(session, found=found, actor=actor, now=clock.now())
        made = staff_week(session, roster_group_id=group_id, local_date=local_date, quantile=quantile, actor=actor, now=clock.now())
        run = session.get_one(PlanRun, job.run_id)
        run.outcome = _outcome(found, made if quantile is not None else None)
        run.state, run.finished_at = RunState.DONE, clock.now()


class _Progress:
    """Told the work types that are done: keeps their number with the run, and ends the work when it should stop."""

    def __init__(self, job: RunningJob) -> None:
        self._job = job

    def __call__(self, done: int, total: int) -> None:
        if self._job.should_stop():
            raise Stopped
        with self._job.unit_of_work() as session:
            run = session.get_one(PlanRun, self._job.run_id)
            run.lines_done, run.lines_total = done, total


def _outcome(found: ComputedForecast | None, made: RequirementOutcome | None) -> dict[str, Any]:
    """What a person should know of it: contacts that nothing plans, and lines that are not as they were asked for."""
    return {
        "unplanned": [code for code, _contacts in found.unplanned] if found else [],
        "notes": [[line.work_type, line.note] for line in made.lines if line.note] if made else [],
    }
