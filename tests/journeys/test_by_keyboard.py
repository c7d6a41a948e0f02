"""A lead's week by keyboard alone: signs in, builds, edits, looks over what changes and publishes, without ever touching the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.service import Service

pytestmark = pytest.mark.browser
TABS_MAX = 120
# What has the focus, as somebody who cannot see the page would be told.
FOCUSED = """() => { const e = document.activeElement;
  const label = e.labels && e.labels[0] ? e.labels[0].innerText : "";
  return e === document.body ? "" : e.getAttribute("aria-label") || label || e.innerText || e.value || ""; }"""
VISIBLE = "() => { const box = document.activeElement.getBoundingClientRect(); return box.width > 0 && box.height > 0; }"


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until what is focused is told in these words."""
    for _press in range(TABS_MAX):
        page.keyboard.press("Tab")
        if re.search(wanted, page.evaluate(FOCUSED)):
            visible = page.evaluate(
                "() => { const b = document.activeElement.getBoundingClientRect(); return b.width > 0 && b.height > 0; }"
            )
            assert visible, f"{wanted} has the focus but cannot be seen"
            return
    raise AssertionError(f"nothing told as {wanted!r} in {TABS_MAX} tabs of {page.url}")


def press_until(page: Page, key: str, is_so: str) -> None:
    for _press in range(TABS_MAX):
        if page.evaluate(is_so):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {is_so}")


def enter(page: Page, wanted: str) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_leads_week_by_keyboard_alone(demo_service: Service, page: Page, complaints: list[str]) -> None:
    page.goto(demo_service.url)
    lead = page.locator("section", has=page.get_by_role("heading", name="Team lead")).get_by_role("button").first.inner_text()
    enter(page, re.escape(lead))
    page.wait_for_url("**/weeks")

    enter(page, "^Build")
    expect(page.locator(".build-form")).to_be_visible()
    tab_to(page, r"^\d+\s(s|min)")
    press_until(page, "ArrowLeft", r"() => /^15\s/.test(document.activeElement.labels[0].innerText)")
    enter(page, "^Build$")
    expect(page.locator("#build[data-state=done]")).to_be_visible(timeout=90_000)

    enter(page, "Look at it on the board")
    expect(page.locator("[data-grid].may-edit[data-complete]")).to_be_visible(timeout=15_000)
    the_lead_removes_a_shift_and_takes_it_back(page)

    enter(page, "^Publish")
    expect(page.get_by_role("heading", name="What changes for whom")).to_be_visible()
    tab_to(page, "I looked it over")
    page.keyboard.press("Space")
    enter(page, "^Publish$")
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    assert complaints == []


def the_lead_removes_a_shift_and_takes_it_back(page: Page) -> None:
    page.locator(".grid [tabindex='0']").first.wait_for()
    press_until(page, "Tab", "() => document.activeElement.matches('.grid [tabindex=\"0\"]')")
    page.keyboard.press("ArrowDown")
    press_until(page, "ArrowRight", r"() => /\d\d:\d\d–\d\d:\d\d/.test(document.activeElement.innerText)")
    before = page.locator(":focus p").first.inner_text()
    page.keyboard.press("Delete")
    expect(page.locator(":focus")).to_have_text(re.compile("off", re.IGNORECASE))
    page.keyboard.press("Control+z")
    expect(page.locator(":focus")).to_contain_text(before)
