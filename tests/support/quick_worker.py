"""A worker of the real jobs that takes over from a dead one within seconds: python -m tests.support.quick_worker DATABASE_URL."""

import sys

from wfm import create_app
from wfm.jobs.execution import Pace
from wfm.jobs.kinds import all_kinds
from wfm.jobs.worker import run_worker
from wfm.settings import Settings

QUICK = Pace(heartbeat_seconds=0.2, dead_after_seconds=3.0, rescue_every_seconds=0.5)

if __name__ == "__main__":
    settings = Settings(secret_key="only-for-tests-0123456789", database_url=sys.argv[1], demo=True, log_level="ERROR")
    run_worker(create_app(settings), all_kinds(), pace=QUICK)
