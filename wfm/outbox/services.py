"""Writes of the outbox: put a mail in, take some out to send, note what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.checks import check_email
from wfm.core.errors import NotFound
from wfm.outbox.kinds import MailState
from wfm.outbox.models import OutgoingMail

SUBJECT_LENGTH_MAX = 200
FAULT_LENGTH_MAX = 500
CLAIM_LASTS = timedelta(minutes=5)
TRIES_MAX = 12
PAUSE_MAX = timedelta(hours=6)


def put_mail(
    session: Session,
    *,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    key: str,
    send_after: datetime | None = None,
    now: datetime,
) -> None:
    """The mail is sent once this transaction is committed, not before `send_after`; where one of the same `key` is there already,
    nothing is added. Raises InvalidInput where `to` is no address."""
    check_email("to", to)
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.key == key)) is not None:
        return
    # A line break in a header would begin another header.
    plain_subject = " ".join(subject.split())[:SUBJECT_LENGTH_MAX]
    mail = OutgoingMail(key=key, recipient=to, subject=plain_subject, text=text, html=html, created_at=now, send_after=send_after or now)
    session.add(mail)
    session.flush()


def claim_mails(session: Session, *, limit: int, now: datetime) -> Sequence[OutgoingMail]:
    """Mails that are due, which no other worker sends for a while."""
    due = select(OutgoingMail).where(
        OutgoingMail.state == MailState.WAITING,
        OutgoingMail.send_after <= now,
        or_(OutgoingMail.claimed_until.is_(None), OutgoingMail.claimed_until <= now),
    )
    mails = session.scalars(due.order_by(OutgoingMail.send_after, OutgoingMail.id).limit(limit).with_for_update(skip_locked=True)).all()
    for mail in mails:
        mail.claimed_until = now + CLAIM_LASTS
    return mails


def note_sent(session: Session, *, mail_id: int, now: datetime) -> None:
    """The mail has left; what it said is not kept."""
    mail = session.get_one(OutgoingMail, mail_id)
    mail.state, mail.sent_at, mail.claimed_until = MailState.SENT, now, None
    mail.tries += 1
    mail.text, mail.html, mail.last_fault = "", None, ""


def note_fault(session: Session, *, mail_id: int, fault: str, is_final: bool, now: datetime) -> None:
    """The mail could not be sent; it is tried again later, each time after a longer pause, or given up."""
    mail = session.get_one(OutgoingMail, mail_id)
    mail.tries += 1
    mail.last_fault = fault[:FAULT_LENGTH_MAX]
    mail.claimed_until = None
    if is_final or mail.tries >= TRIES_MAX:
        mail.state = MailState.GIVEN_UP
    else:
        mail.send_after = now + min(timedelta(minutes=2 ** (mail.tries - 1)), PAUSE_MAX)


def send_again(session: Session, *, mail_id: int, actor: Actor, now: datetime) -> None:
    """A mail that was given up is tried anew. Raises NotFound where there is none."""
    mail = session.get(OutgoingMail, mail_id)
    if mail is None or mail.state is MailState.SENT:
        raise NotFound(_("There is no mail %(id)s that waits.", id=mail_id))
    mail.state, mail.tries, mail.send_after = MailState.WAITING, 0, now
    record(session, actor=actor, action="send_again", entity="outgoing_mail", entity_id=mail_id, now=now)
