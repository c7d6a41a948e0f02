"""The board in Chromium with many people: first paint, frames while scrolling and dragging, and how soon an edit is answered.

A demo company is loaded into a database of its own, its published week is opened as a draft, and the served board is used like a
lead uses it. The first look after a start fills what the process keeps, so it is told apart.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Response, sync_playwright

from benchmarks.results import Row
from tests.journeys.browser import FLAGS, sign_in
from tests.support.service import ROOT, Service, environment

COLUMNS = {
    "people": "{people}",
    "first look ms": "{first_look_ms:.0f}",
    "paint ms": "{paint_ms:.0f}",
    "all rows ms": "{all_rows_ms:.0f}",
    "server ms": "{server_ms:.0f}",
    "scroll p95 ms": "{scroll_p95_ms:.1f}",
    "drag p95 ms": "{drag_p95_ms:.1f}",
    "edit median ms": "{edit_median_ms:.0f}",
    "edit p95 ms": "{edit_p95_ms:.0f}",
    "load before": "{load_before}",
}
REPEATED = 5
EDITS = 30
SIZE: Any = {"width": 1440, "height": 900}
FRAMES = """() => { window.frames_ = []; let last = performance.now(); window.watching_ = true;
  const step = (now) => { window.frames_.push(now - last); last = now; if (window.watching_) requestAnimationFrame(step); };
  requestAnimationFrame(step); }"""
LOOK = """() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, all: performance.now(),
  server: performance.getEntriesByType('navigation')[0].responseStart - performance.getEntriesByType('navigation')[0].requestStart })"""


@dataclass(frozen=True, slots=True)
class BoardMeasurement:
    """A week of a demo company of so many people."""

    people: int
    build_seconds: float = 30.0

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"people": self.people}

    def measured(self) -> Row:
        """Load, serve, look and edit."""
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/board.db"
            for line in (["db", "upgrade"], ["demo", "--people", str(self.people), "--seconds", str(self.build_seconds)]):
                subprocess.run(
                    [sys.executable, "-m", "flask", *line], cwd=ROOT, env=environment(url, demo=True), check=True, capture_output=True
                )
            service = Service(url, demo=True)
            try:
                service.wait_until_ready()
                return _used(service.url)
            finally:
                service.stop()


def _used(url: str) -> Row:
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(args=FLAGS, executable_path=found)
        page = browser.new_context(base_url=url, viewport=SIZE).new_page()
        sign_in(page, "lead", url=url)
        page.goto("/board")
        page.get_by_role("button", name="Edit this week").click()
        page.wait_for_url("**/board")
        looks = [_look(page) for _ in range(REPEATED + 1)]
        scroll, drag = _scroll(page), _drag(page)
        edits = _edit(page)
        browser.close()
    return {
        "first_look_ms": looks[0]["paint"],
        "paint_ms": statistics.median(look["paint"] for look in looks[1:]),
        "all_rows_ms": statistics.median(look["all"] for look in looks[1:]),
        "server_ms": statistics.median(look["server"] for look in looks[1:]),
        "scroll_p95_ms": _p95(scroll),
        "drag_p95_ms": _p95(drag),
        "edit_median_ms": statistics.median(edits),
        "edit_p95_ms": _p95(edits),
    }


def _look(page: Page) -> dict[str, float]:
    page.goto(f"{page.url.split('?')[0]}?view=week")
    page.locator("[data-grid].may-edit[data-complete]").wait_for(timeout=60_000)
    told: dict[str, float] = page.evaluate(LOOK)
    return told


def _scroll(page: Page) -> list[float]:
    page.mouse.move(700, 450)
    page.evaluate(FRAMES)
    for _ in range(100):
        page.mouse.wheel(0, 100)
        page.wait_for_timeout(16)
    return _frames(page)


def _drag(page: Page) -> list[float]:
    page.locator(".board-scroll").evaluate("found => { found.scrollTop = 0 }")
    page.wait_for_timeout(300)
    box = page.locator(".person g[data-shift]").nth(4).bounding_box()
    if box is None:
        raise RuntimeError("there is no shift to drag")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(80):
        page.mouse.move(x + step * 3, y + step)
        page.wait_for_timeout(16)
    frames = _frames(page)
    page.mouse.move(x, y)
    page.mouse.up()
    return frames


def _frames(page: Page) -> list[float]:
    frames: list[float] = page.evaluate("() => { window.watching_ = false; return window.frames_ }")
    return frames


def _edit(page: Page) -> list[float]:
    """Milliseconds from sending an edit to its answer, as the browser tells them. Locks are edits that the law never refuses."""
    milliseconds: list[float] = []

    def note(response: Response) -> None:
        if "/board/edits" in response.url and response.ok:
            milliseconds.append(response.request.timing["responseStart"])

    page.on("response", note)
    cells = page.locator(".person:nth-child(-n+40) [role=gridcell]:not(.free)")
    for at in range(EDITS + 2):
        cells.nth(at * 2).focus()
        with page.expect_response("**/board/edits*"):
            page.keyboard.press("l")
        page.wait_for_timeout(100)
    return milliseconds[2:]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
