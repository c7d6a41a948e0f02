"""What every page shares, seen on the plainest one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.browser import accessibility_faults
from tests.support.service import Service

pytestmark = pytest.mark.browser


def test_a_page_follows_the_systems_theme_and_is_accessible_in_both(service: Service, page: Page, complaints: list[str]) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{service.url}/no/such/page")
        assert page.locator("html").get_attribute("data-bs-theme") == scheme
        assert accessibility_faults(page) == []
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(backgrounds) == 2
    assert [complaint for complaint in complaints if "404" not in complaint] == []


def test_the_first_tab_leads_to_the_content(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/no/such/page")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_htmx_sends_the_token_that_forms_need(service: Service, page: Page) -> None:
    def add_button(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", '<button hx-post="/healthz">send</button></main>'))

    page.route("**/no/such/page", add_button)
    page.goto(f"{service.url}/no/such/page")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")

    with page.expect_request("**/healthz") as sent:
        page.get_by_text("send").click()

    assert token
    assert sent.value.headers["x-csrftoken"] == token
