"""What was done to drafts by hand: who, what, why, and each person's week before and after, so that it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wfm.core.columns import text_enum
from wfm.core.db import Base, UtcDateTime
from wfm.editing.kinds import EditKind, EditState


class DraftEdit(Base):
    """One edit of a draft. ``told`` is it in words, as its author read it; ``reason`` is why the law was overruled.

    ``request_key`` is drawn by the page: the same request, sent twice, is done once.
    """

    __tablename__ = "draft_edit"
    __table_args__ = (
        CheckConstraint("reason IS NULL OR reason <> ''", name="reason_given"),
        CheckConstraint("request_key <> ''", name="request_key_given"),
        UniqueConstraint("draft_id", "request_key"),
        Index("ix_draft_edit_draft_id_user_id", "draft_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("roster_draft.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    user_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[EditKind] = mapped_column(text_enum(EditKind, name="kind"))
    state: Mapped[EditState] = mapped_column(text_enum(EditState, name="state"), default=EditState.DONE)
    told: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str | None] = mapped_column(String(500))
    request_key: Mapped[str] = mapped_column(String(64))
    people: Mapped[list["DraftEditPerson"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="DraftEditPerson.agent_id"
    )


class DraftEditPerson(Base):
    """One person's week before and after an edit. The contents never change, so taking an edit back points at the earlier one."""

    __tablename__ = "draft_edit_person"
    __table_args__ = (
        Index("ix_draft_edit_person_agent_id", "agent_id"),
        Index("ix_draft_edit_person_before_id", "before_id"),
        Index("ix_draft_edit_person_after_id", "after_id"),
    )

    edit_id: Mapped[int] = mapped_column(ForeignKey("draft_edit.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="RESTRICT"), primary_key=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("person_week.id", ondelete="RESTRICT"))
    after_id: Mapped[int] = mapped_column(ForeignKey("person_week.id", ondelete="RESTRICT"))
    locks_before: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    locks_after: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
