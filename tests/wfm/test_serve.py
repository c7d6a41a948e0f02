"""`flask serve` as a person starts it: both processes come up, a dead worker comes back, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.service import PATIENCE_SECONDS, ROOT, Service, environment, wait_until


@pytest.fixture
def service(fresh_database_url: str) -> Iterator[Service]:
    started = Service(fresh_database_url)
    started.wait_until_ready()
    yield started
    started.stop()


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
