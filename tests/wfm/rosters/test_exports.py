"""A week as CSV, XLSX, JSON and iCalendar: read back with other tools than those that wrote it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from scheduling.rostering.files import roster_from_json
from tests.support.factories import NOW
from tests.support.weeks import WEEK, a_published_week, a_small_week
from wfm.core.errors import NotFound
from wfm.core.spreadsheets import harmless
from wfm.rosters.calendar_file import ics_of
from wfm.rosters.choosing import NoSuchRoster, chosen_export
from wfm.rosters.content import SegmentContent, ShiftContent
from wfm.rosters.export_files import csv_of, json_of, xlsx_of
from wfm.rosters.exports import RosterExport
from wfm.rosters.kinds import SegmentKind

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
KATHMANDU = ZoneInfo("Asia/Kathmandu")


@pytest.fixture
def export(session: Session) -> RosterExport:
    """Two people in Kathmandu; the first works on Monday from 08:00 to 14:00 UTC with a break, the second not at all."""
    small = a_small_week(session, people=2, zones=("Asia/Kathmandu",))
    first, noon = MONDAY + 8 * HOUR, MONDAY + 12 * HOUR
    shift = ShiftContent(
        first,
        MONDAY + 14 * HOUR,
        (
            SegmentContent(SegmentKind.WORK, first, noon, work_type_id=small.work_types[0].id),
            SegmentContent(SegmentKind.BREAK, noon, noon + HOUR / 2, is_paid=False),
            SegmentContent(SegmentKind.WORK, noon + HOUR / 2, MONDAY + 14 * HOUR, work_type_id=small.work_types[1].id),
        ),
    )
    small.agents[0].display_name = "=1+1 Sharma"
    a_published_week(session, small.group, WEEK, {small.agents[0].id: [shift], small.agents[1].id: []})
    return chosen_export(session, week=small.week, version=None, draft=None, email=None, now=NOW)


def test_csv_has_a_row_a_block_in_the_persons_own_time(export: RosterExport) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(export).decode())))

    assert [(row["kind"], row["starts_at"], row["minutes"], row["paid"]) for row in rows] == [
        ("work", "2026-11-23T13:45:00+05:45", "240", "1"),
        ("break", "2026-11-23T17:45:00+05:45", "30", "0"),
        ("work", "2026-11-23T18:15:00+05:45", "90", "1"),
    ]
    assert {row["shift_paid_minutes"] for row in rows} == {"330"}
    assert {row["local_date"] for row in rows} == {"2026-11-23"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_a_csv_can_act_as_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_names_in_a_csv_are_made_harmless(export: RosterExport) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(export).decode())))

    assert {row["name"] for row in rows} == {"'=1+1 Sharma"}


def test_xlsx_has_typed_cells_and_a_header_that_stays(export: RosterExport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(export)))

    assert book.sheetnames == ["Shifts", "Blocks", "People"]
    assert all(book[name].freeze_panes == "B2" for name in book.sheetnames)
    name, _email, zone, day, starts, ends, paid_hours = [cell.value for cell in book["Shifts"][2]]
    assert (name, zone) == ("=1+1 Sharma", "Asia/Kathmandu")
    assert (day, starts, ends) == (datetime(2026, 11, 23), datetime(2026, 11, 23, 13, 45), datetime(2026, 11, 23, 19, 45))  # noqa: DTZ001
    assert paid_hours == 5.5
    assert book["Shifts"]["A2"].data_type == "s"
    assert book["Shifts"]["E2"].is_date
    assert [row[5].value for row in book["Blocks"].iter_rows(min_row=2)] == [4.0, 0.5, 1.5]
    assert [row[3].value for row in book["People"].iter_rows(min_row=2)] == [1, 0]


def test_json_holds_a_roster_file_and_the_same_in_words(export: RosterExport) -> None:
    document = json.loads(json_of(export))

    roster = roster_from_json(document["roster"])
    (shift,) = roster.shifts
    assert (shift.person, shift.slots) == (str(export.people[0].agent_id), (32, 56))
    assert document["status"] == "version 1"
    assert document["people"][0]["shifts"][0]["starts_at"] == "2026-11-23T13:45:00+05:45"
    assert document["people"][1]["shifts"] == []


def test_ics_says_the_same_instants_in_the_persons_zone(export: RosterExport) -> None:
    calendar = Calendar.from_ical(ics_of(export))

    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Asia/Kathmandu"
    assert event.decoded("dtstart") == datetime(2026, 11, 23, 13, 45, tzinfo=KATHMANDU)
    assert event.decoded("dtend").astimezone(UTC) == MONDAY + 14 * HOUR
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Kathmandu"]
    assert "17:45–18:15 break" in event["DESCRIPTION"]
    assert event["SUMMARY"].startswith("=1+1 Sharma: ")


def test_an_event_keeps_its_name_when_its_shift_is_moved_within_the_day(export: RosterExport) -> None:
    def uid(found: RosterExport) -> str:
        return str(next(iter(Calendar.from_ical(ics_of(found)).walk("VEVENT")))["UID"])

    person = export.people[0]
    shift = person.shifts[0]
    later = replace(shift, starts_at=shift.starts_at + HOUR, ends_at=shift.ends_at + HOUR)
    moved = replace(export, people=(replace(person, shifts=(later,)), export.people[1]))

    assert uid(moved) == uid(export)


def test_one_person_can_be_exported_alone(session: Session) -> None:
    small = a_small_week(session, people=2)
    a_published_week(session, small.group, WEEK, {agent.id: [] for agent in small.agents})

    found = chosen_export(session, week=small.week, version=None, draft=None, email=small.agents[1].email, now=NOW)

    assert [person.agent_id for person in found.people] == [small.agents[1].id]
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        chosen_export(session, week=small.week, version=None, draft=None, email="nobody@example.com", now=NOW)


def test_a_roster_that_is_not_there_is_named_with_those_that_are(session: Session) -> None:
    small = a_small_week(session, people=1)
    with pytest.raises(NoSuchRoster, match=r"Nothing of .* is published"):
        chosen_export(session, week=small.week, version=None, draft=None, email=None, now=NOW)
    a_published_week(session, small.group, WEEK, {small.agents[0].id: []})

    with pytest.raises(NoSuchRoster, match="no version 7; the newest is 1"):
        chosen_export(session, week=small.week, version=7, draft=None, email=None, now=NOW)
    with pytest.raises(NoSuchRoster, match=r"Drafts: 1 \(open\)"):
        chosen_export(session, week=small.week, version=None, draft=3, email=None, now=NOW)
