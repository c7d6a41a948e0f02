"""The first administrator comes by the link of the command line, lets somebody in, and sees both on record."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import look
from tests.support.databases import Server
from tests.support.service import ROOT, Service, environment

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet harbours"


@dataclass(frozen=True)
class NewService:
    service: Service
    link: str


@pytest.fixture
def new_service(database_server: Server, migrated: str) -> Iterator[NewService]:
    """A service of nobody but the administrator that the command line made."""
    url = database_server.copy(migrated, "accounts")
    line = [sys.executable, "-m", "flask", "create-admin", "--email", "ines@example.com", "--name", "Inês Moreira"]
    told = subprocess.run(line, cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True).stdout
    link = re.search(r"/password/\S+", told)
    assert link is not None, told
    service = Service(url)
    service.wait_until_ready()
    yield NewService(service, service.url + link[0])
    service.stop()
    database_server.drop("accounts")


def choose_password(page: Page) -> None:
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()


def test_from_nobody_to_a_lead_who_signs_in(new_service: NewService, page: Page, browser: Browser, complaints: list[str]) -> None:
    url = new_service.service.url
    page.goto(url)
    look(page)
    page.get_by_role("link", name="Password forgotten?").click()
    look(page)
    page.goto(new_service.link)
    look(page)
    choose_password(page)
    expect(page.get_by_text("Your password is set.")).to_be_visible()

    page.goto(f"{url}/users/new")
    look(page)
    page.get_by_label("Name", exact=True).fill("Bo Lind")
    page.get_by_label("E-mail address", exact=True).fill("bo@example.com")
    page.get_by_label("everybody").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Bo Lind may sign in.")).to_be_visible()
    look(page)
    link = page.get_by_label("Link", exact=True).input_value()

    other = browser.new_page()
    other.goto(link)
    choose_password(other)
    expect(other.get_by_role("heading", name="Weeks")).to_be_visible()
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("E-mail address").fill("bo@example.com")
    other.get_by_label("Password", exact=True).fill("not this one at all")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("alert")).to_have_text("The address or the password is not right.")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.locator(".signed-in")).to_have_text("Bo Lind")
    other.goto(f"{url}/account")
    look(other)

    page.goto(f"{url}/users?q=bo")
    look(page)
    page.get_by_role("link", name="Bo Lind").click()
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("The account is switched off, and signed out everywhere.")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()

    page.goto(f"{url}/mails")
    look(page)
    page.goto(f"{url}/audit")
    expect(page.get_by_text("deactivate", exact=False).first).to_be_visible()
    look(page)
    assert [complaint for complaint in complaints if "422" not in complaint] == []
