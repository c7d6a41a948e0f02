"""The processes of an installation one by one, so that each can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests

from tests.support.databases import OwnPostgresServer, Server
from tests.support.service import ROOT, environment, free_port, wait_until

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|name="csrf-token" content="([^"]+)"')


class Machines:
    """A web server and some workers on one database."""

    def __init__(self, url: str, server: Server, *, workers: int, log: Path, web_processes: int = 1) -> None:
        self._web_processes = web_processes
        self._log = log
        self._database_url = url
        self.server = server
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._web = self._start_web()
        self._workers = [self._start_worker() for _ in range(workers)]

    def kill_web(self) -> None:
        _kill(self._web)
        self._web = self._start_web()

    def kill_workers(self) -> None:
        """The killed ones are followed by others, which have to take over."""
        killed = self._workers
        self._workers = [self._start_worker() for _ in killed]
        for worker in killed:
            _kill(worker)

    def kill_both(self) -> None:
        self.kill_workers()
        self.kill_web()

    def kill_database(self) -> None:
        assert isinstance(self.server, OwnPostgresServer)
        self.server.kill()
        self.server.start()

    def wait_until_ready(self) -> None:
        wait_until(self._answers, what="the web server answers")

    def stop(self) -> None:
        for process in (self._web, *self._workers):
            _kill(process)

    def signed_in(self, user_id: int) -> requests.Session:
        """A browser of the demo user."""
        browser = requests.Session()
        browser.post(self.url, data={"user": user_id, "csrf_token": token_in(browser.get(self.url, timeout=30).text)}, timeout=30)
        return browser

    def _answers(self) -> bool:
        with contextlib.suppress(requests.ConnectionError, requests.Timeout):
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        return False

    def _start_web(self) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--bind", f"127.0.0.1:{self._port}"]
        return self._start(line)

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._start([sys.executable, "-m", "tests.support.quick_worker", self._database_url])

    def _start(self, line: list[str]) -> subprocess.Popen[bytes]:
        known = environment(self._database_url, demo=True) | {"WEB_CONCURRENCY": str(self._web_processes)}
        with self._log.open("ab") as log:
            return subprocess.Popen(line, cwd=ROOT, env=known, start_new_session=True, stdout=log, stderr=log)


def token_in(page: str) -> str:
    """The token that a form of this page has to send along."""
    found = TOKEN.search(page)
    assert found is not None
    return found[1] or found[2]


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
