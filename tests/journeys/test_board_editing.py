"""A lead edits the week: once by mouse, once by keyboard alone, and a second lead sees it happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy.orm import Session

from tests.conftest import dispose, make_app
from tests.journeys.browser import accessibility_faults, sign_in
from tests.support.databases import Server
from tests.support.factories import LEAD, NOW
from tests.support.pages import given
from tests.support.service import Service
from tests.support.weeks import a_small_week
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.core.access import Role
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.services import create_draft

pytestmark = pytest.mark.browser

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
FIVE_HOURS = timedelta(hours=5)
EXPECTED_COMPLAINT = "409"  # the browser tells refusals on its console


def make_week(session: Session) -> int:
    """Three people in UTC; the first two work on Monday from 8 to 13, the third is off."""
    small = a_small_week(session, people=3, heads=2.0, zones=("UTC",))
    part = SegmentContent(SegmentKind.WORK, EIGHT, EIGHT + FIVE_HOURS, work_type_id=small.work_types[0].id)
    shift = ShiftContent(EIGHT, EIGHT + FIVE_HOURS, (part,))
    contents = [WeekContent(agent.id, (shift,) if at < 2 else ()) for at, agent in enumerate(small.agents)]
    create_draft(session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=LEAD, now=NOW)
    return small.group.id


def make_leads(session: Session) -> None:
    for name in ("Ines", "Tom"):
        details = UserDetails(email=f"{name.lower()}@example.com", display_name=name, is_demo=True, zone="UTC")
        create_user(session, details=details, grants=[RoleGrant(role=Role.LEAD)], actor=LEAD, now=NOW)


@pytest.fixture(scope="module")
def boards(database_server: Server, migrated: str) -> Iterator[tuple[str, ...]]:
    """The addresses of three boards, one for each story, on a running service."""
    url = database_server.copy(migrated, "editing")
    app = make_app(url)
    given(app, make_leads)
    groups = [given(app, make_week) for _ in range(3)]
    dispose(app)
    started = Service(url, demo=True)
    started.wait_until_ready()
    addresses = (f"{started.url}/weeks/{group}/2026-11-23/board?view=day&day=2026-11-23" for group in groups)
    yield tuple(addresses)
    started.stop()
    database_server.drop("editing")


def open_board(page: Page, address: str) -> None:
    sign_in(page, "lead", url=address.split("/weeks", maxsplit=1)[0])
    page.goto(address)
    page.locator("[data-grid].may-edit[data-complete]").wait_for()


def hours(page: Page, name: Locator) -> Locator:
    return name.locator('[role="gridcell"] p').first


def drag(page: Page, shift: Locator, *, grip: float, by_hours: float = 0.0, to: Locator | None = None) -> None:
    """Drags from a place in the shift, 0 its start and 1 its end."""
    box = shift.bounding_box()
    cell = page.locator('.person [role="gridcell"]').first.bounding_box()
    assert box is not None
    assert cell is not None
    x, y = box["x"] + min(max(box["width"] * grip, 2), box["width"] - 2), box["y"] + box["height"] / 2
    row = to.bounding_box() if to else None
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y, steps=3)
    page.mouse.move(x + by_hours * cell["width"] / 24, row["y"] + row["height"] / 2 if row else y, steps=5)
    page.mouse.up()


def test_by_mouse(boards: tuple[str, ...], page: Page, browser: Browser, complaints: list[str]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_board(page, boards[0])
    people = {at: page.locator(".person").filter(has_text=re.compile("Agent")).nth(at) for at in range(3)}
    names = [people[at].locator(".name").inner_text() for at in range(3)]
    row = [page.locator(".person").filter(has=page.get_by_text(name, exact=True)) for name in names]
    shift = row[0].locator("g[data-shift]")

    drag(page, shift, grip=0.5, by_hours=2)
    expect(hours(page, row[0])).to_contain_text("10:00–15:00")
    drag(page, row[0].locator("g[data-shift]"), grip=1, by_hours=1)
    expect(hours(page, row[0])).to_contain_text("10:00–16:00")
    expect(hours(page, row[0])).to_contain_text("break")

    drag(page, row[1].locator("g[data-shift]"), grip=0.5, to=row[2])
    expect(hours(page, row[2])).to_contain_text("08:00–13:00")
    expect(hours(page, row[1])).to_have_text("off")

    drag(page, row[2].locator("g[data-shift]"), grip=1, by_hours=-3)
    refused = page.locator("#refused")
    expect(refused).to_contain_text("Shift too short")
    assert accessibility_faults(page) == []
    refused.get_by_role("button", name="Leave it as it was").click()
    expect(hours(page, row[2])).to_contain_text("08:00–13:00")
    drag(page, row[2].locator("g[data-shift]"), grip=1, by_hours=-3)
    refused.locator("textarea").fill("Dentist")
    refused.get_by_role("button", name="Do it all the same").click()
    expect(hours(page, row[2])).to_contain_text("08:00–10:00")
    expect(row[2].locator(".forced-note")).to_contain_text("Dentist")

    page.get_by_role("button", name="Undo").click()
    expect(hours(page, row[2])).to_contain_text("08:00–13:00")
    expect(row[2].locator(".forced-note")).to_have_count(0)
    page.get_by_role("button", name="What was done").click()
    expect(page.locator("#edit-list")).to_contain_text("taken back")
    page.keyboard.press("Escape")

    # Another lead looks at the same board and sees the next change without doing anything.
    with browser.new_context() as other_context:
        other = other_context.new_page()
        open_board(other, boards[0])
        row[0].locator('[role="gridcell"]').click()
        dialog = page.locator("#edit-dialog")
        dialog.get_by_label("What").select_option(label="Meeting")
        dialog.get_by_label("Name of the activity").fill("Stand-up")
        dialog.locator('[data-edit="paint"] [name="ends_at"]').fill("2026-11-23T11:00")
        assert accessibility_faults(page) == []
        dialog.get_by_role("button", name="Put in").click()
        expect(hours(page, row[0])).to_contain_text("Stand-up 10:00–11:00")
        expect(other.locator(".person").filter(has_text=names[0]).locator("p").first).to_contain_text(
            "Stand-up 10:00–11:00", timeout=15_000
        )
    assert [complaint for complaint in complaints if EXPECTED_COMPLAINT not in complaint] == []


def test_by_menu_and_by_what_a_refusal_offers(boards: tuple[str, ...], page: Page, complaints: list[str]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_board(page, boards[2])
    working, off = page.locator(".person").first, page.locator(".person").last
    shift = working.locator("g[data-shift]")

    drag(page, shift, grip=1, by_hours=-3)
    # The nearest length that the contract allows.
    page.locator("#refused").get_by_role("button", name="Mon 08:00–12:00").click()
    expect(hours(page, working)).to_contain_text("08:00–12:00")

    menu = page.locator("#cell-menu")
    shift.click(button="right")
    expect(menu.get_by_role("menuitem")).to_contain_text(["Open", "Move", "Change", "Break", "Hand over", "Lock the shift", "Remove"])
    assert accessibility_faults(page) == []
    menu.get_by_role("menuitem", name="Lock the shift").click()
    expect(working.locator(".lock-note")).to_contain_text("locked")
    shift.click(button="right")
    menu.get_by_role("menuitem", name="Unlock the shift").click()
    expect(working.locator(".lock-note")).to_have_count(0)

    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Open")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Remove the shift")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(working.locator('[role="gridcell"]')).to_be_focused()

    off.locator('[role="gridcell"]').click(button="right")
    menu.get_by_role("menuitem", name="Add a shift").click()
    expect(page.locator('#edit-dialog [data-edit="add"]')).to_be_visible()
    assert [complaint for complaint in complaints if EXPECTED_COMPLAINT not in complaint] == []


def test_by_keyboard_alone(boards: tuple[str, ...], page: Page, complaints: list[str]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_board(page, boards[1])
    row = page.locator(".person").first
    said = page.locator("#announcer")
    page.locator('[data-grid] [tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")

    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(said).to_contain_text("10:00–15:00")
    page.keyboard.press("Enter")
    expect(hours(page, row)).to_contain_text("10:00–15:00")
    expect(said).to_contain_text("moved to Mon 10:00–15:00")
    expect(row.locator('[role="gridcell"]')).to_be_focused()

    page.keyboard.press("r")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(hours(page, row)).to_contain_text("10:00–14:30")

    page.keyboard.press("l")
    expect(row.locator(".lock-note")).to_contain_text("locked")
    page.keyboard.press("Delete")
    expect(page.locator("#refused")).to_contain_text("The shift is locked")
    expect(page.locator("#refused [data-force]")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(row.locator(".lock-note")).to_have_count(0)

    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(".drag-ghost")).to_have_count(0)
    expect(hours(page, row)).to_contain_text("10:00–14:30")

    page.keyboard.press("Delete")
    expect(row.locator("g[data-shift]")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(hours(page, row)).to_contain_text("10:00–14:30")
    page.keyboard.press("Control+Shift+z")
    expect(row.locator("g[data-shift]")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(hours(page, row)).to_contain_text("10:00–14:30")

    page.keyboard.press("b")
    expect(page.locator('#edit-dialog [data-edit="paint"] [name="starts_at"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator('[role="gridcell"]')).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#board-keys")).to_be_visible()
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("nobody at all")
    expect(row).to_be_hidden()
    assert [complaint for complaint in complaints if EXPECTED_COMPLAINT not in complaint] == []
