"""Skill ratings: what an agent can do and how gladly, as assessed on a date. History is kept, never overwritten."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.db import Base, UtcDateTime
from wfm.core.immutable import Immutable


class SkillRating(Immutable, Base):
    """One assessment of one agent on one work type; the latest by ``assessed_on`` counts, on dates before ``valid_until``.

    ``level`` 1–5, ``speed`` the heads given at speed 1.0 where it was measured (otherwise the level's default),
    ``enjoyment`` −2…+2.
    """

    __tablename__ = "skill_rating"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level_scale"),
        CheckConstraint("enjoyment BETWEEN -2 AND 2", name="enjoyment_scale"),
        CheckConstraint("speed IS NULL OR (speed > 0 AND speed <= 10)", name="speed_range"),
        CheckConstraint("valid_until IS NULL OR valid_until > assessed_on", name="valid_range"),
        Index("ix_skill_rating_agent_id_work_type_id_assessed_on", "agent_id", "work_type_id", "assessed_on"),
        Index("ix_skill_rating_work_type_id", "work_type_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id", ondelete="RESTRICT"))
    level: Mapped[int]
    speed: Mapped[float | None]
    enjoyment: Mapped[int] = mapped_column(default=0)
    assessed_on: Mapped[date]
    valid_until: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
