"""The audit trail: one line a write, in the same transaction as the write itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.db import Base, UtcDateTime
from wfm.core.immutable import Immutable


class AuditLine(Immutable, Base):
    """One write: who, when, what, and the values before and after.

    The actor and the entity are named, not linked, so that a line outlives both.
    """

    __tablename__ = "audit_line"
    __table_args__ = (
        CheckConstraint("action <> ''", name="action_named"),
        CheckConstraint("entity <> '' AND entity_id <> ''", name="entity_named"),
        Index("ix_audit_line_entity_entity_id_at", "entity", "entity_id", "at"),
        Index("ix_audit_line_actor_id_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(60))
    entity_id: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
