"""How long what is kept: each rule names rows that are older than so many months, and they go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from wfm.accounts.models import ApiToken, DoorKnock, PasswordLink, UserSession
from wfm.audit.models import AuditLine
from wfm.audit.services import record
from wfm.availability.models import AvailabilityException, TimeOff, Wish
from wfm.core.access import Actor
from wfm.core.db import Base
from wfm.core.saving import rows_touched
from wfm.editing.models import DraftEdit
from wfm.notifications.models import Notice
from wfm.outbox.kinds import MailState
from wfm.outbox.models import OutgoingMail
from wfm.people.models import PeopleFile

MONTH = timedelta(days=365.25 / 12)
MONTHS_MAX = 1200


@dataclass(frozen=True)
class Rule:
    """Rows of `table` for which `is_older` than the moment go after `months`."""

    name: str
    table: type[Base]
    months: int
    is_older: Callable[[datetime], ColumnElement[bool]]


RULES = (
    Rule("audit trail", AuditLine, 36, lambda then: AuditLine.at < then),
    Rule("time off", TimeOff, 36, lambda then: TimeOff.ends_at < then),
    Rule("wishes", Wish, 24, lambda then: Wish.ends_at < then),
    Rule("availability of single dates", AvailabilityException, 24, lambda then: AvailabilityException.local_date < then.date()),
    Rule("edits of drafts", DraftEdit, 12, lambda then: DraftEdit.made_at < then),
    Rule("notices", Notice, 12, lambda then: Notice.created_at < then),
    Rule("mails", OutgoingMail, 3, lambda then: and_(OutgoingMail.created_at < then, OutgoingMail.state != MailState.WAITING)),
    Rule("sessions that ended", UserSession, 3, lambda then: UserSession.expires_at < then),
    Rule("tokens that ended", ApiToken, 3, lambda then: ApiToken.expires_at < then),
    Rule("links to choose a password", PasswordLink, 3, lambda then: PasswordLink.expires_at < then),
    Rule("attempts to sign in", DoorKnock, 1, lambda then: DoorKnock.at < then),
)
FILES_MONTHS = 1


def apply_retention(
    session: Session, *, months: Mapping[str, int], is_trial: bool, actor: Actor, now: datetime
) -> list[tuple[str, int, int]]:
    """Of each rule its name, its months and how many rows went, or, on trial, would go. `months` says otherwise for some, by name."""
    told = []
    for rule in RULES:
        kept = months.get(rule.name, rule.months)
        is_older = rule.is_older(now - kept * MONTH)
        count = session.scalar(select(func.count()).select_from(rule.table).where(is_older)) or 0
        if count and not is_trial:
            rows_touched(session, delete(rule.table).where(is_older))
        told.append((rule.name, kept, count))
    waiting = and_(PeopleFile.content.is_not(None), PeopleFile.uploaded_at < now - FILES_MONTHS * MONTH)
    files = session.scalar(select(func.count()).select_from(PeopleFile).where(waiting)) or 0
    if not is_trial:
        rows_touched(session, update(PeopleFile).where(waiting).values(content=None))
        gone = {name: count for name, _months, count in told if count}
        record(session, actor=actor, action="apply_retention", entity="database", entity_id="all", after=gone | {"files": files}, now=now)
    return [*told, ("files of people nobody decided on", FILES_MONTHS, files)]
