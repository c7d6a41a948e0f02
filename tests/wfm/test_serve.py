"""`flask serve` as a person starts it: both processes come up, a dead worker comes back, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
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


def environment(url: str) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("WFM_")}
    return {**mine, "WFM_SECRET_KEY": "only-for-tests-0123456789", "WFM_DATABASE_URL": url, "WFM_DEMO": "0", "WEB_CONCURRENCY": "1"}


class Service:
    def __init__(self, url: str) -> None:
        self.port = free_port()
        line = [sys.executable, "-m", "flask", "serve", "--prepare", "--port", str(self.port)]
        self.process = subprocess.Popen(line, cwd=ROOT, env=environment(url))

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


@pytest.fixture
def service(fresh_database_url: str) -> Iterator[Service]:
    started = Service(fresh_database_url)
    wait_until(started.answers, what="the service answers")
    yield started
    if started.process.poll() is None:
        started.process.send_signal(signal.SIGTERM)
        started.process.wait(timeout=PATIENCE_SECONDS)


def test_a_dead_worker_is_started_again_and_nothing_is_left_at_the_end(service: Service) -> None:
    wait_until(lambda: len(service.workers()) == 1, what="there is a worker")
    (first,) = service.workers()
    first.kill()
    wait_until(lambda: [worker.pid for worker in service.workers()] not in ([], [first.pid]), what="another worker is there")

    everybody = service.children()
    service.process.send_signal(signal.SIGINT)

    assert service.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert [process for process in everybody if process.is_running()] == []


def test_a_taken_port_is_named_before_anything_starts(fresh_database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = [sys.executable, "-m", "flask", "serve", "--port", port]
        done = subprocess.run(line, cwd=ROOT, env=environment(fresh_database_url), capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.env"
    empty.write_text("", encoding="utf-8")
    mine = {name: value for name, value in os.environ.items() if not name.startswith("WFM_")}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env={**mine, "WFM_SETTINGS_FILE": str(empty)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == "wfm cannot start: WFM_SECRET_KEY is missing; set it to a long random text\n"
