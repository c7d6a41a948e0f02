"""A person is forgotten: whatever table one looks at, nothing says who they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, select, update
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import WeekPages, a_published_draft, given, rows_of, sign_in
from wfm.accounts.models import UserAccount
from wfm.accounts.services import create_administrator
from wfm.agents.models import Agent, Contract
from wfm.audit.models import AuditLine
from wfm.availability.kinds import WishKind
from wfm.availability.models import TimeOff, Wish
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.db import Base
from wfm.people.models import PeopleFile
from wfm.people.services import keep_file
from wfm.rosters.company_services import pair_people
from wfm.rosters.models import RosterDraft, Shift, WorkPair
from wfm.self_service import services as self_service
from wfm.solves.models import OutlookRun

Run = Callable[..., Result]
NAME, ADDRESS = 'Zoë "Zed" Quillfeather', "zoe.quillfeather@example.com"


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    """A published week with Zoë in it, who said much about herself and has an account that did something."""
    week = a_published_draft(app)
    named = {"display_name": NAME, "email": ADDRESS}
    given(app, lambda session: session.execute(update(Agent).where(Agent.id == week.agent_ids[0]).values(**named)))
    user_id = sign_in(app, client, Role.AGENT, agent_id=week.agent_ids[0])
    given(app, lambda session: session.execute(update(UserAccount).where(UserAccount.id == user_id).values(**named)))

    def tell(session: Session) -> None:
        agent, now = session.get_one(Agent, week.agent_ids[0]), clock.now()
        day = now.date() + timedelta(days=20)
        said = {"agent": agent, "first_date": day, "last_date": day, "actor": LEAD, "now": now}
        self_service.add_wish(session, kind=WishKind.OFF, hours="", weight="nice", note=f"says {NAME}", **said)  # type: ignore[arg-type]
        self_service.request_time_off(session, reason="my operation", **said)  # type: ignore[arg-type]
        keep_file(session, name="people.csv", content=f"email,work_type,level\r\n{ADDRESS},calls,3\r\n".encode(), actor=LEAD, now=now)
        create_administrator(session, email="ada@example.com", display_name="Ada", actor=LEAD, now=now)
        pair_people(session, agent_id=week.agent_ids[1], partner_id=agent.id, actor=LEAD, now=now)
        draft_id = session.scalars(select(RosterDraft.id)).one()
        session.add(OutlookRun(draft_id=draft_id, weeks_digest="0" * 64, actor_id=user_id, actor_name=NAME, created_at=now))

    given(app, tell)
    client.post("/account", data={"zone": "Europe/Lisbon", "locale": "en"})
    return week


def where_it_stands(session: Session, *words: str) -> set[tuple[str, str]]:
    """Each column of each table in which one of the words stands."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if str(column.type) not in ("BLOB", "BYTEA"):
                for value in session.scalars(select(cast(column, Text))):
                    if value and any(word in value for word in words):
                        found.add((table.name, column.name))
    return found


def test_nothing_says_any_more_who_they_were(app: Flask, week: WeekPages, run: Run) -> None:
    words = (NAME, NAME.replace('"', '\\"'), "Quillfeather", "Zo\\u00eb", ADDRESS, "my operation")
    assert {table for table, _column in given(app, lambda session: where_it_stands(session, *words))} >= {"agent", "wish", "audit_line"}
    shifts = len(rows_of(app, Shift))

    done = run("erase-person", ADDRESS.upper(), "--yes")

    assert done.exit_code == 0, done.output
    assert given(app, lambda session: where_it_stands(session, *words)) == set()
    assert [file.content for file in rows_of(app, PeopleFile)] == [None]
    assert len(rows_of(app, Shift)) == shifts  # records of working time
    agent = next(row for row in rows_of(app, Agent) if row.id == week.agent_ids[0])
    assert (agent.display_name, agent.is_active) == (f"Person {agent.id}", False)
    assert all(row.valid_until is not None for row in rows_of(app, Contract) if row.agent_id == agent.id)
    assert [row.display_name for row in rows_of(app, UserAccount)] == ["Ada"]
    assert [line.action for line in rows_of(app, AuditLine)][-1] == "erase"
    assert rows_of(app, WorkPair) == []
    assert [line.after for line in rows_of(app, AuditLine) if line.entity == "work_pair"] == [None]


def test_of_others_nothing_is_lost(app: Flask, week: WeekPages, run: Run) -> None:
    def tell(session: Session) -> None:
        agent, now = session.get_one(Agent, week.agent_ids[1]), clock.now()
        day = now.date() + timedelta(days=20)
        self_service.request_time_off(session, agent=agent, first_date=day, last_date=day, reason="a trip", actor=LEAD, now=now)

    given(app, tell)

    run("erase-person", ADDRESS, "--yes")

    assert [row.reason for row in rows_of(app, TimeOff)] == ["a trip"]
    lines = [line for line in rows_of(app, AuditLine) if (line.after or {}).get("agent_id") == week.agent_ids[1]]
    assert lines


def test_the_week_can_still_be_looked_at(app: Flask, client: FlaskClient, week: WeekPages, run: Run) -> None:
    run("erase-person", ADDRESS, "--yes")
    client.delete_cookie("session")
    sign_in(app, client, Role.LEAD)

    board = client.get(f"{week.url}/board")
    assert board.status_code == 200
    assert f"Person {week.agent_ids[0]}" in board.text
    assert client.get("/people").status_code == 200
    assert client.get("/audit").status_code == 403


def test_somebody_unknown_or_the_last_administrator_is_refused(app: Flask, run: Run) -> None:
    given(app, lambda session: create_administrator(session, email="ada@example.com", display_name="Ada", actor=LEAD, now=NOW))

    assert run("erase-person", "nobody@example.com", "--yes").exit_code == 2
    last = run("erase-person", "ada@example.com", "--yes")
    assert (last.exit_code, "last administrator" in last.output) == (2, True)
    assert len(rows_of(app, UserAccount)) == 1


def test_without_a_yes_nothing_happens(app: Flask, week: WeekPages, run: Run) -> None:
    assert run("erase-person", ADDRESS).exit_code != 0
    assert len(rows_of(app, Wish)) == 1
