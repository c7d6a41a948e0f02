"""How journeys drive a browser: the flags it needs, signing in, and what it says against a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
HEADINGS = {"lead": "Team lead", "agent": "Agent", "hr": "HR", "administrator": "Administrator"}


def sign_in(page: Page, role: str, *, url: str = "") -> str:
    """Signs in as the first person that the demo offers for a role; their name."""
    page.goto(f"{url}/")
    person = page.locator("section", has=page.get_by_role("heading", name=HEADINGS[role], exact=True)).get_by_role("button").first
    name = person.inner_text().split(" · ")[0]
    person.click()
    page.locator(".signed-in").wait_for(state="attached")
    return name


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds, each with the first element it is found at."""
    faults = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['target']}" for fault in faults]
