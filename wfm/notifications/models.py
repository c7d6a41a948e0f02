"""Notices, and how each person wants to be told."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.columns import text_enum
from wfm.core.db import Base, UtcDateTime
from wfm.notifications.kinds import NoticeKind


class Notice(Base):
    """Something one user is told. `about` holds the facts; the words are made when it is read, in the reader's language.

    `subject_id` names what it is about, so that the same is never told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_account_id", "kind", "subject_id"),
        Index("ix_notice_user_account_id_read_at", "user_account_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(text_enum(NoticeKind, name="kind"))
    subject_id: Mapped[int]
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeChoice(Base):
    """How a user wants to be told. Without a row everything is mailed at once. `mailed_kinds` are those that come by mail too.

    In quiet hours, local to the user's zone, mails wait; an end at or before the start is on the next day."""

    __tablename__ = "notice_choice"
    __table_args__ = (CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours_complete"),)

    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    mailed_kinds: Mapped[list[str]] = mapped_column(JSON)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
