"""The outbox: a mail is a row until it is sent, so none is lost with a worker and none is sent for what was rolled back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.columns import text_enum
from wfm.core.db import Base, UtcDateTime
from wfm.outbox.kinds import MailState


class OutgoingMail(Base):
    """One mail to one address. ``key`` names its cause, so that the same cause never makes two.

    While ``claimed_until`` lies ahead a worker is sending it. Text and HTML are emptied once it is sent: what people were told about
    their working time is not kept twice."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_dated"),
        CheckConstraint("tries >= 0", name="tries_range"),
        Index("ix_outgoing_mail_state_send_after", "state", "send_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(text_enum(MailState, name="state"), default=MailState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_after: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_fault: Mapped[str] = mapped_column(String(500), default="")
