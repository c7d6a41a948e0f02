"""The whole story in a real browser on the real service, web server and worker: a lead builds next week, looks it over and publishes
it; an agent sees it on a phone and has it in the calendar."""

from __future__ import annotations

import re

import pytest
import requests
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, look, sign_in
from tests.support.service import Service

pytestmark = pytest.mark.browser


def test_from_demand_to_the_agents_calendar(demo_service: Service, page: Page, complaints: list[str]) -> None:
    page.goto(demo_service.url)
    look(page)
    sign_in(page, "lead", url=demo_service.url)

    week = the_lead_builds_next_week(page)
    the_lead_looks_it_over(page)
    the_lead_publishes(page)
    look(page)

    page.get_by_role("button", name="Sign out").click()
    page.set_viewport_size(PHONE)
    sign_in(page, "agent", url=demo_service.url)
    starts = the_agent_sees(page, week)
    assert the_calendar_has(page) >= starts
    assert complaints == []


def the_lead_builds_next_week(page: Page) -> str:
    """The first date of the week that was built."""
    expect(page).to_have_title(re.compile("^Weeks"))
    look(page)
    page.get_by_role("link", name="Build", exact=False).and_(page.locator(".btn")).click()
    expect(page.locator(".build-form")).to_be_visible()
    week = page.url.split("/")[-2]
    look(page)

    page.get_by_text("15\N{NO-BREAK SPACE}s", exact=True).click()
    page.get_by_role("button", name="Build", exact=True).click()
    building = page.locator("#build[data-state=running]")
    expect(building.locator(".curves")).to_be_visible(timeout=30_000)
    expect(building.locator(".answer")).to_contain_text("short")
    look(page)
    first = building.locator(".shortage").first.get_attribute("d")
    stop = page.get_by_role("button", name="Stop and keep the best")
    stop.focus()
    expect(building.locator(".shortage").first).not_to_have_attribute("d", first or "", timeout=10_000)
    expect(stop).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#build[data-state=stopped], #build[data-state=done]")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="What gave way")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("short")
    look(page)
    return week


def the_lead_looks_it_over(page: Page) -> None:
    page.get_by_role("link", name="Look at it on the board").click()
    expect(page.locator(".person")).to_have_count(12)
    look(page)

    the_arrows_walk_the_shifts(page)

    page.get_by_label("Times in").select_option("own")
    expect(page.locator(".board-said")).to_contain_text("each person's own")
    assert "zone=own" in page.url
    look(page)

    page.locator(".views").get_by_text("Day").click()
    expect(page.locator(".day-tabs")).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)
    look(page)
    page.set_viewport_size({"width": 1280, "height": 720})

    page.keyboard.press("t")
    expect(page.get_by_role("table")).to_be_visible()
    look(page)
    page.keyboard.press("t")
    expect(page.get_by_role("grid")).to_be_visible()


def the_arrows_walk_the_shifts(page: Page) -> None:
    page.wait_for_load_state("load")  # so that the keys are heard
    page.locator(".grid [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = page.locator(":focus")
    expect(focused).to_have_role("gridcell")
    assert re.search(r"\d\d:\d\d–\d\d:\d\d", focused.inner_text())
    assert page.locator(".grid [tabindex='0']").count() == 1
    row = focused.locator("xpath=..").locator(".name").inner_text()

    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(row)
    look(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(focused).to_have_role("gridcell")


def the_lead_publishes(page: Page) -> None:
    page.get_by_role("link", name="Publish", exact=True).click()
    expect(page.locator(".publish-form")).to_contain_text("becomes the first version")
    look(page)
    publish = page.get_by_role("button", name="Publish")
    publish.click()
    assert page.url.endswith("/publish"), "without having looked it over nothing is published"
    page.get_by_label("I looked it over").check()
    publish.click()
    expect(page.get_by_role("status").first).to_contain_text("Version 1 is published.")


def the_agent_sees(page: Page, week: str) -> int:
    """The number of shifts of that week."""
    expect(page.locator(".my-zone")).to_contain_text("All times are")
    look(page)
    # Where the agent lives it may still be the Sunday of the week before: then it takes one step more.
    for _ in range(2):
        after = page.get_by_role("link", name="The week after")
        address = after.get_attribute("href") or ""
        after.click()
        page.wait_for_url(f"**{address}")
        if address.endswith(week):
            break
    assert address.endswith(week)
    shifts = page.locator(".my-day .span b")
    expect(shifts.first).to_be_visible()
    look(page)
    return shifts.count()


def the_calendar_has(page: Page) -> int:
    """The number of events in the feed, read as a calendar program reads it: without being signed in."""
    page.get_by_role("link", name="Add to my calendar").click()
    make = page.get_by_role("button", name="Make my address")
    expect(make).to_be_visible()
    look(page)
    make.click()
    address_field = page.get_by_label("Address of your calendar feed")
    expect(address_field).to_be_visible()
    look(page)
    address = address_field.input_value()

    answer = requests.get(address, timeout=30)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return len(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_lost_connection_is_told_and_the_page_goes_on_by_itself(demo_service: Service, page: Page) -> None:
    sign_in(page, "lead", url=demo_service.url)
    page.goto(f"{demo_service.url}/weeks")
    this_week = page.locator(".weeks-table tbody tr").first.locator("th a").get_attribute("href") or ""
    page.goto(f"{demo_service.url}{this_week.replace('/board', '/build')}")
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("#build[data-state=running]")).to_be_visible(timeout=30_000)

    page.context.set_offline(True)
    expect(page.locator("#connection")).to_be_visible()
    page.context.set_offline(False)

    expect(page.locator("#connection")).to_be_hidden()
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.locator("#build[data-state=stopped], #build[data-state=done]")).to_be_visible(timeout=30_000)


def test_on_paper_it_is_always_light(demo_service: Service, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(demo_service.url)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.emulate_media(color_scheme="dark", media="print")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_hr_finds_the_skills_and_a_choice_of_dark_stays(demo_service: Service, page: Page, complaints: list[str]) -> None:
    sign_in(page, "hr", url=demo_service.url)
    expect(page).to_have_title(re.compile("^Skills"))
    look(page)

    page.get_by_role("button", name="Dark", exact=True).click()
    page.reload()

    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")
    assert complaints == []


def test_the_administrator_looks_but_does_not_build(demo_service: Service, page: Page, complaints: list[str]) -> None:
    sign_in(page, "administrator", url=demo_service.url)
    page.get_by_role("link", name="Board").click()

    expect(page.get_by_role("grid")).to_be_visible()
    expect(page.get_by_role("link", name="Build", exact=True)).to_have_count(0)
    refused = page.goto(page.url.split("?")[0].replace("/board", "/build"))

    assert refused is not None
    assert refused.status == 403
    look(page)
    assert [complaint for complaint in complaints if "403" not in complaint] == []


def test_on_a_phone_the_board_is_the_list_of_a_day(demo_service: Service, page: Page, complaints: list[str]) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "lead", url=demo_service.url)
    page.goto(f"{demo_service.url}/board")

    page.wait_for_url("**/board?view=day")
    first = page.locator(".person:not(.off)").first
    expect(first.locator("p b").first).to_be_visible()
    assert page.locator(".coverage").bounding_box()["y"] < first.bounding_box()["y"]  # type: ignore[index]
    look(page)
    assert complaints == []
