"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wfm.outbox.kinds import MailState
from wfm.outbox.models import OutgoingMail


def latest_mails(session: Session, *, state: MailState | None = None, limit: int = 200) -> Sequence[OutgoingMail]:
    """The newest mails, of a state where one is told."""
    asked = select(OutgoingMail)
    if state is not None:
        asked = asked.where(OutgoingMail.state == state)
    return session.scalars(asked.order_by(OutgoingMail.id.desc()).limit(limit)).all()


def mails_by_state(session: Session) -> dict[MailState, int]:
    """How many mails there are of each state."""
    counted = dict(session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)).all())
    return {state: counted.get(state, 0) for state in MailState}
