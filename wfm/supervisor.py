"""`flask serve`: the web server and one worker as children of one process, started together and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask_babel import gettext as _

from wfm.core.errors import Conflict
from wfm.settings import ROOT

STOP_SECONDS = 30
POLL_SECONDS = 0.2
# A worker that dies as soon as it starts is not started again and again without a breath.
RESTART_PAUSE_SECONDS = 1.0
RESTART_PAUSE_SECONDS_MAX = 30.0

WORKER = (sys.executable, "-m", "flask", "--app", "wsgi", "worker")


def web_server(*, host: str, port: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "--bind", f"{host}:{port}", "wsgi:app")


def require_free(*, host: str, port: int) -> None:
    """Raises Conflict when something else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = _("Port %(port)s cannot be used (%(why)s); choose another: make run PORT=8123", port=port, why=error.strerror)
            raise Conflict(text) from error


def serve(*, host: str, port: int, on_ready: Callable[[], None]) -> int:
    """Runs both until a signal stops them or the web server ends. A worker that dies is started again. Returns the exit code."""
    stopping = _Stopping()
    web = _start(web_server(host=host, port=port))
    worker = _Worker()
    try:
        while not stopping.asked and web.poll() is None and not _answers(host, port):
            time.sleep(POLL_SECONDS)
        if web.poll() is None:
            on_ready()
        while not stopping.asked and web.poll() is None:
            worker.start_again_if_dead()
            time.sleep(POLL_SECONDS)
    finally:
        stopped_by_itself = web.poll()
        _stop(web, worker.process)
    return 0 if stopping.asked else stopped_by_itself or 0


class _Worker:
    def __init__(self) -> None:
        self._pause_seconds = RESTART_PAUSE_SECONDS
        self._started_at = time.monotonic()
        self.process = _start(WORKER)

    def start_again_if_dead(self) -> None:
        lived_seconds = time.monotonic() - self._started_at
        if lived_seconds > RESTART_PAUSE_SECONDS_MAX:
            self._pause_seconds = RESTART_PAUSE_SECONDS
        if self.process.poll() is None or lived_seconds < self._pause_seconds:
            return
        self._pause_seconds = min(2 * self._pause_seconds, RESTART_PAUSE_SECONDS_MAX)
        self._started_at = time.monotonic()
        self.process = _start(WORKER)


class _Stopping:
    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _start(line: tuple[str, ...]) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C in the terminal reaches only this process, which then stops its children in good order.
    return subprocess.Popen(line, cwd=ROOT, env=os.environ.copy(), start_new_session=True)  # noqa: S603  the two lines above, no input


def _stop(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
