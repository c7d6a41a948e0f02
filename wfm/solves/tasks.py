"""The jobs that build a week, and that simulate a draft, on a worker."""

from __future__ import annotations

from wfm.jobs.kinds import JobKind
from wfm.solves.kinds import OUTLOOK, SOLVE
from wfm.solves.models import OutlookRun, SolveRun
from wfm.solves.outlook_runs import run_outlook
from wfm.solves.running import run_solve

KINDS = (
    JobKind(name=SOLVE, table=SolveRun, work=run_solve),
    JobKind(name=OUTLOOK, table=OutlookRun, work=run_outlook, is_light=True),
)
