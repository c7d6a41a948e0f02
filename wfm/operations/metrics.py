"""How many requests there were and how long they took, summed over the web processes of this machine, and what the database says;
in the form that Prometheus and its fellows read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from wfm.core import clock
from wfm.core.unit_of_work import read_session
from wfm.jobs.kinds import all_kinds
from wfm.operations.figures import live_session_count, mail_figures, run_figures

# Where gunicorn's processes leave their counts for each other; set by gunicorn.conf.py.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)

_registry = CollectorRegistry()
_requests = Counter("wfm_requests", "Requests answered.", ["method", "endpoint", "status"], registry=_registry)
_seconds = Histogram("wfm_request_seconds", "Seconds until the answer was ready.", ["endpoint"], buckets=BUCKETS, registry=_registry)


class _Database(Collector):
    """What the database says at this moment."""

    def collect(self) -> Iterator[Metric]:
        session, now = read_session(), clock.now()
        runs = GaugeMetricFamily("wfm_runs", "Runs by kind of job and state.", labels=["kind", "state"])
        waiting = GaugeMetricFamily("wfm_oldest_waiting_run_seconds", "How long the oldest queued run waits.", labels=["kind"])
        silent = GaugeMetricFamily("wfm_quietest_running_run_seconds", "Since the last heartbeat of the quietest run.", labels=["kind"])
        for figures in run_figures(session, kinds=all_kinds().values(), now=now):
            for state, count in figures.by_state.items():
                runs.add_metric([figures.kind, state.value], count)
            waiting.add_metric([figures.kind], figures.waiting_seconds)
            silent.add_metric([figures.kind], figures.silent_seconds)
        mails = GaugeMetricFamily("wfm_mails", "Mails by state.", labels=["state"])
        for state_name, count in mail_figures(session).items():
            mails.add_metric([state_name], count)
        people = GaugeMetricFamily("wfm_live_sessions", "Browsers that are signed in.", value=live_session_count(session, now=now))
        yield from (runs, waiting, silent, mails, people)


def count_requests(app: Flask) -> None:
    """Every request is counted under the name of its view: addresses hold ids, and there must not be one figure for each."""
    app.before_request(_begin)
    app.after_request(_end)


def text() -> bytes:
    """All figures."""
    registry = CollectorRegistry()
    registry.register(_Database())
    counted = _registry
    if SHARED in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(registry)


def _begin() -> None:
    g.began_at = time.perf_counter()


def _end(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    _requests.labels(request.method, endpoint, str(response.status_code)).inc()
    _seconds.labels(endpoint).observe(time.perf_counter() - g.get("began_at", time.perf_counter()))
    return response
