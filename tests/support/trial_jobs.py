"""A job kind of the tests' own. Run as a module it is a worker process: python -m tests.support.trial_jobs DATABASE_URL."""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from wfm import create_app
from wfm.core.db import db
from wfm.jobs.execution import Pace, RunningJob
from wfm.jobs.kinds import JobKind
from wfm.jobs.runs import Run, RunState
from wfm.jobs.worker import run_worker
from wfm.settings import Settings

QUICK = Pace(heartbeat_seconds=0.2, dead_after_seconds=3.0, rescue_every_seconds=0.5)


class TrialBase(DeclarativeBase):
    """Apart from the application's tables, so that migrations know nothing of this one."""


class TrialRun(Run, TrialBase):
    __tablename__ = "trial_run"

    behaviour: Mapped[str]
    steps: Mapped[int] = mapped_column(default=0)


def trial(job: RunningJob) -> None:
    behaviour = db.session.scalar(select(TrialRun.behaviour).where(TrialRun.id == job.run_id))
    with job.unit_of_work() as session:
        session.execute(update(TrialRun).where(TrialRun.id == job.run_id).values(steps=TrialRun.steps + 1))
    if behaviour == "fail":
        raise LookupError("no such queue")
    while behaviour == "wait until stopped" and not job.should_stop():
        time.sleep(0.05)
    if behaviour == "keep the best":
        with job.unit_of_work() as session:
            values = {"state": RunState.STOPPED, "finished_at": datetime.now(UTC)}
            session.execute(update(TrialRun).where(TrialRun.id == job.run_id).values(values))


TRIAL = JobKind(name="trial", table=TrialRun, work=trial)


def make_trial_app(url: str) -> Flask:
    app = create_app(Settings(secret_key="only-for-tests-0123456789", database_url=url, log_level="INFO"))
    with app.app_context():
        TrialBase.metadata.create_all(db.engine)
    return app


if __name__ == "__main__":
    logging.captureWarnings(True)
    run_worker(make_trial_app(sys.argv[1]), {TRIAL.name: TRIAL}, pace=QUICK)
