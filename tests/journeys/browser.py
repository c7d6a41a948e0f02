"""How journeys drive a browser: the flags it needs, signing in, and looking at a page."""

from __future__ import annotations

from contextvars import ContextVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, ViewportSize

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
HEADINGS = {"lead": "Team lead", "agent": "Agent", "hr": "HR", "administrator": "Administrator"}
DESKTOP: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Empty unless the page scrolls sideways; then the elements that reach over the window's edge.
WIDER = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth)
    .map((e) => e.outerHTML.slice(0, 90))"""
LOOKS_MAX = 4
LOOKS: ContextVar[bool] = ContextVar("LOOKS", default=True)
"""Whether pages are looked at, beside being used."""


def sign_in(page: Page, role: str, *, url: str = "") -> str:
    """Signs in as the first person that the demo offers for a role; their name."""
    page.goto(f"{url}/")
    person = page.locator("section", has=page.get_by_role("heading", name=HEADINGS[role], exact=True)).get_by_role("button").first
    name = person.inner_text().split(" · ")[0]
    person.click()
    page.locator(".signed-in").wait_for(state="attached")
    return name


def look(page: Page) -> None:
    """The page, all of it there, is easy to reach and read in light and dark, and on a phone it does not scroll sideways."""
    page.wait_for_load_state("load")
    if not LOOKS.get():
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert accessibility_faults(page) == [], f"{page.url} in {scheme}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER) == [], page.url
    page.set_viewport_size(wide or DESKTOP)


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds, each with the first element it is found at. A click answers before the next page is there: where that page comes
    while axe reads the one before it, the page that came is read."""
    if not LOOKS.get():
        return []
    for attempt in range(LOOKS_MAX):
        page.wait_for_load_state("load")
        try:
            faults = Axe().run(page).response["violations"]
        except Error:
            if attempt == LOOKS_MAX - 1:
                raise
            page.wait_for_timeout(200)
        else:
            break
    return [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['target']}" for fault in faults]
