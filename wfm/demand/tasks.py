"""The jobs that bring a file of volumes in and that forecast and staff a week, and the duty to forget uploaded files."""

from __future__ import annotations

from wfm.demand.import_runs import forget_uploads, run_import
from wfm.demand.kinds import IMPORT, PLAN
from wfm.demand.models import ImportRun, PlanRun
from wfm.demand.plan_runs import run_plan
from wfm.jobs.kinds import JobKind

KINDS = (
    JobKind(name=IMPORT, table=ImportRun, work=run_import, is_light=True),
    JobKind(name=PLAN, table=PlanRun, work=run_plan, is_light=True),
)
DUTIES = (forget_uploads,)
