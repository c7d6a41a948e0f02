"""A real browser on the real service. The system's Chromium is used where there is one, else the one Playwright installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import FLAGS, LOOKS
from tests.support.databases import Server
from tests.support.service import ROOT, Service, environment


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return {**browser_type_launch_args, "args": FLAGS, **({"executable_path": found} if found else {})}


@pytest.fixture(autouse=True)
def looked_at_once(database_kind: str) -> Iterator[None]:
    """Pages are the same whatever database is behind them, so they are looked at on SQLite alone; the steps are gone on both."""
    token = LOOKS.set(database_kind == "sqlite")
    yield
    LOOKS.reset(token)


@pytest.fixture(scope="module")
def service(database_server: Server, migrated: str) -> Iterator[Service]:
    """Web server and worker on an empty database that the tests of one file share: a file is one story."""
    started = Service(database_server.copy(migrated, "journey"))
    started.wait_until_ready()
    yield started
    started.stop()
    database_server.drop("journey")


@pytest.fixture(scope="session")
def demo_company(database_server: Server, migrated: str) -> str:
    """Name of a database with a small demo company, to copy from: the present week is published, the next one can be built."""
    name = "demo-company"
    line = [sys.executable, "-m", "flask", "demo", "--people", "12", "--seconds", "2"]
    url = database_server.copy(migrated, name)
    subprocess.run(line, cwd=ROOT, env=environment(url, demo=True), check=True, capture_output=True)
    return name


@pytest.fixture(scope="module")
def demo_service(database_server: Server, demo_company: str) -> Iterator[Service]:
    """Web server and worker on a copy of the demo company that the tests of one file share."""
    started = Service(database_server.copy(demo_company, "demo"), demo=True)
    started.wait_until_ready()
    yield started
    started.stop()
    database_server.drop("demo")


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says against the page, such as code that the content policy refused."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
