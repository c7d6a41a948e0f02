"""The worker's round at the outbox: what is due is sent, a batch at a time."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from flask import Flask

from wfm.core import clock
from wfm.core.unit_of_work import unit_of_work
from wfm.outbox.models import OutgoingMail
from wfm.outbox.services import claim_mails, note_fault, note_sent
from wfm.outbox.smtp import connection, message
from wfm.settings import Settings

BATCH = 50
# SMTP says with a code from 500 that trying again is of no use.
FINAL_FROM = 500

log = logging.getLogger(__name__)


def send_due_mails(app: Flask) -> int:
    """Sends what is due; how many mails were taken out. Without a mail server they wait."""
    settings: Settings = app.config["WFM_SETTINGS"]
    if not settings.smtp_host:
        return 0
    with app.app_context():
        with unit_of_work() as session:
            mails = claim_mails(session, limit=BATCH, now=clock.now())
            session.flush()
            session.expunge_all()
        if mails:
            _send(settings, mails)
    return len(mails)


def _send(settings: Settings, mails: Sequence[OutgoingMail]) -> None:
    left = list(mails)
    try:
        with connection(settings) as server:
            while left:
                _send_one(server, settings, left[0])
                left.pop(0)
    except (OSError, smtplib.SMTPException) as error:
        # The server is away or refuses us: nothing is wrong with the mails themselves.
        log.warning("the mail server %s cannot be used: %s", settings.smtp_host, error)
        for mail in left:
            _note_fault(mail, error, is_final=False)


def _send_one(server: smtplib.SMTP, settings: Settings, mail: OutgoingMail) -> None:
    made = message(settings, to=mail.recipient, subject=mail.subject, text=mail.text, html=mail.html, key=mail.key)
    try:
        server.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        _note_fault(mail, error, is_final=min(codes, default=0) >= FINAL_FROM)
    except smtplib.SMTPResponseException as error:
        if error.smtp_code < FINAL_FROM:
            raise
        _note_fault(mail, error, is_final=True)
    else:
        with unit_of_work() as session:
            note_sent(session, mail_id=mail.id, now=clock.now())


def _note_fault(mail: OutgoingMail, error: Exception, *, is_final: bool) -> None:
    with unit_of_work() as session:
        note_fault(session, mail_id=mail.id, fault=str(error), is_final=is_final, now=clock.now())
