"""An agent on a phone: tells when they can work, wishes a day off and asks for time off, sees the published week with what became of
it, has it in the calendar; and a lead answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, look, sign_in
from tests.support.service import Service

pytestmark = pytest.mark.browser


def test_an_agent_tells_and_sees(demo_service: Service, page: Page, browser: Browser, complaints: list[str]) -> None:
    page.set_viewport_size(PHONE)
    name = sign_in(page, "agent", url=demo_service.url)
    look(page)
    expect(page.get_by_role("button", name="I have seen it")).to_be_visible()
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("Thank you, noted.")).to_be_visible()
    expect(page.get_by_role("button", name="I have seen it")).to_have_count(0)

    the_agent_enters_a_week(page, demo_service.url)
    the_agent_wishes(page, demo_service.url)
    the_agent_asks_for_time_off(page, demo_service.url)
    the_agent_tells_what_they_like(page, demo_service.url)
    page.goto(f"{demo_service.url}/my-week/calendar")
    the_feed_is_read(page)

    lead = browser.new_page()
    sign_in(lead, "lead", url=demo_service.url)
    lead.goto(f"{demo_service.url}/time-off")
    look(lead)
    request = lead.locator("form", has=lead.get_by_role("heading", name=name))
    request.get_by_label("A word with the answer").fill("Have fun")
    request.get_by_role("button", name="Approve").click()
    expect(lead.get_by_text("Approved. Nobody can be rostered then.")).to_be_visible()

    page.goto(f"{demo_service.url}/my-time-off")
    expect(page.get_by_text("Have fun")).to_be_visible()
    expect(page.get_by_text("approved", exact=True).first).to_be_visible()
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def the_agent_enters_a_week(page: Page, url: str) -> None:
    page.goto(f"{url}/my-availability")
    look(page)
    grid = page.locator(".paint-grid .cell")
    sunday = page.locator('[name="available-7"]')
    sunday.fill("")
    first, last = grid.nth(6 * 24 + 10), grid.nth(6 * 24 + 13)
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), last.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 3, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"] + 8, steps=20)
    page.mouse.up()
    expect(sunday).to_have_value("10:00-14:00")
    page.locator('[name="preferred-1"]').fill("9 o'clock")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not saved: some of it is wrong.")).to_be_visible()
    expect(page.locator('[name="available-7"]')).to_have_value("10:00-14:00")
    look(page)
    page.locator('[name="preferred-1"]').fill("09:00-12:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Rosters that are built from now on go by it.")).to_be_visible()
    expect(page.locator('[name="available-7"]')).to_have_value("10:00-14:00")


def the_agent_wishes(page: Page, url: str) -> None:
    page.goto(f"{url}/my-wishes")
    look(page)
    day = (datetime.now(UTC) + timedelta(days=10)).date().isoformat()
    page.get_by_label("Date", exact=True).fill(day)
    page.get_by_label("It is").select_option(label="important to me")
    page.get_by_role("button", name="Wish", exact=True).click()
    expect(page.get_by_text("Noted. Here you see what becomes of it")).to_be_visible()
    expect(page.locator(".wishes").first).to_contain_text("not decided")
    look(page)


def the_agent_asks_for_time_off(page: Page, url: str) -> None:
    page.goto(f"{url}/my-time-off")
    look(page)
    day = (datetime.now(UTC) + timedelta(days=200)).date().isoformat()
    page.get_by_label("First day off").fill(day)
    page.get_by_label("Reason").fill("holiday")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("waits for an answer").first).to_be_visible()
    look(page)


def the_agent_tells_what_they_like(page: Page, url: str) -> None:
    page.goto(f"{url}/my-liking")
    look(page)
    page.locator("fieldset").first.get_by_text(re.compile("love it")).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("Saved: [01] change"))).to_be_visible()
    expect(page.locator("fieldset").first.get_by_label(re.compile("love it"))).to_be_checked()


def the_feed_is_read(page: Page) -> None:
    page.get_by_role("button", name=re.compile("address", re.IGNORECASE)).first.click()
    address = page.locator("input[readonly]").first.input_value()
    calendar = Calendar.from_ical(requests.get(address, timeout=10).content)
    events = calendar.walk("VEVENT")
    assert events
    assert all(event["SEQUENCE"] == 0 for event in events)
