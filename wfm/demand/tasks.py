"""The job that brings a file of volumes in, and the duty to forget uploaded files."""

from __future__ import annotations

from wfm.demand.import_runs import forget_uploads, run_import
from wfm.demand.kinds import IMPORT
from wfm.demand.models import ImportRun
from wfm.jobs.kinds import JobKind

KINDS = (JobKind(name=IMPORT, table=ImportRun, work=run_import, is_light=True),)
DUTIES = (forget_uploads,)
