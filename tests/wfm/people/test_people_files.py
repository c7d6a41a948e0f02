"""Files of people: what is read, what a preview says, and what is stored."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, employment, terms
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent, Contract, Team
from wfm.agents.queries import agent_ids_by_email, agents_in_team, contracts_by_agent, find_agent_by_email, find_group_of, teams
from wfm.availability.models import AvailabilityPattern
from wfm.core.access import Actor, Role
from wfm.core.cells import WrongCells
from wfm.core.errors import InvalidInput
from wfm.core.hours_text import read_hours, write_hours
from wfm.core.local_week import DateRange
from wfm.people.kinds import LineState, SheetKind
from wfm.people.models import PeopleFile
from wfm.people.queries import Preview, people_sheet, preview_of
from wfm.people.services import FileStoredAlready, PeopleChangedSince, keep_file, save_person, store_file
from wfm.people.sheets import template_csv, template_xlsx

TODAY = NOW.date()
HEAD = "email,name,zone,country,contract_from,week_hours_max"
AYA = "aya@example.com,Aya Reyes,Asia/Manila,PH,2026-01-01,40"


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def look(session: Session, content: bytes, actor: Actor = LEAD) -> Preview:
    return preview_of(session, name="people.csv", content=content, actor=actor, on=TODAY)


def faults(preview: Preview) -> dict[tuple[int, str], str]:
    return {(line.number, fault.column): fault.text for line in preview.lines for fault in line.faults}


def store(session: Session, content: bytes, *, leave_out_wrong: bool = False, name: str = "people.csv") -> Preview:
    kept = keep_file(session, name=name, content=content, actor=LEAD, now=NOW)
    shown = preview_of(session, name=name, content=content, actor=LEAD, on=TODAY)
    return store_file(session, file_id=kept.id, fingerprint=shown.fingerprint, leave_out_wrong=leave_out_wrong, actor=LEAD, now=NOW)


@given(
    st.lists(st.tuples(st.integers(1, 7), st.integers(0, 95), st.integers(1, 95)), max_size=8, unique_by=lambda told: (told[0], told[1]))
)
@settings(max_examples=200)
def test_hours_written_are_the_hours_read(told: list[tuple[int, int, int]]) -> None:
    def clock(quarter: int) -> str:
        return f"{quarter // 4:02}:{quarter % 4 * 15:02}"

    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    text = "; ".join(f"{days[day - 1]} {clock(start)}-{clock((start + length) % 96)}" for day, start, length in told)
    stretches = read_hours("hours", text)

    assert len(stretches) == len(told)
    assert read_hours("hours", write_hours(stretches)) == stretches


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mon-Fri", "Mon-Fri"),
        ("Xxx 09:00-17:00", "Xxx"),
        ("Mon 09:10-17:00", "09:10"),
        ("Mon 9 to 5", "9 to 5"),
        ("Mon 25:00-26:00", "25:00"),
    ],
)
def test_hours_that_cannot_be_read_name_the_part(text: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        read_hours("usual_hours", text)


def test_a_workbook_brings_people_skills_and_hours_at_once(session: Session) -> None:
    a_group(session, name="Support")
    a_work_type(session, code="phone")

    done = store(session, template_xlsx(), name="people.xlsx")

    assert {(line.sheet, line.state) for line in done.lines} == {(kind, LineState.NEW) for kind in SheetKind}
    aya = find_agent_by_email(session, email="aya@example.com")
    assert aya is not None
    assert (aya.display_name, aya.zone) == ("Aya Reyes", "Asia/Manila")
    (contract,) = contracts_by_agent(session, agent_ids=[aya.id], dates=DateRange(date(2026, 1, 1)))[aya.id]
    assert (contract.week_minutes_min, contract.week_minutes_max, contract.shift_minutes_max) == (1200, 2400, 510)
    assert contract.breaks == [{"shift_minutes_from": 360, "minutes": 30, "paid": False, "starts_after_minutes": [150, 330]}]
    assert contract.default_hours[-1] == {"weekday": 6, "local_start": "10:00", "local_end": "14:00"}
    group = find_group_of(session, agent_id=aya.id, on=TODAY)
    assert group is not None
    assert group.name == "Support"
    assert {team.name for team in teams(session) if agents_in_team(session, team_id=team.id, on=TODAY)} == {"Night owls", "Chat"}
    rating = profiles_on(session, agent_ids=[aya.id], on=TODAY)[aya.id].find("phone")
    assert rating is not None
    assert (rating.level, rating.enjoyment, rating.assessed_on) == (4, 1, date(2026, 5, 12))
    assert session.scalar(select(func.count()).select_from(AvailabilityPattern)) == 1


def test_the_same_file_again_does_nothing(session: Session) -> None:
    a_group(session, name="Support")
    a_work_type(session, code="phone")
    store(session, template_xlsx(), name="people.xlsx")

    again = look(session, template_xlsx())

    assert [line.state for line in again.lines] == [LineState.SAME] * 3


def test_what_goes_out_comes_in_again_unchanged(session: Session) -> None:
    group = a_group(session)
    a_member(session, group, employed=employment(terms=terms(templates=(("09:00", 480),), nights_per_week_max=2)))
    a_member(session, group, display_name="=cmd|' /C calc'!A0", employed=employment(terms=terms(week_minutes=(0, 1215), breaks=())))

    rows = people_sheet(session, actor=LEAD, on=TODAY)
    content = csv_of(";".join(rows[0]), *(";".join(f'"{cell}"' for cell in row.values()) for row in rows))

    assert [line.state for line in look(session, content).lines] == [LineState.SAME, LineState.SAME]


def test_a_change_is_shown_and_keeps_what_no_column_says(session: Session) -> None:
    member = a_member(session, a_group(session), employed=employment(terms=terms(templates=(("09:00", 480),))))
    line = f"{member.email},New Name,{member.zone},{member.country},2026-01-01,30"

    (told,) = look(session, csv_of(HEAD, line)).lines
    assert told.state is LineState.CHANGED
    assert {(change.column, change.before, change.after) for change in told.changes} == {
        ("name", member.display_name, "New Name"),
        ("week_hours_max", "40", "30"),
    }
    store(session, csv_of(HEAD, line))

    (contract,) = session.scalars(select(Contract))
    assert (contract.week_minutes_max, contract.templates) == (1800, [["09:00", 480]])
    assert session.scalar(select(Agent.display_name)) == "New Name"


def test_a_later_contract_ends_the_one_before(session: Session) -> None:
    member = a_member(session, a_group(session))

    store(session, csv_of(HEAD, f"{member.email},{member.display_name},{member.zone},{member.country},2027-01-01,30"))

    old, new = session.scalars(select(Contract).order_by(Contract.valid_from))
    assert (old.valid_until, new.valid_from, new.valid_until) == (date(2027, 1, 1), date(2027, 1, 1), None)
    assert new.week_minutes_max == 1800
    assert new.rest_minutes == old.rest_minutes


def test_each_wrong_cell_is_told_by_line_and_column(session: Session) -> None:
    a_group(session, name="Support")
    content = csv_of(
        f"{HEAD},usual_hours,roster_group",
        "aya@example.com,Aya,Asia/Nowhere,PH,2026-01-01,40,,",
        "bo@example.com,Bo,Europe/Oslo,NO,yesterday,many,Mon 9-5pm,",
        "cy@example.com,Cy,Europe/Oslo,NO,2026-01-01,200,,",
        "di@example.com,,Europe/Oslo,NO,2026-01-01,40,,",
        "ed@example.com,Ed,Europe/Oslo,NO,2026-01-01,40,,Sales",
        "ed@example.com,Ed,Europe/Oslo,NO,2026-01-01,40,,",
        "not an address,Fi,Europe/Oslo,NO,2026-01-01,40,,",
        f"gu@example.com,{'G' * 10_000},Europe/Oslo,NO,2026-01-01,40,,",
    )

    found = faults(look(session, content))

    assert "Asia/Nowhere" in found[2, ""]
    assert "'yesterday'" in found[3, "contract_from"]
    assert "'many'" in found[3, "week_hours_max"]
    assert "9-5pm" in found[3, "usual_hours"]
    assert "12000" in found[4, ""]
    assert found[5, "name"] == "is empty"
    assert "Support" in found[6, "roster_group"]
    assert "twice" in found[7, "email"]
    assert "e-mail" in found[8, ""]
    assert "10000 characters" in found[9, ""]


def test_a_wrong_line_stops_everything_unless_it_is_left_out(session: Session) -> None:
    a_group(session)
    content = csv_of(HEAD, AYA, "bo@example.com,Bo,Europe/Nowhere,NO,2026-01-01,40")

    with pytest.raises(InvalidInput) as told:
        store(session, content)
    assert "line 3" in told.value.details[0]
    assert find_agent_by_email(session, email="aya@example.com") is None

    store(session, content, leave_out_wrong=True)
    assert list(agent_ids_by_email(session, emails=["aya@example.com", "bo@example.com"])) == ["aya@example.com"]


def test_skills_of_nobody_and_of_unknown_work_are_refused(session: Session) -> None:
    member = a_member(session, a_group(session))
    a_work_type(session, code="phone")
    content = csv_of(
        "email,work_type,level,assessed_on",
        "nobody@example.com,phone,3,",
        f"{member.email},fax,3,",
        f"{member.email},phone,9,",
        f"{member.email},phone,3,2031-01-01",
    )

    found = faults(look(session, content))

    assert "nobody's" in found[2, "email"]
    assert "phone" in found[3, "work_type"]
    assert "between 1 and 5" in found[4, ""]
    assert "future" in found[5, "assessed_on"]


def test_a_lead_of_one_group_touches_nobody_else(session: Session) -> None:
    own, other = a_group(session, name="Own"), a_group(session, name="Other")
    stranger = a_member(session, other)
    lead = Actor(id=None, name="Lead", roles=frozenset({Role.LEAD}), roster_group_ids=frozenset({own.id}))
    content = csv_of(
        f"{HEAD},roster_group",
        f"{stranger.email},Taken Over,Europe/Oslo,NO,2026-01-01,40,Own",
        "new@example.com,New,Europe/Oslo,NO,2026-01-01,40,Other",
    )

    found = faults(look(session, content, actor=lead))

    assert "outside" in found[2, "email"]
    assert "you look after: Own" in found[3, "roster_group"]


def test_what_changed_since_the_preview_is_looked_over_once_more(session: Session) -> None:
    a_group(session)
    kept = keep_file(session, name="people.csv", content=csv_of(HEAD, AYA), actor=LEAD, now=NOW)
    shown = look(session, csv_of(HEAD, AYA))
    store(session, csv_of(HEAD, AYA))

    with pytest.raises(PeopleChangedSince):
        store_file(session, file_id=kept.id, fingerprint=shown.fingerprint, leave_out_wrong=False, actor=LEAD, now=NOW)
    assert session.scalar(select(func.count()).select_from(Agent)) == 1


def test_a_file_is_stored_once_and_its_content_is_not_kept(session: Session) -> None:
    a_group(session)
    kept = keep_file(session, name="people.csv", content=csv_of(HEAD, AYA), actor=LEAD, now=NOW)
    shown = look(session, csv_of(HEAD, AYA))
    store_file(session, file_id=kept.id, fingerprint=shown.fingerprint, leave_out_wrong=False, actor=LEAD, now=NOW)

    assert session.scalar(select(PeopleFile.content)) is None
    with pytest.raises(FileStoredAlready):
        store_file(session, file_id=kept.id, fingerprint=shown.fingerprint, leave_out_wrong=False, actor=LEAD, now=NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spellings_of_csv_that_office_programs_write(session: Session, encoding: str, delimiter: str) -> None:
    a_group(session)
    text = f"{HEAD}\r\nzoe@example.com,Zoë Müller,Europe/Berlin,DE,2026-01-01,38\r\n".replace(",", delimiter)

    store(session, text.encode(encoding))

    assert session.scalar(select(Agent.display_name)) == "Zoë Müller"


def test_dates_and_numbers_of_a_workbook_are_read_as_they_are_meant(session: Session) -> None:
    a_group(session)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD.split(","))
    sheet.append(["aya@example.com", "Aya", "Asia/Manila", "PH", date(2026, 3, 1), 37.5])
    held = io.BytesIO()
    book.save(held)

    store(session, held.getvalue(), name="people.xlsx")

    assert [(row.valid_from, row.week_minutes_max) for row in session.scalars(select(Contract))] == [(date(2026, 3, 1), 2250)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "neither CSV nor XLSX"),
        (b"PK\x03\x04 not a zip", "cannot be read"),
        (b"colour,size\nred,3\n", "not the columns"),
        (f"{HEAD},shoe_size\n".encode(), "shoe_size"),
        (f"{HEAD},email\n".encode(), "twice"),
        (b"x" * (6 * 2**20), "6 MB"),
        (f'{HEAD}\n"never closed'.encode(), "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(session: Session, content: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        keep_file(session, name="file", content=content, actor=LEAD, now=NOW)
    assert session.scalar(select(func.count()).select_from(PeopleFile)) == 0


def test_templates_name_every_column_that_can_be_read() -> None:
    for kind in SheetKind:
        assert template_csv(kind).startswith(b"\xef\xbb\xbfemail,")


def test_a_person_saved_on_their_page_can_change_their_address(session: Session) -> None:
    member = a_member(session, a_group(session))
    (cells,) = people_sheet(session, actor=LEAD, on=TODAY)

    save_person(session, agent_id=member.id, cells={**cells, "email": "Married@Example.com"}, actor=LEAD, now=NOW)

    assert find_agent_by_email(session, email="married@example.com") is not None


def test_a_new_person_with_the_address_of_another_is_refused(session: Session) -> None:
    a_member(session, a_group(session))
    (cells,) = people_sheet(session, actor=LEAD, on=TODAY)

    with pytest.raises(WrongCells) as told:
        save_person(session, agent_id=None, cells=cells, actor=LEAD, now=NOW)
    assert list(told.value.by_column) == ["email"]


def test_teams_left_out_of_the_cell_are_left(session: Session) -> None:
    member = a_member(session, a_group(session))
    (cells,) = people_sheet(session, actor=LEAD, on=TODAY)
    save_person(session, agent_id=member.id, cells={**cells, "teams": "Owls; Larks"}, actor=LEAD, now=NOW)
    save_person(session, agent_id=member.id, cells={**cells, "teams": "Larks"}, actor=LEAD, now=NOW)

    held = {name: agents_in_team(session, team_id=id_, on=TODAY) for id_, name in session.execute(select(Team.id, Team.name))}
    assert (len(held["Owls"]), len(held["Larks"])) == (0, 1)
