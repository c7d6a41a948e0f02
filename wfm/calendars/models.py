"""The secret address of an agent's calendar feed, of which only a hash is kept, and the published weeks that agents have seen."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.columns import unique_where
from wfm.core.db import Base, UtcDateTime


class CalendarFeed(Base):
    """One feed of one agent; a revoked one stays, so that a lead can see when an address was withdrawn."""

    __tablename__ = "calendar_feed"
    __table_args__ = (unique_where("uq_calendar_feed_live", "agent_id", where="revoked_at IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Acknowledgement(Base):
    """An agent has seen a published version that changed their week."""

    __tablename__ = "acknowledgement"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("roster_version.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
