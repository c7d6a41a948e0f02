"""Agents who read their week while rosters are built: everybody is signed in, looks at their week and pages on, with pauses to read.

A demo company is loaded into a PostgreSQL database of its own; web server and two workers run as they are served, and the workers
build the whole time."""

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.results import Row
from tests.conftest import dispose, make_app
from tests.support.databases import Server, start_postgres
from tests.support.factories import LEAD
from tests.support.machines import Machines
from tests.support.pages import given
from tests.support.service import ROOT, environment
from wfm.accounts.models import UserAccount
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.agents.models import Agent, RosterGroup
from wfm.core import clock
from wfm.core.access import Role
from wfm.rosters.weeks import week_holding
from wfm.solves.options import BuildOptions
from wfm.solves.services import request_build

COLUMNS = {
    "readers": "{readers}",
    "seconds": "{seconds:.0f}",
    "requests": "{requests}",
    "errors": "{errors}",
    "median ms": "{median_ms:.0f}",
    "p95 ms": "{p95_ms:.0f}",
    "p99 ms": "{p99_ms:.0f}",
    "worst ms": "{worst_ms:.0f}",
    "load before": "{load_before}",
}
PAUSE_SECONDS = (10.0, 30.0)
BUILDS = 2


@dataclass(frozen=True, slots=True)
class ReadersMeasurement:
    """So many agents, each with a browser of their own."""

    readers: int
    seconds: float = 60.0
    build_seconds: float = 30.0

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"readers": self.readers, "seconds": self.seconds}

    def measured(self) -> Row:
        """Load, serve, build and read."""
        server = start_postgres()
        try:
            return self._measured(server)
        finally:
            server.stop()

    def _measured(self, server: Server) -> Row:
        url = server.create("readers")
        demo = ["demo", "--people", str(self.readers), "--seconds", str(self.build_seconds)]
        for line in (["upgrade-database"], demo):
            subprocess.run(
                [sys.executable, "-m", "flask", *line], cwd=ROOT, env=environment(url, demo=True), check=True, capture_output=True
            )
        app = make_app(url)
        user_ids = given(app, _accounts)
        with tempfile.TemporaryDirectory() as folder:
            machines = Machines(url, server, workers=BUILDS, log=Path(folder) / "log", web_processes=2)
            try:
                machines.wait_until_ready()
                return self._read(app, machines, user_ids[: self.readers])
            finally:
                machines.stop()
                dispose(app)

    def _read(self, app: Flask, machines: Machines, user_ids: list[int]) -> Row:
        found = _Found()
        with ThreadPoolExecutor(4) as arriving:
            browsers = list(arriving.map(machines.signed_in, user_ids))
        given(app, lambda session: _build(session, self.seconds))
        until = time.monotonic() + self.seconds
        with ThreadPoolExecutor(len(user_ids)) as readers:
            for number, browser in enumerate(browsers):
                readers.submit(_read_for_a_while, browser, machines.url, until, random.Random(number), found)
        times = sorted(found.milliseconds)
        return {
            "requests": len(times),
            "errors": found.errors,
            "median_ms": statistics.median(times),
            "p95_ms": times[int(0.95 * len(times))],
            "p99_ms": times[int(0.99 * len(times))],
            "worst_ms": times[-1],
        }


@dataclass
class _Found:
    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, milliseconds: float, *, is_error: bool) -> None:
        with self.lock:
            self.milliseconds.append(milliseconds)
            self.errors += is_error


def _read_for_a_while(browser: requests.Session, url: str, until: float, chance: random.Random, found: _Found) -> None:
    time.sleep(chance.uniform(0, PAUSE_SECONDS[1]))
    today = datetime.now(UTC).date()
    while time.monotonic() < until:
        day = today + timedelta(days=7 * chance.choice((-1, 0, 0, 0, 1)))
        begun = time.perf_counter()
        try:
            answer = browser.get(f"{url}/my-week/{day}", timeout=30)
            is_error = not (answer.ok and "/my-week" in answer.url)
        except requests.RequestException:
            is_error = True
        found.add((time.perf_counter() - begun) * 1000, is_error=is_error)
        time.sleep(chance.uniform(*PAUSE_SECONDS))


def _accounts(session: Session) -> list[int]:
    """An account for everybody who has none."""
    known = dict(session.execute(select(UserAccount.agent_id, UserAccount.id).where(UserAccount.agent_id.is_not(None))).all())
    ids = []
    for agent in session.scalars(select(Agent).order_by(Agent.id)):
        if agent.id not in known:
            details = UserDetails(email=agent.email, display_name=agent.display_name, is_demo=True, agent_id=agent.id)
            ids.append(create_user(session, details=details, grants=[RoleGrant(role=Role.AGENT)], actor=LEAD, now=clock.now()).id)
        else:
            ids.append(known[agent.id])
    return ids


def _build(session: Session, seconds: float) -> None:
    """The week that waits to be built and the one of now, each on a worker."""
    group = session.scalars(select(RosterGroup)).one()
    for days in (0, 7):
        week = week_holding(group, clock.now().date() + timedelta(days=days))
        options = BuildOptions(seconds=seconds + 30, threads=1, seed=1)
        request_build(session, week=week, options=options, actor=LEAD, now=clock.now())
