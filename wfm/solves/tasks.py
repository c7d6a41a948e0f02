"""The job that builds a week on a worker."""

from __future__ import annotations

from wfm.jobs.kinds import JobKind
from wfm.solves.kinds import SOLVE
from wfm.solves.models import SolveRun
from wfm.solves.running import run_solve

KINDS = (JobKind(name=SOLVE, table=SolveRun, work=run_solve),)
