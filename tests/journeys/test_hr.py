"""HR finds out who can do what, takes it home as files, and opens them again."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.browser import look, sign_in
from tests.support.service import Service

pytestmark = pytest.mark.browser


def test_hr_filters_takes_files_home_and_opens_them(demo_service: Service, page: Page, tmp_path: Path, complaints: list[str]) -> None:
    sign_in(page, "hr", url=demo_service.url)
    page.get_by_role("button", name="People").click()
    page.get_by_role("link", name="Skill records").click()
    page.wait_for_url("**/reports/skills")  # all of it: rows are counted
    look(page)

    everybody = page.locator("tbody tr").count()
    page.get_by_label("Level at least").select_option("4")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**level_min=4**")
    shown = [row.split("\t") for row in page.locator("tbody tr").all_inner_texts()]
    assert 0 < len(shown) < everybody

    files = {}
    for ending in ("CSV", "XLSX", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=ending, exact=True).click()
        files[ending] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[ending])

    sheet = load_workbook(files["XLSX"]).active
    assert sheet is not None
    heading, *lines = sheet.iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(heading)}
    assert sheet.freeze_panes == "C2"  # the heading and whom a line is about
    assert sorted(line[at["name"]] for line in lines) == sorted(row[0].strip() for row in shown)
    assert all(isinstance(line[at["level"]], int) and line[at["level"]] >= 4 for line in lines)
    assert all(isinstance(line[at["assessed_on"]], datetime) for line in lines)
    with files["CSV"].open(encoding="utf-8-sig", newline="") as file:
        assert [line["name"] for line in csv.DictReader(file)] == [line[at["name"]] for line in lines]
    assert len(json.loads(files["JSON"].read_text(encoding="utf-8"))["skills"]) == len(lines)

    page.get_by_role("button", name="People").click()
    page.get_by_role("link", name="Depth and gaps").click()
    expect(page.get_by_role("heading", name="Depth and gaps")).to_be_visible()
    look(page)
    page.get_by_role("button", name="People").click()
    page.get_by_role("link", name="People", exact=True).click()
    look(page)
    assert complaints == []
