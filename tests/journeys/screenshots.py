"""Pictures of every page, desktop and phone, light and dark: `make screenshots`. For people to look at, not a test.

    python -m tests.journeys.screenshots [--url http://localhost:8000] [--out screenshots] [--only board]

Without --url a service of its own is started, with demo data in a database that is gone afterwards."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.browser import FLAGS, PHONE, sign_in
from tests.support.service import Service

DESKTOP = {"width": 1440, "height": 900}
LEAD, AGENT, HR, ADMINISTRATOR = "lead", "agent", "hr", "administrator"


@dataclass(frozen=True)
class Shot:
    """One page: who looks at it, how to get there, and whether all of it is in the picture or only what a window shows."""

    name: str
    role: str | None
    go: Callable[[Page], object]
    is_whole: bool = True


def follow(*texts: str) -> Callable[[Page], object]:
    def go(page: Page) -> None:
        page.goto("/")
        for text in texts:
            page.get_by_role("link", name=text, exact=True).first.click()
            page.wait_for_load_state()

    return go


def board(arguments: str = "") -> Callable[[Page], object]:
    def go(page: Page) -> None:
        page.goto("/board")
        if arguments:
            page.goto(f"{page.url.split('?')[0]}{arguments}")

    return go


def open_person(page: Page) -> None:
    board("?view=week")(page)
    page.locator(".person").nth(2).locator(".who").click()
    page.locator("dialog[open] table").wait_for()


def edit_board(page: Page) -> None:
    board("?view=week")(page)
    if page.get_by_role("button", name="Edit this week").is_visible():
        page.get_by_role("button", name="Edit this week").click()
    page.locator("[data-grid].may-edit[data-complete]").wait_for()


def edit_shift(page: Page) -> None:
    edit_board(page)
    page.locator(".person [role=gridcell]:not(.free)").nth(1).click()
    page.locator("#edit-dialog[open] form").first.wait_for()


def break_the_law(page: Page) -> None:
    edit_board(page)
    page.locator(".person [role=gridcell]:not(.free)").nth(1).focus()
    for key in ("m", *["Shift+ArrowRight"] * 9, "Enter"):
        page.keyboard.press(key)
    page.locator("#refused[open]").wait_for()


def short_hours(page: Page) -> None:
    page.goto("/board")
    page.goto(page.url.replace("/board", "/shortage"))
    page.get_by_role("button", name="Why?").first.click()
    page.locator(".why-row").wait_for()


def new_build(page: Page) -> None:
    page.goto("/weeks")
    next_week = page.locator(".weeks-table tbody tr").nth(1).locator("th a").get_attribute("href") or ""
    page.goto(next_week.replace("/board", "/build"))
    page.get_by_text("What counts how much").click()


def running_build(page: Page) -> None:
    new_build(page)
    page.get_by_role("button", name="Build", exact=True).click()
    page.locator(".curves").wait_for(timeout=60_000)
    page.wait_for_timeout(6000)


def finished_build(page: Page) -> None:
    running = page.url
    if page.get_by_role("button", name="Stop").is_visible():
        page.get_by_role("button", name="Stop").click()
    page.goto(running)
    page.locator(".gave-way").wait_for(timeout=60_000)


def why_shift(page: Page) -> None:
    page.goto("/my-week")
    page.get_by_role("link", name="Why?").first.click()
    page.locator("h1", has_text="Why this shift?").wait_for()


def review(page: Page) -> None:
    page.goto("/weeks")
    page.get_by_role("link", name="Publish ").first.click()


def open_page(address: str) -> Callable[[Page], object]:
    return lambda page: page.goto(address)


def absence(page: Page) -> None:
    page.goto("/weeks")
    this_week = page.locator(".weeks-table tbody tr").nth(0).locator("th a").get_attribute("href") or ""
    page.goto(this_week.replace("/board", "/absence"))
    page.get_by_role("button", name="Find who takes over").click()
    page.get_by_text("become short").wait_for()


def new_token(page: Page) -> None:
    page.goto("/account")
    page.get_by_label("What for").fill("Wallboard")
    page.get_by_role("button", name="Make a token").click()


def wish_and_time_off(page: Page) -> None:
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    for address, button in (("/my-time-off", "Ask for it"), ("/my-wishes", "Wish")):
        page.goto(address)
        for name in ("from", "until"):
            page.locator(f"main [name={name}]").first.fill(day)
        page.get_by_role("button", name=button).first.click()
        page.wait_for_load_state()


def demand_day(page: Page) -> None:
    page.goto("/demand")
    page.locator(".demand-table td a").nth(1).click()


def at_once(page: Page) -> None:
    demand_day(page)
    page.get_by_role("link", name="Several customers at once?").click()
    page.get_by_role("heading", name="several customers at once").wait_for()


def diff(page: Page) -> None:
    page.goto("/weeks")
    this_week = page.locator(".weeks-table tbody tr").nth(0).locator("th a").get_attribute("href") or ""
    page.goto(f"{this_week.split('/board')[0]}/versions/1")


def calendar_address(page: Page) -> None:
    page.goto("/my-week/calendar")
    page.get_by_role("button", name="address").first.click()


SHOTS = (
    Shot("sign-in", None, lambda page: page.goto("/")),
    Shot("weeks", LEAD, lambda page: page.goto("/weeks")),
    Shot("build-new", LEAD, new_build),
    Shot("build-running", LEAD, running_build),
    Shot("build-finished", LEAD, finished_build),
    Shot("board-week", LEAD, board("?view=week"), is_whole=False),
    Shot("board-own-zones", LEAD, board("?view=week&zone=own"), is_whole=False),
    Shot("board-day", LEAD, board("?view=day"), is_whole=False),
    Shot("board-short", LEAD, board("?view=day&short=1"), is_whole=False),
    Shot("board-person", LEAD, open_person, is_whole=False),
    Shot("board-table", LEAD, follow("Board", "As a table T"), is_whole=False),
    Shot("board-edit-shift", LEAD, edit_shift, is_whole=False),
    Shot("board-refused", LEAD, break_the_law, is_whole=False),
    Shot("publish", LEAD, review),
    Shot("versions", LEAD, follow("Board", "Versions")),
    Shot("shortage", LEAD, short_hours),
    Shot("not-possible", LEAD, lambda page: page.goto("/weeks/1/2031-01-06/build")),
    Shot("board-empty", LEAD, lambda page: page.goto("/weeks/1/2031-01-06/board")),
    Shot("error", LEAD, lambda page: page.goto("/weeks/1/nonsense/board")),
    Shot("my-week", AGENT, lambda page: page.goto("/my-week")),
    Shot("why-shift", AGENT, why_shift),
    Shot("my-week-empty", AGENT, lambda page: page.goto("/my-week/2031-01-06")),
    Shot("calendar", AGENT, lambda page: page.goto("/my-week/calendar")),
    Shot("calendar-address", AGENT, calendar_address),
    Shot("skills", HR, lambda page: page.goto("/skills"), is_whole=False),
    Shot("getting-started", LEAD, open_page("/getting-started")),
    Shot("groups", LEAD, open_page("/groups")),
    Shot("work-types", LEAD, open_page("/work-types")),
    Shot("work-type-new", LEAD, open_page("/work-types/new")),
    Shot("people", LEAD, open_page("/people")),
    Shot("person", LEAD, open_page("/people/1")),
    Shot("people-import", LEAD, open_page("/people/import")),
    Shot("demand", LEAD, open_page("/demand")),
    Shot("demand-day", LEAD, demand_day),
    Shot("reasons", LEAD, open_page("/contacts/reasons")),
    Shot("public-holidays", LEAD, open_page("/demand/public-holidays")),
    Shot("demand-at-once", LEAD, at_once),
    Shot("contacts", LEAD, open_page("/contacts")),
    Shot("contacts-import", LEAD, open_page("/contacts/import")),
    Shot("now", LEAD, open_page("/now")),
    Shot("team-week", LEAD, open_page("/team-week")),
    Shot("diff", LEAD, diff),
    Shot("availability", AGENT, open_page("/my-availability")),
    Shot("wishes", AGENT, wish_and_time_off),
    Shot("time-off", AGENT, open_page("/my-time-off")),
    Shot("liking", AGENT, open_page("/my-liking")),
    Shot("notices", AGENT, open_page("/notices")),
    Shot("account", AGENT, new_token),
    Shot("api", AGENT, open_page("/api-document")),
    Shot("skill-records", HR, open_page("/reports/skills"), is_whole=False),
    Shot("depth", HR, open_page("/reports/depth")),
    Shot("users", ADMINISTRATOR, open_page("/users")),
    Shot("mails", ADMINISTRATOR, open_page("/mails")),
    Shot("audit", ADMINISTRATOR, open_page("/audit"), is_whole=False),
    Shot("time-off-requests", LEAD, open_page("/time-off")),
    Shot("absence", LEAD, absence),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a service with demo data that is running already")
    parser.add_argument("--out", type=Path, default=Path("screenshots"), help="where the pictures go")
    parser.add_argument("--only", default="", help="only pages whose name begins so")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with _service(given.url) as url, sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(args=FLAGS, executable_path=found)
        _take_all(browser, url, given.out, [shot for shot in SHOTS if shot.name.startswith(given.only)])
        browser.close()


@contextmanager
def _service(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        service = Service(f"sqlite:///{folder}/pictures.db", demo=True)
        service.wait_until_ready()
        try:
            yield service.url
        finally:
            service.stop()


def _take_all(browser: Browser, url: str, out: Path, shots: list[Shot]) -> None:
    """Each page is gone to once, and then only looked at anew, so that a build is not started four times."""
    for role in (None, AGENT, LEAD, HR, ADMINISTRATOR):
        context = browser.new_context(base_url=url, viewport=DESKTOP, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        if role is not None:
            sign_in(page, role)
        for shot in shots:
            if shot.role == role:
                shot.go(page)
                _take(context, page, shot, out)
        context.close()


def _take(context: BrowserContext, page: Page, shot: Shot, out: Path) -> None:
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(150)
            page.screenshot(path=out / f"{shot.name}-{size}-{scheme}.png", full_page=shot.is_whole)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
