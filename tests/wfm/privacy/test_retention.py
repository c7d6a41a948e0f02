"""What has been kept for long enough goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, an_agent
from tests.support.pages import given, rows_of
from wfm.audit.models import AuditLine
from wfm.audit.services import record
from wfm.availability.kinds import WishKind
from wfm.availability.models import Wish
from wfm.core import clock
from wfm.outbox.kinds import MailState
from wfm.outbox.models import OutgoingMail
from wfm.people.models import PeopleFile

YEAR = timedelta(days=365)


@pytest.fixture
def old_and_new(app: Flask) -> None:
    now = clock.now()

    def make(session: Session) -> None:
        agent = an_agent(session)
        for ago in (timedelta(days=1), 3 * YEAR):
            record(session, actor=LEAD, action="trial", entity="agent", entity_id=1, now=now - ago - YEAR)
            span = {"starts_at": now - ago - timedelta(hours=8), "ends_at": now - ago, "entered_at": now}
            session.add(Wish(agent_id=agent.id, kind=WishKind.OFF, **span))
            mail = {"recipient": "a@example.com", "subject": "x", "text": "", "send_after": now, "created_at": now - ago}
            sent = {"state": MailState.SENT, "sent_at": now}
            session.add(OutgoingMail(key=f"sent {ago}", **mail, **sent))
            session.add(OutgoingMail(key=f"waiting {ago}", **mail))
            session.add(PeopleFile(name="people.csv", content=b"x", uploaded_at=now - ago))

    given(app, make)


def kept(app: Flask) -> tuple[int, int, int, int]:
    return (
        len([line for line in rows_of(app, AuditLine) if line.action == "trial"]),
        len(rows_of(app, Wish)),
        len(rows_of(app, OutgoingMail)),
        len([file for file in rows_of(app, PeopleFile) if file.content]),
    )


@pytest.mark.usefixtures("old_and_new")
def test_old_rows_go_and_new_ones_stay(app: Flask) -> None:
    run = app.test_cli_runner()

    trial = run.invoke(args=["apply-retention", "--dry-run"])
    assert kept(app) == (2, 2, 4, 2)
    done = run.invoke(args=["apply-retention"])

    assert (trial.exit_code, done.exit_code) == (0, 0)
    assert trial.output == done.output
    assert "       1  wishes (24)" in done.output
    assert kept(app) == (1, 1, 3, 1)  # a mail that waits is not old, however long it waits
    assert rows_of(app, AuditLine)[-1].after == {"audit trail": 1, "wishes": 1, "mails": 1, "files": 1}


@pytest.mark.usefixtures("old_and_new")
def test_another_time_may_be_told(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["apply-retention", "--months", "wishes=120", "--months", "audit trail=3"])

    assert kept(app)[:2] == (0, 2)


@pytest.mark.parametrize("told", ["wishes=", "wishes=0", "wishes=many", "rosters", "wishes=1201"])
def test_a_time_that_makes_no_sense_is_named(app: Flask, told: str) -> None:
    done = app.test_cli_runner().invoke(args=["apply-retention", "--months", told])

    assert done.exit_code == 2
    assert f"Error: '{told.removeprefix('wishes=')}' is " in done.output
