"""When people can and want to work. Local times are wall clock in the agent's home zone; wishes and time off are instants."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wfm.availability.kinds import AvailabilityKind, TimeOffState, WishKind
from wfm.core.columns import text_enum, unique_where, validity_check
from wfm.core.db import Base, UtcDateTime


class AvailabilityPattern(Base):
    """A person's usual week while it is valid. One without windows says "never"; a date without a pattern is "not entered"."""

    __tablename__ = "availability_pattern"
    __table_args__ = (
        validity_check(),
        UniqueConstraint("agent_id", "valid_from"),
        unique_where("uq_availability_pattern_open", "agent_id", where="valid_until IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    windows: Mapped[list["AvailabilityWindow"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="AvailabilityWindow.weekday, AvailabilityWindow.local_start",
    )


class AvailabilityWindow(Base):
    """A weekly stretch of a pattern; ``local_end`` at or before ``local_start`` is on the next day."""

    __tablename__ = "availability_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_iso"),
        UniqueConstraint("pattern_id", "weekday", "local_start", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern_id: Mapped[int] = mapped_column(ForeignKey("availability_pattern.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    local_start: Mapped[time]
    local_end: Mapped[time]
    kind: Mapped[AvailabilityKind] = mapped_column(text_enum(AvailabilityKind, name="kind"), default=AvailabilityKind.AVAILABLE)


class AvailabilityException(Base):
    """One date that differs from the pattern: the whole local date, or a stretch that starts on it."""

    __tablename__ = "availability_exception"
    __table_args__ = (
        CheckConstraint("(local_start IS NULL) = (local_end IS NULL)", name="stretch_complete"),
        Index("ix_availability_exception_agent_id_local_date", "agent_id", "local_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    local_date: Mapped[date]
    local_start: Mapped[time | None]
    local_end: Mapped[time | None]
    kind: Mapped[AvailabilityKind] = mapped_column(text_enum(AvailabilityKind, name="kind"))
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Wish(Base):
    """A soft wish for a span; ``weight_minutes`` is its weight in minutes of shortage."""

    __tablename__ = "wish"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("weight_minutes > 0", name="weight_minutes_positive"),
        Index("ix_wish_agent_id_starts_at", "agent_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    kind: Mapped[WishKind] = mapped_column(text_enum(WishKind, name="kind"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    weight_minutes: Mapped[int] = mapped_column(default=30)
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TimeOff(Base):
    """Leave. ``credited_minutes`` of paid leave count towards the contract's week minutes."""

    __tablename__ = "time_off"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("credited_minutes >= 0", name="credited_minutes_range"),
        CheckConstraint("(state IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name="decision_dated"),
        Index("ix_time_off_agent_id_starts_at", "agent_id", "starts_at"),
        Index("ix_time_off_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[TimeOffState] = mapped_column(text_enum(TimeOffState, name="state"), default=TimeOffState.PENDING)
    reason: Mapped[str] = mapped_column(String(60), default="")
    credited_minutes: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    decision_note: Mapped[str] = mapped_column(Text, default="")
