"""Mails leave once their cause is committed, once, and are tried again when the mail server is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.mail_server import MailServer, mail_server
from tests.support.pages import given, sign_in
from tests.support.service import free_port
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.outbox.kinds import MailState
from wfm.outbox.models import OutgoingMail
from wfm.outbox.queries import latest_mails, mails_by_state
from wfm.outbox.sending import send_due_mails
from wfm.outbox.services import TRIES_MAX, claim_mails, put_mail, send_again
from wfm.settings import Settings, SmtpSecurity


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as running:
        use(app, monkeypatch, running.port)
        yield running


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    settings = Settings(
        secret_key="0123456789abcdef",
        demo=True,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security=SmtpSecurity.NONE,
        mail_from="rosters@example.com",
        public_url="https://rosters.example.com",
    )
    monkeypatch.setitem(app.config, "WFM_SETTINGS", settings)


def put(session: Session, key: str = "one", **said: object) -> None:
    usual = {"to": "ana@example.com", "subject": "Your week", "text": "Monday 9 to 17", "now": NOW}
    put_mail(session, key=key, **usual | said)  # type: ignore[arg-type]


def the_mail(app: Flask) -> OutgoingMail:
    with app.app_context():
        (mail,) = latest_mails(read_session())
        return mail


def test_a_mail_leaves_with_text_and_html_and_what_it_said_is_not_kept(app: Flask, server: MailServer) -> None:
    given(app, lambda session: put(session, html="<p>Monday <b>9 to 17</b></p>"))

    assert send_due_mails(app) == 1
    assert send_due_mails(app) == 0

    (mail,) = server.mails
    assert (mail["To"], mail["Subject"], mail["From"].addresses[0].addr_spec) == ("ana@example.com", "Your week", "rosters@example.com")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    kept = the_mail(app)
    assert (kept.state, kept.text, kept.html, kept.tries) == (MailState.SENT, "", None, 1)


def test_the_same_cause_makes_one_mail(app: Flask, server: MailServer) -> None:
    given(app, put)
    given(app, put)

    assert send_due_mails(app) == 1


def test_what_is_rolled_back_sends_nothing(app: Flask, server: MailServer) -> None:
    def fail(session: Session) -> None:
        put(session)
        raise NotFound("gone")

    with pytest.raises(NotFound):
        given(app, fail)

    assert send_due_mails(app) == 0


def test_a_line_break_makes_no_header_and_a_wrong_address_no_mail(app: Flask, server: MailServer) -> None:
    given(app, lambda session: put(session, subject="Week\r\nBcc: everybody@example.com"))
    with app.app_context(), pytest.raises(InvalidInput), unit_of_work() as session:
        put(session, "two", to="ana@example.com\r\nBcc: x@example.com")

    send_due_mails(app)

    (mail,) = server.mails
    assert mail["Subject"] == "Week Bcc: everybody@example.com"
    assert mail["Bcc"] is None


def test_nothing_leaves_before_its_time(app: Flask, server: MailServer) -> None:
    given(app, lambda session: put(session, send_after=clock.now() + timedelta(hours=1)))

    assert send_due_mails(app) == 0


def test_a_server_that_is_away_costs_a_try_and_a_longer_pause_each_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    use(app, monkeypatch, free_port())
    given(app, put)
    pauses = []
    for _ in range(3):
        before = clock.now()
        assert send_due_mails(app) == 1
        pauses.append(round((the_mail(app).send_after - before).total_seconds() / 60))
        given(app, lambda session: session.execute(update(OutgoingMail).values(send_after=NOW)))

    assert pauses == [1, 2, 4]
    assert "refused" in the_mail(app).last_fault.lower()
    given(app, lambda session: session.execute(update(OutgoingMail).values(tries=TRIES_MAX - 1)))
    send_due_mails(app)
    assert the_mail(app).state is MailState.GIVEN_UP


@pytest.mark.parametrize(("answer", "state"), [("550 no such user", MailState.GIVEN_UP), ("451 try later", MailState.WAITING)])
def test_a_refused_recipient_is_given_up_or_tried_later(app: Flask, server: MailServer, answer: str, state: MailState) -> None:
    server.answer_to_recipient = answer
    given(app, put)
    given(app, lambda session: put(session, "two"))

    assert send_due_mails(app) == 2

    with app.app_context():
        assert mails_by_state(read_session())[state] == 2


def test_two_workers_do_not_take_the_same_mail_and_a_dead_ones_is_taken_later(session: Session) -> None:
    put(session)

    assert len(claim_mails(session, limit=9, now=NOW)) == 1
    session.flush()
    assert claim_mails(session, limit=9, now=NOW) == []
    assert len(claim_mails(session, limit=9, now=NOW + timedelta(minutes=6))) == 1


def test_what_was_given_up_can_be_sent_again(session: Session) -> None:
    put(session)
    session.execute(update(OutgoingMail).values(state=MailState.GIVEN_UP))
    (mail_id,) = session.scalars(select(OutgoingMail.id))

    send_again(session, mail_id=mail_id, actor=LEAD, now=NOW)

    assert len(claim_mails(session, limit=9, now=NOW)) == 1
    with pytest.raises(NotFound):
        send_again(session, mail_id=mail_id + 1, actor=LEAD, now=NOW)


def test_without_a_mail_server_mails_wait(app: Flask) -> None:
    given(app, put)

    assert send_due_mails(app) == 0
    assert the_mail(app).state is MailState.WAITING


def test_the_test_mail_says_what_the_server_answered(app: Flask, server: MailServer) -> None:
    run = app.test_cli_runner()

    assert "has taken a mail to ana@example.com" in run.invoke(args=["send-test-mail", "--to", "ana@example.com"]).output
    server.answer_to_recipient = "550 no such user"
    refused = run.invoke(args=["send-test-mail", "--to", "ana@example.com"])
    assert refused.exit_code != 0
    assert "did not take it" in refused.output


def test_an_administrator_sees_what_was_given_up_and_sends_it_again(app: Flask, client: FlaskClient, server: MailServer) -> None:
    server.answer_to_recipient = "550 no such user"
    given(app, lambda session: put(session, subject="<b>week</b>"))
    send_due_mails(app)
    sign_in(app, client, Role.ADMINISTRATOR)

    page = client.get("/mails?state=given_up").text
    assert "&lt;b&gt;week" in page
    assert "no such user" in page
    assert "There is no mail here." in client.get("/mails?state=sent").text
    assert client.get("/mails?state=lost").status_code == 200
    server.answer_to_recipient = "250 OK"
    assert client.post(f"/mails/{the_mail(app).id}/send").status_code == 302
    assert send_due_mails(app) == 1
    assert client.post(f"/mails/{the_mail(app).id}/send").status_code == 404
