"""The whole service as a person starts it, for tests that talk to it from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import requests

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool], *, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not so after {PATIENCE_SECONDS} s"
        time.sleep(0.2)


def environment(url: str, *, demo: bool = False) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("WFM_")}
    return {
        **mine,
        "WFM_SECRET_KEY": "only-for-tests-0123456789",
        "WFM_DATABASE_URL": url,
        "WFM_DEMO": str(int(demo)),
        "WEB_CONCURRENCY": "1",
    }


class Service:
    def __init__(self, url: str, *, demo: bool = False) -> None:
        self.port = free_port()
        line = [sys.executable, "-m", "flask", "serve", "--prepare", "--port", str(self.port)]
        self.process = subprocess.Popen(line, cwd=ROOT, env=environment(url, demo=demo))

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def wait_until_ready(self) -> None:
        wait_until(self.answers, what="the service answers")

    def answers(self) -> bool:
        assert self.process.poll() is None, "the service ended"
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def workers(self) -> list[psutil.Process]:
        return [child for child in self.children() if child.status() != psutil.STATUS_ZOMBIE and "worker" in child.cmdline()]

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=PATIENCE_SECONDS)
