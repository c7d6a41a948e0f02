"""Skill reports: what counts on a date, who alone can do something, what could not be covered, and files that are read again."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, employment, office_hours
from tests.support.pages import given, sign_in
from tests.support.weeks import WEEK, a_requirement, office_need
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.services import create_team, join_team
from wfm.core import clock
from wfm.core.access import Actor, Role
from wfm.core.local_week import DateRange
from wfm.reports.depth import work_depths, work_gaps
from wfm.reports.files import csv_of, json_of, xlsx_of
from wfm.reports.skill_records import SkillFilter, skill_records
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.weekly_services import WeeklyActivityDetails, plan_weekly_activity
from wfm.rosters.weeks import week_holding

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def rate(session: Session, agent_id: int, work_type_id: int, level: int, on: date, **said: object) -> None:
    told = Assessment(agent_id=agent_id, work_type_id=work_type_id, level=level, assessed_on=on, **said)  # type: ignore[arg-type]
    rate_skills(session, assessments=[told], actor=LEAD, now=NOW)


def test_the_latest_rating_of_the_date_counts_and_what_lapsed_is_told(session: Session) -> None:
    group = a_group(session)
    aya, work = a_member(session, group, display_name="Aya"), a_work_type(session, code="chat", required_level=3)
    rate(session, aya.id, work.id, 2, date(2025, 1, 1))
    rate(session, aya.id, work.id, 4, date(2026, 1, 1), valid_until=date(2026, 11, 1), enjoyment=2, evidence="Certificate")

    def found(on: date) -> tuple[int, bool, bool]:
        (record,) = skill_records(session, wanted=SkillFilter(on=on), actor=LEAD)
        return record.level, record.has_lapsed, record.is_qualified

    assert found(date(2025, 6, 1)) == (2, False, False)
    assert found(date(2026, 6, 1)) == (4, False, True)
    assert found(TODAY) == (4, True, False)
    assert skill_records(session, wanted=SkillFilter(on=date(2024, 1, 1)), actor=LEAD) == ()


def test_filters_narrow_and_a_lead_of_one_group_sees_nobody_else(session: Session) -> None:
    own, other = a_group(session, name="Own"), a_group(session, name="Other")
    aya, bo = a_member(session, own, display_name="Aya", zone="Asia/Manila"), a_member(session, other, display_name="Bo")
    team = create_team(session, name="Owls", actor=LEAD, now=NOW)
    join_team(session, agent_id=aya.id, team_id=team.id, valid=DateRange(date(2026, 1, 1)), actor=LEAD, now=NOW)
    chat, phone = a_work_type(session, code="chat"), a_work_type(session, code="phone")
    for person, work, level in ((aya, chat, 4), (aya, phone, 1), (bo, chat, 3)):
        rate(session, person.id, work.id, level, date(2026, 1, 1))

    def names(**said: object) -> list[tuple[str, str]]:
        records = skill_records(session, wanted=SkillFilter(on=TODAY, **said), actor=LEAD)  # type: ignore[arg-type]
        return [(record.name, record.work_type) for record in records]

    assert len(names()) == 3
    assert names(zone="Asia/Manila", level_min=2) == [("Aya", "chat")]
    assert names(team_id=team.id, work_type_id=phone.id) == [("Aya", "phone")]
    assert names(roster_group_id=other.id) == [("Bo", "chat")]
    lead = Actor(id=None, name="Lead", roles=frozenset({Role.LEAD}), roster_group_ids=frozenset({own.id}))
    assert {record.name for record in skill_records(session, wanted=SkillFilter(on=TODAY), actor=lead)} == {"Aya"}
    assert skill_records(session, wanted=SkillFilter(on=TODAY, roster_group_id=other.id), actor=lead) == ()


def test_files_are_read_again_as_they_were_meant(session: Session) -> None:
    aya = a_member(session, a_group(session), display_name="=SUM(A1:A9)")
    rate(session, aya.id, a_work_type(session, code="chat").id, 4, date(2026, 5, 1), evidence="+1 from the coach", speed=1.25)
    records = skill_records(session, wanted=SkillFilter(on=TODAY), actor=LEAD)

    (line,) = csv.DictReader(io.StringIO(csv_of(records).decode("utf-8-sig")))
    assert (line["name"], line["evidence"], line["level"]) == ("'=SUM(A1:A9)", "'+1 from the coach", "4")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(records))).active
    assert sheet.freeze_panes == "C2"
    cells = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert (cells["name"].value, cells["name"].data_type) == ("=SUM(A1:A9)", "s")
    assert cells["assessed_on"].value == datetime(2026, 5, 1)  # noqa: DTZ001  as the library reads dates
    assert (cells["level"].value, cells["speed"].value, cells["is_qualified"].value) == (4, 1.25, True)
    assert json.loads(json_of(records, on=TODAY))["skills"][0]["assessed_on"] == "2026-05-01"


def test_depth_tells_who_alone_can_serve_and_how_it_grew(session: Session) -> None:
    group = a_group(session)
    aya, bo = (a_member(session, group, display_name=name) for name in ("Aya", "Bo"))
    chat, phone = (a_work_type(session, code=code, name=code, required_level=3) for code in ("chat", "phone"))
    rate(session, aya.id, chat.id, 3, date(2025, 1, 1))
    rate(session, bo.id, chat.id, 4, date(2026, 9, 15), valid_until=date(2026, 12, 24))
    rate(session, bo.id, phone.id, 5, date(2026, 1, 1))
    learns = WeeklyActivityDetails(
        kind=ActivityKind.GROWTH, name="Listens in", minutes_per_week=60, valid_from=date(2026, 9, 1), work_type_id=phone.id
    )
    plan_weekly_activity(session, agent_id=aya.id, details=learns, actor=LEAD, now=NOW)

    told = {found.code: found for found in work_depths(session, group=group, wanted=SkillFilter(on=TODAY), actor=LEAD)}

    assert told["chat"].people == ("Aya", "Bo")
    assert told["chat"].growth == (1, 1, 1, 2)
    assert told["chat"].lapsing == (("Bo", date(2026, 12, 24)),)
    assert not told["chat"].is_single_point_of_failure
    assert told["phone"].is_single_point_of_failure
    assert (told["phone"].growing, told["chat"].growing) == (("Aya",), ())


def test_hours_that_nobody_could_cover_are_told(session: Session) -> None:
    group = a_group(session, zone="UTC")
    work = a_work_type(session, roster_group_id=group.id)
    employed = employment(default_hours=office_hours())  # 9 to 17
    aya = a_member(session, group, zone="UTC", employed=employed)
    rate(session, aya.id, work.id, 3, date(2026, 1, 1))
    week = week_holding(group, WEEK)
    a_requirement(session, week, group, {work: office_need(week, 1.0)})  # 8 to 18

    (gap,) = work_gaps(session, group=group, week=week, wanted=SkillFilter(on=WEEK), actor=LEAD)

    assert sum(gap.missing) == 10
    monday = dict(gap.missing_by_day(week))[WEEK]
    assert [hour for hour, missing in enumerate(monday) if missing] == [8, 17]


def test_a_week_of_another_length_keeps_its_hours(session: Session) -> None:
    group = a_group(session, zone="Europe/Lisbon")
    work = a_work_type(session, roster_group_id=group.id)
    week = week_holding(group, date(2027, 3, 28))
    a_requirement(session, week, group, {work: [1.0] * week.horizon.slots})

    (gap,) = work_gaps(session, group=group, week=week, wanted=SkillFilter(on=week.week_date), actor=LEAD)

    assert len(gap.missing) == 167
    assert [sum(hours) for _day, hours in gap.missing_by_day(week)] == [24.0] * 6 + [23.0]


def test_pages_and_files_answer_with_the_same_filters(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> None:
        group = a_group(session)
        aya, work = a_member(session, group, display_name="<b>Aya</b>"), a_work_type(session, name="Chat")
        rate(session, aya.id, work.id, 2, date(2026, 1, 1), enjoyment=-1)

    given(app, make)
    sign_in(app, client, Role.HR)

    page = client.get("/reports/skills").text
    assert "&lt;b&gt;Aya" in page
    assert "dislikes it" in page
    assert "No record fits." in client.get("/reports/skills?level_min=3").text
    assert client.get("/reports/skills.csv?level_min=3").text.count("\r\n") == 1
    for ending in ("csv", "xlsx", "json"):
        assert client.get(f"/reports/skills.{ending}").headers["Content-Disposition"].endswith(f"skills-2026-11-20.{ending}")
    assert "Depth and gaps" in client.get("/reports/depth").text
    assert client.get("/reports/depth?on=never").status_code == 422
    assert client.get("/reports/depth?roster_group=999999").status_code == 404
