"""A lead starts from an empty database: own group, work type, people and contacts; then forecast, build, an edit, and the week is
published. Once with the mouse, and every page of the way is looked at."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import look
from tests.support.databases import Server
from tests.support.service import ROOT, Service, environment

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet harbours"
ZONES = (("Europe/Lisbon", "PT"), ("Asia/Manila", "PH"), ("Asia/Kathmandu", "NP"), ("America/Bogota", "CO"))
PEOPLE = 8


@pytest.fixture
def new_service(database_server: Server, migrated: str) -> Iterator[tuple[Service, str]]:
    url = database_server.copy(migrated, "nothing")
    line = [sys.executable, "-m", "flask", "create-admin", "--email", "ines@example.com", "--name", "Ines Moreira"]
    told = subprocess.run(line, cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True).stdout
    link = re.search(r"/password/\S+", told)
    assert link is not None
    service = Service(url)
    service.wait_until_ready()
    yield service, service.url + link[0]
    service.stop()
    database_server.drop("nothing")


def write_people(folder: Path) -> tuple[Path, Path]:
    people, skills = folder / "people.csv", folder / "skills.csv"
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "name", "zone", "country", "contract_from", "week_hours_max", "usual_hours"])
        for number in range(PEOPLE):
            zone, country = ZONES[number % len(ZONES)]
            writer.writerow([f"p{number}@example.com", f"Person {number}", zone, country, "2026-01-01", "40", "Mon-Sun 00:00-24:00"])
    with skills.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "work_type", "level"])
        writer.writerows([f"p{number}@example.com", "phone", "4"] for number in range(PEOPLE))
    return people, skills


def contacts_of_past_weeks() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["starts_at", "contact_type", "offered", "handle_time_seconds"])
    today = datetime.now(UTC).date()
    for back in range(1, 29):
        day = today - timedelta(days=back)
        for quarter in range(36, 68):
            writer.writerow([f"{day}T{quarter // 4:02}:{quarter % 4 * 15:02}", "CALLS", 6 if day.isoweekday() < 6 else 3, 300])
    return text.getvalue().encode()


def test_from_nothing_to_a_published_week(new_service: tuple[Service, str], page: Page, tmp_path: Path, complaints: list[str]) -> None:
    service, link = new_service
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    page.goto(f"{service.url}/users/new")
    page.get_by_label("Name", exact=True).fill("Bo Lind")
    page.get_by_label("E-mail address", exact=True).fill("bo@example.com")
    page.get_by_label("everybody").check()
    page.get_by_role("button", name="Add", exact=True).click()
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Weeks")).to_be_visible()

    look(page)
    page.get_by_role("link", name="Getting started").first.click()
    look(page)
    the_lead_says_what_there_is_to_do(page)
    the_lead_brings_people_in(page, tmp_path)
    the_lead_brings_contacts_in(page)
    the_lead_asks_what_the_week_takes(page)
    the_lead_builds_edits_and_publishes(page)
    page.goto(f"{service.url}/getting-started")
    expect(page.get_by_text("All of it is done.")).to_be_visible()
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def the_lead_says_what_there_is_to_do(page: Page) -> None:
    page.get_by_role("link", name="Roster groups", exact=True).click()
    look(page)
    page.get_by_label("Name", exact=True).fill("Support")
    page.get_by_label("Zone", exact=True).fill("Europe/Lisbon")
    page.get_by_role("button", name="Add the roster group").click()
    expect(page.get_by_text("The roster group Support is there.")).to_be_visible()
    look(page)

    page.goto(page.url.replace("/groups", "/work-types"))
    look(page)
    channels = page.locator("#channels")
    channels.get_by_label("Name").fill("Phone")
    channels.get_by_label("Code").fill("phone")
    channels.get_by_role("button").click()
    page.get_by_role("link", name="Add a work type").first.click()
    look(page)
    page.get_by_label("Name", exact=True).fill("Calls")
    page.get_by_label("Code").fill("Phone!")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Not saved: some of it is wrong.")).to_be_visible()
    look(page)
    page.get_by_label("Code").fill("phone")
    page.get_by_label("Opening hours", exact=True).fill("Mon-Sun 08:00-18:00")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Calls"))).to_contain_text("80.0\N{NO-BREAK SPACE}% within 20\N{NO-BREAK SPACE}s")
    look(page)


def the_lead_brings_people_in(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("link", name="Getting started").click()
    page.get_by_role("link", name="Bring in people").click()
    look(page)
    for number, path in enumerate(write_people(folder)):
        if number:
            page.get_by_role("link", name="Bring in a file").first.click()
        page.get_by_label("CSV or XLSX").set_input_files(path)
        page.get_by_role("button", name="Look it over").click()
        expect(page.get_by_text(f"{PEOPLE} new")).to_be_visible()
        look(page)
        page.get_by_role("button", name=f"Store {PEOPLE} lines").click()
        expect(page.get_by_text(f"{PEOPLE} lines are stored.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Person 3").click()
    look(page)
    page.get_by_label("Most hours a week").fill("35.1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("quarters of an hour are the finest")).to_be_visible()
    look(page)
    page.get_by_label("Most hours a week").fill("35")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="People").click()
    page.get_by_role("link", name="Skills").click()
    expect(page.get_by_text("Person 3")).to_be_visible()


def the_lead_brings_contacts_in(page: Page) -> None:
    page.get_by_role("link", name="Demand", exact=True).click()
    page.get_by_role("link", name="Contacts of the past").click()
    look(page)
    page.get_by_role("link", name="Bring in a file").first.click()
    look(page)
    page.get_by_label("CSV, up to 200 MB").set_input_files(
        {"name": "calls.csv", "mimeType": "text/csv", "buffer": contacts_of_past_weeks()}
    )
    page.get_by_label("New system, a short code").fill("phone-system")
    page.get_by_label("Zone of its times").fill("Europe/Lisbon")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible(timeout=30_000)
    look(page)
    page.get_by_role("link", name="Which work type serves them?").click()
    page.get_by_label("CALLS").select_option(label="Calls")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. The next forecast goes by it.")).to_be_visible()
    look(page)


def the_lead_asks_what_the_week_takes(page: Page) -> None:
    page.get_by_role("link", name="Demand", exact=True).first.click()
    look(page)
    page.get_by_label("Weeks averaged").fill("3")
    page.get_by_role("button", name="Forecast", exact=True).click()
    expect(page.get_by_text("Forecast, and computed what the week takes.")).to_be_visible(timeout=30_000)
    look(page)
    page.locator(".demand-table td a").nth(1).click()
    page.get_by_role("button", name=re.compile("why\\?")).nth(8).click()
    expect(page.get_by_text("erlangs")).to_be_visible()
    look(page)
    page.get_by_label("Hours", exact=True).fill("09:00-10:00")
    page.get_by_label("People", exact=True).fill("4")
    page.get_by_role("button", name="Use my number").click()
    expect(page.get_by_text("Your number counts now")).to_be_visible()
    expect(page.get_by_text("yours", exact=True)).to_have_count(4)
    page.get_by_role("main").get_by_role("link", name="Demand").click()


def the_lead_builds_edits_and_publishes(page: Page) -> None:
    page.get_by_role("link", name="Build this week").click()
    page.get_by_text("15\N{NO-BREAK SPACE}s", exact=True).click()
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("#build[data-state=done]")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Look at it on the board").click()
    expect(page.locator(".person").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Publish")).first.click()
    page.get_by_label("I looked it over").check()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
