"""How gunicorn serves the application: a few processes with threads, logs on standard error, a wrong setting stops the start."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import Any

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
# Longer than people and proxies let a connection rest, so that none is closed just when the next request is sent on it.
keepalive = 75
# Loaded once, before the processes are forked: a missing setting ends the start instead of a process again and again.
preload_app = True
accesslog = None
loglevel = "warning"

# The processes sum up their counts of requests here; see wfm/operations/metrics.py.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counts = tempfile.mkdtemp(prefix="wfm-metrics-")
    _owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(_counts, ignore_errors=True) if os.getpid() == _owner else None)


def child_exit(_server: Any, worker: Any) -> None:
    """What a process that has ended was doing counts no longer; what it had done does."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
