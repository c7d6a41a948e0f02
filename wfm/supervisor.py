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
    children = [web]
    try:
        while not stopping.asked and web.poll() is None and not _answers(host, port):
            time.sleep(POLL_SECONDS)
        if not stopping.asked and web.poll() is None:
            on_ready()
            _keep_a_worker(children, until=lambda: stopping.asked or web.poll() is not None)
    finally:
        stopped_by_itself = web.poll()
        _stop(*children)
    return 0 if stopping.asked else stopped_by_itself or 0


def _keep_a_worker(children: list[subprocess.Popen[bytes]], *, until: Callable[[], bool]) -> None:
    """Starts the worker once the first page can be had, so that the two do not wait for each other's processor, and again
    whenever it dies: at once at first, later and later when it dies young."""
    pause_seconds = RESTART_PAUSE_SECONDS
    while not until():
        started_at = time.monotonic()
        worker = _start(WORKER)
        children.append(worker)
        while not until() and worker.poll() is None:
            time.sleep(POLL_SECONDS)
        if time.monotonic() - started_at > RESTART_PAUSE_SECONDS_MAX:
            pause_seconds = RESTART_PAUSE_SECONDS
        may_start_at = time.monotonic() + pause_seconds
        while not until() and time.monotonic() < may_start_at:
            time.sleep(POLL_SECONDS)
        pause_seconds = min(2 * pause_seconds, RESTART_PAUSE_SECONDS_MAX)


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
