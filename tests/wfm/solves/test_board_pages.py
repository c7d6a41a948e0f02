"""The board of a week as a page: zones, days, filters, the plain table, and addresses that cannot be shown."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, employment
from tests.support.pages import ZONES, WeekPages, a_draft_of, a_drafted_week, a_published_draft, a_staffed_week, given, sign_in
from tests.support.weeks import a_requirement, a_small_week, all_day
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.models import Agent
from wfm.agents.services import create_team, join_team
from wfm.core.access import Role
from wfm.core.local_week import DateRange
from wfm.rosters.content import WeekContent
from wfm.rosters.services import create_draft
from wfm.rosters.weeks import week_holding
from wfm.solves.services import publish


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    drafted = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)
    return drafted


def rows(page: str) -> dict[str, str]:
    """The lines of the board by the person's name."""
    parts = re.split(r'<div role="row" class="line person', page)[1:]
    return {re.search(r'class="name">([^<]*)<', part).group(1): part for part in parts}  # type: ignore[union-attr]


def hours_shown(row: str) -> list[str]:
    return re.findall(r"<p><b>([^<]*)</b>", row)


def test_each_person_has_a_row_with_their_shifts_in_the_zone_of_the_group(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/board").text

    lisbon, kathmandu = week.agent_names
    assert hours_shown(rows(page)[lisbon]) == ["08:00–13:00"]
    assert hours_shown(rows(page)[kathmandu]) == ["08:15–13:15"]
    assert "Times are UTC." in page


def test_times_can_be_shown_in_any_zone_and_in_each_persons_own(client: FlaskClient, week: WeekPages) -> None:
    lisbon, kathmandu = week.agent_names

    in_auckland = rows(client.get(f"{week.url}/board?zone=Pacific/Auckland").text)
    own = client.get(f"{week.url}/board?zone=own").text

    assert hours_shown(in_auckland[lisbon]) == ["21:00–02:00"]
    assert hours_shown(rows(own)[kathmandu]) == ["14:00–19:00"]
    assert "Times are each person's own." in own


def test_my_zone_is_that_of_the_account(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.LEAD, zone="Asia/Kathmandu")

    page = client.get(f"{week.url}/board").text

    assert hours_shown(rows(page)[week.agent_names[0]]) == ["13:45–18:45"]
    assert "my zone: Kathmandu" in page


def test_a_day_shows_who_works_on_it_from_early_to_late(client: FlaskClient, week: WeekPages) -> None:
    monday = client.get(f"{week.url}/board?view=day&day=2026-11-23").text
    tuesday = client.get(f"{week.url}/board?view=day&day=2026-11-24").text

    assert list(rows(monday)) == list(week.agent_names)
    assert "2 off" in tuesday
    assert hours_shown(tuesday) == []


def test_a_shift_over_midnight_stands_on_both_days_and_tells_where_it_began(app: Flask, client: FlaskClient) -> None:
    group_id = given(app, make_overnight)
    sign_in(app, client, Role.LEAD)

    monday = client.get(f"/weeks/{group_id}/2026-11-23/board?view=day&day=2026-11-23").text
    tuesday = client.get(f"/weeks/{group_id}/2026-11-23/board?view=day&day=2026-11-24").text

    assert hours_shown(monday) == ["21:00–02:00", "21:15–02:15"]
    assert hours_shown(tuesday) == ["Mon 21:00–02:00", "Mon 21:15–02:15"]


def make_overnight(session: Session) -> int:
    small = a_small_week(session, people=2, zones=("Europe/Lisbon",))
    a_draft_of(session, small, later=timedelta(hours=13))
    return small.group.id


def test_coverage_stands_below_with_what_is_missing_in_words(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/board").text

    # Ten hours on five days for two; both are there on Monday, from 8:00 and 8:15 for five hours.
    phone = week.work_names[0]
    assert f"{phone}: 90\N{NO-BREAK SPACE}h of 100\N{NO-BREAK SPACE}h missing" in page
    assert "by 2 people" in page
    assert "90.0\N{NO-BREAK SPACE}% short" in page
    assert f"{week.work_names[1]}: everything needed is covered" in page


def test_filters_leave_only_who_fits(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    def make(session: Session) -> int:
        team = create_team(session, name="Night owls", actor=LEAD, now=NOW)
        join_team(session, agent_id=week.agent_ids[0], team_id=team.id, valid=DateRange(NOW.date()), actor=LEAD, now=NOW)
        return team.id

    team_id = given(app, make)
    lisbon, kathmandu = week.agent_names

    def shown(arguments: str) -> list[str]:
        return list(rows(client.get(f"{week.url}/board?{arguments}").text))

    assert shown("") == [kathmandu, lisbon]
    assert shown(f"team={team_id}") == [lisbon]
    assert shown("home=Asia/Kathmandu") == [kathmandu]
    assert shown(f"skill={week.work_codes[1]}") == [kathmandu, lisbon]
    assert shown("home=Asia/Tokyo") == []
    assert "Nobody fits these filters" in client.get(f"{week.url}/board?home=Asia/Tokyo").text


def test_rows_stand_by_zone_team_best_skill_or_start(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    def make(session: Session) -> None:
        team = create_team(session, name="Night owls", actor=LEAD, now=NOW)
        join_team(session, agent_id=week.agent_ids[0], team_id=team.id, valid=DateRange(NOW.date()), actor=LEAD, now=NOW)

    given(app, make)
    lisbon, kathmandu = week.agent_names

    def shown(arguments: str) -> list[str]:
        page = client.get(f"{week.url}/board?{arguments}").text.split('class="coverage')[0]
        found = re.findall(r'class="zone-name">([^<]*?) <|<span class="name">([^<]*)</span>', page)
        return [html.unescape(title or name) for title, name in found]

    zones = shown("")
    assert [name for name in zones if name in week.agent_names] == [kathmandu, lisbon]
    assert [name[:6] for name in zones if name not in week.agent_names] == ["Kathma", "Lisbon"]
    assert shown("by=team") == ["Night owls", lisbon, "in no team", kathmandu]
    assert shown("by=skill") == [week.work_names[1], *sorted(week.agent_names)]
    assert shown("by=start&view=day&day=2026-11-23") == shown("view=day&day=2026-11-23")
    assert shown("by=zone&view=day&day=2026-11-23") == zones
    # What is usual for a week does not follow into a day, where something else is.
    assert "by=zone" not in client.get(f"{week.url}/board?by=zone").text


def test_only_who_is_on_in_short_hours_can_be_shown(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, str]:
        small = a_small_week(session, people=2, heads=1.0, zones=("Europe/Lisbon",))
        bystander = a_member(session, small.group, display_name="Zoe Nothing")
        a_draft_of(session, small)
        return small.group.id, bystander.display_name

    group_id, bystander = given(app, make)
    sign_in(app, client, Role.LEAD)
    # One is needed from 8 to 18; somebody is there from 8:00 to 13:15, so nobody is on when somebody is missing.
    page = client.get(f"/weeks/{group_id}/2026-11-23/board?short=1").text

    assert rows(page) == {}
    assert bystander not in page


def test_short_hours_of_another_day_do_not_count_on_this_one(app: Flask, client: FlaskClient) -> None:
    """Two are needed on workdays and one comes a quarter of an hour late, so only Monday has a short hour with somebody on."""
    week = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)

    def shown(day: int) -> list[str]:
        return list(rows(client.get(f"{week.url}/board?short=1&view=day&day=2026-11-{day}").text))

    assert shown(23) == [week.agent_names[0], week.agent_names[1]]
    assert shown(24) == []


WRONG = (
    ("zone=Mars/Olympus", "zone is &#39;Mars/Olympus&#39;; a zone such as Europe/Lisbon"),
    ("zone=../../etc/passwd", "zone is"),
    ("home=Nowhere", "home is &#39;Nowhere&#39;"),
    ("by=height", "by is &#39;height&#39;; it can be zone, start, team or skill"),
    ("view=month", "view is &#39;month&#39;; it can be week or day"),
    ("view=day&day=yesterday", "day is &#39;yesterday&#39;; a date such as 2026-11-23 is needed"),
    ("day=2026-12-24", "day is 2026-12-24; this week has 2026-11-23 to 2026-11-29"),
    ("day=0001-01-01", "day is 0001-01-01"),
    ("team=7777", "team is &#39;7777&#39;; there is no such team"),
    ("team=" + "9" * 5000, "there is no such team"),
    ("skill=juggling", "skill is &#39;juggling&#39;; there is no such work type"),
    ("draft=99", "no such open draft"),
    ("draft=x", "draft is &#39;x&#39;; a number is needed"),
    ("version=1", "is published"),
    ("version=" + "9" * 30, "a number is needed"),
)


@pytest.mark.parametrize("page", ["board", "board/table"])
def test_what_cannot_be_shown_is_named(client: FlaskClient, week: WeekPages, page: str) -> None:
    for arguments, text in WRONG:
        answer = client.get(f"{week.url}/{page}?{arguments}")

        assert answer.status_code in (404, 422), arguments
        assert text in answer.text


def test_a_date_that_a_zone_skipped_is_not_offered(app: Flask, client: FlaskClient) -> None:
    """Samoa went from 29 to 31 December 2011."""
    group_id = given(app, samoa_in_2011)
    sign_in(app, client, Role.LEAD)
    url = f"/weeks/{group_id}/2011-12-26/board"

    whole = client.get(f"{url}?zone=Pacific/Apia").text
    moved = client.get(f"{url}?zone=Pacific/Apia&view=day&day=2011-12-30").text

    assert "Fri 30" not in whole
    assert "Sat 31" in whole
    assert "Thu, Dec 29" in moved
    assert client.get(f"{url}?zone=own&view=day&day=2011-12-30").status_code == 200


def samoa_in_2011(session: Session) -> int:
    group = a_group(session, zone="UTC")
    week = week_holding(group, date(2011, 12, 26))
    valid = employment(valid_from=date(2011, 1, 1), default_hours=all_day())
    agent = a_member(session, group, zone="Pacific/Apia", employed=valid)
    phone = a_work_type(session, roster_group_id=group.id)
    rate_skills(
        session,
        assessments=[Assessment(agent_id=agent.id, work_type_id=phone.id, level=3, assessed_on=date(2011, 6, 1))],
        actor=LEAD,
        now=NOW,
    )
    requirement = a_requirement(session, week, group, {phone: [1.0] * week.horizon.slots})
    create_draft(
        session,
        week=week,
        contents=[WeekContent(agent.id)],
        requirement_id=requirement.id,
        solve_run_id=None,
        actor=LEAD,
        now=NOW,
    )
    return group.id


def test_a_day_beside_the_week_moves_into_it_when_the_zone_changes(client: FlaskClient, week: WeekPages) -> None:
    """Seen from Auckland the week ends on Monday the 30th; back in UTC that is the Sunday before."""
    page = client.get(f"{week.url}/board?view=day&day=2026-11-30").text

    assert "Sun, Nov 29" in page


def test_a_week_without_a_roster_says_what_will_be_here(app: Flask, client: FlaskClient) -> None:
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    page = client.get(f"{week.url}/board").text

    assert "No roster has been built for this week yet." in page
    assert f'href="{week.url}/build"' in page


def test_the_board_in_the_menu_leads_to_the_week_that_is_worked_on(client: FlaskClient, week: WeekPages) -> None:
    assert client.get("/board").headers["Location"] == f"{week.url}/board"


def test_a_published_version_stays_to_be_seen_beside_a_newer_draft(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> int:
        small = a_small_week(session, people=2, zones=ZONES)
        publish(session, draft_id=a_draft_of(session, small).id, expected_version=0, actor=LEAD, now=NOW)
        a_draft_of(session, small, later=timedelta(hours=1))
        return small.group.id

    url = f"/weeks/{given(app, make)}/2026-11-23/board"
    sign_in(app, client, Role.LEAD)

    newest, published = client.get(url).text, client.get(f"{url}?version=1").text

    assert "Draft 2" in newest
    assert "version 1 is published" in newest
    assert "09:00–14:00" in newest
    assert "Version 1" in published
    assert "08:00–13:00" in published


def test_a_person_opens_with_their_week_in_both_zones(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/board/people/{week.agent_ids[1]}?zone=Europe/Lisbon").text

    assert week.agent_names[1] in page
    assert "14:00–19:00" in page
    assert "08:15–13:15" in page
    assert "Has not entered when they can work" in page
    assert client.get(f"{week.url}/board/people/999999").status_code == 404


def test_the_table_says_the_same_as_the_board(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/board/table?zone=Asia/Kathmandu").text

    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", page, re.DOTALL)]
    at = cells.index(week.agent_names[0])
    assert cells[at + 3 : at + 6] == ["Mon, Nov 23", "13:45", "18:45"]
    assert client.get(f"{week.url}/board/table?view=day&day=2026-11-24").text.count("13:45") == 0


def test_the_roster_can_be_downloaded(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    answer = client.get(f"{week.url}/roster.csv")

    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert {line["name"] for line in lines} == set(week.agent_names)
    assert answer.headers["Content-Disposition"] == "attachment; filename=roster-2026-11-23.csv"
    assert client.get(f"{week.url}/roster.xlsx").data.startswith(b"PK")
    assert client.get(f"{week.url}/roster.ics").data.startswith(b"BEGIN:VCALENDAR")
    assert client.get(f"{week.url}/roster.json").json is not None
    assert client.get(f"{week.url}/roster.exe").status_code == 404


def test_a_week_of_nobody_has_no_file(app: Flask, client: FlaskClient) -> None:
    week = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)

    assert client.get(f"{week.url}/roster.csv").status_code == 404


def test_names_cannot_carry_markup_into_the_page(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> int:
        small = a_small_week(session, people=2, zones=("Europe/Lisbon",))
        small.agents[0].display_name = "<script>alert(1)</script>"
        a_draft_of(session, small)
        return small.group.id

    group_id = given(app, make)
    sign_in(app, client, Role.LEAD)

    for page in ("board", "board?view=day&day=2026-11-23", "board/table", "publish"):
        assert "<script>alert" not in client.get(f"/weeks/{group_id}/2026-11-23/{page}").text


def test_a_published_week_is_shown_when_there_is_no_newer_draft(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    sign_in(app, client, Role.HR)

    page = client.get(f"{week.url}/board").text

    assert "Version 1" in page
    assert f'href="{week.url}/publish"' not in page


def test_public_holidays_of_the_week_are_told_with_how_many_live_there(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    assert "Public holidays" not in client.get(f"{week.url}/board").text

    def move(session: Session) -> None:
        for agent_id in week.agent_ids:
            session.get_one(Agent, agent_id).country = "JP"

    given(app, move)

    assert "Mon, Nov 23 Labor Thanksgiving Day (Japan, 2 people)" in client.get(f"{week.url}/board").text
