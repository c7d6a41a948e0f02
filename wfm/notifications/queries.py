"""Reads of notices."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wfm.notifications.models import Notice, NoticeChoice

NOTICES_SHOWN_MAX = 100


def notices_of(session: Session, *, user_id: int) -> Sequence[Notice]:
    """What a user was told, the newest first."""
    asked = select(Notice).where(Notice.user_account_id == user_id)
    return session.scalars(asked.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(NOTICES_SHOWN_MAX)).all()


def unread_count(session: Session, *, user_id: int) -> int:
    asked = select(func.count()).select_from(Notice).where(Notice.user_account_id == user_id, Notice.read_at.is_(None))
    return session.scalar(asked) or 0


def find_choice(session: Session, *, user_id: int) -> NoticeChoice | None:
    """How a user wants to be told; None where they never said."""
    return session.get(NoticeChoice, user_id)
