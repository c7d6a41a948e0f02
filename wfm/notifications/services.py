"""Writes of notices: told once, mailed as chosen, read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wfm.accounts.models import UserAccount
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.notifications.kinds import NoticeKind
from wfm.notifications.mails import mail_notice
from wfm.notifications.models import Notice, NoticeChoice


def notify(
    session: Session, *, users: Sequence[UserAccount], kind: NoticeKind, subject_id: int, about: Mapping[str, Any], now: datetime
) -> None:
    """Each of the users is told, on the page and, where they did not choose otherwise, by mail. The same is told once."""
    ids = [user.id for user in users]
    known = select(Notice.user_account_id).where(Notice.user_account_id.in_(ids), Notice.kind == kind, Notice.subject_id == subject_id)
    told = set(session.scalars(known))
    choices = {
        choice.user_account_id: choice for choice in session.scalars(select(NoticeChoice).where(NoticeChoice.user_account_id.in_(ids)))
    }
    for user in users:
        if user.id in told:
            continue
        session.add(Notice(user_account_id=user.id, kind=kind, subject_id=subject_id, about=dict(about), created_at=now))
        choice = choices.get(user.id)
        if choice is None or kind.value in choice.mailed_kinds:
            mail_notice(session, user=user, kind=kind, subject_id=subject_id, about=about, choice=choice, now=now)
    session.flush()


def mark_read(session: Session, *, user_id: int, notice_ids: Collection[int] | None, now: datetime) -> None:
    """These notices of the user are read, or all where none is named."""
    mine = update(Notice).where(Notice.user_account_id == user_id, Notice.read_at.is_(None))
    if notice_ids is not None:
        mine = mine.where(Notice.id.in_(notice_ids))
    session.execute(mine.values(read_at=now), execution_options={"synchronize_session": False})


def choose(
    session: Session, *, user_id: int, mailed_kinds: Collection[NoticeKind], quiet: tuple[time, time] | None, actor: Actor, now: datetime
) -> None:
    """The user is mailed about these kinds, and not in their quiet hours."""
    choice = session.get(NoticeChoice, user_id)
    if choice is None:
        choice = NoticeChoice(user_account_id=user_id, mailed_kinds=[])
        session.add(choice)
    choice.mailed_kinds = sorted(kind.value for kind in mailed_kinds)
    choice.quiet_from, choice.quiet_until = quiet or (None, None)
    session.flush()
    after = {"mailed_kinds": choice.mailed_kinds, "quiet_from": choice.quiet_from, "quiet_until": choice.quiet_until}
    record(session, actor=actor, action="choose_notices", entity="user_account", entity_id=user_id, after=after, now=now)
