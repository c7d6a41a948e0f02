"""What there is to do: departments, channels, work types (planning groups), and how logged contacts map onto them."""

from datetime import time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wfm.catalog.kinds import CoverageMode, Stage, TargetKind
from wfm.core.columns import share_check, text_enum
from wfm.core.db import Base


class Department(Base):
    """A part of the company that owns work, causes contacts, or lends people."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Channel(Base):
    """A way contacts arrive: phone, chat, e-mail, a social network. Channels are data; there can be dozens."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Bundle(Base):
    """Work types that one person may serve in the same block (mode blend)."""

    __tablename__ = "bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class WorkType(Base):
    """A planning group: one demand line that the same people serve. Belongs to one roster group, or to all (NULL).

    ``target_kind`` says which of the target columns apply; ``minimum_headcount`` is a floor under every kind.
    ``concurrency`` is how many contacts one agent works at once. ``shrinkage_share`` is the unplanned paid time not available.
    Outside its opening hours (local to ``opening_zone``) nothing is required; without any it is always open.
    """

    __tablename__ = "work_type"
    __table_args__ = (
        CheckConstraint("priority > 0", name="priority_positive"),
        CheckConstraint("(mode = 'blend') = (bundle_id IS NOT NULL)", name="blend_names_bundle"),
        CheckConstraint("concurrency >= 1", name="concurrency_positive"),
        CheckConstraint("required_level BETWEEN 1 AND 5", name="required_level_scale"),
        CheckConstraint("minimum_headcount >= 0", name="minimum_headcount_range"),
        CheckConstraint("shrinkage_share >= 0 AND shrinkage_share < 1", name="shrinkage_share_range"),
        CheckConstraint("patience_seconds IS NULL OR patience_seconds > 0", name="patience_seconds_positive"),
        share_check("service_level_share"),
        share_check("abandonment_share_max"),
        CheckConstraint("service_level_seconds IS NULL OR service_level_seconds >= 0", name="service_level_seconds_range"),
        CheckConstraint("deadline_minutes IS NULL OR deadline_minutes > 0", name="deadline_minutes_positive"),
        CheckConstraint("weekly_hours IS NULL OR weekly_hours > 0", name="weekly_hours_positive"),
        CheckConstraint(
            "target_kind <> 'service_level' OR (service_level_share IS NOT NULL AND service_level_seconds IS NOT NULL)",
            name="service_level_given",
        ),
        CheckConstraint("target_kind <> 'backlog_deadline' OR deadline_minutes IS NOT NULL", name="deadline_given"),
        CheckConstraint("target_kind <> 'weekly_hours' OR weekly_hours IS NOT NULL", name="weekly_hours_given"),
        CheckConstraint("target_kind <> 'minimum_headcount' OR minimum_headcount >= 1", name="minimum_headcount_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    roster_group_id: Mapped[int | None] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"), index=True)
    owning_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    is_active: Mapped[bool] = mapped_column(default=True)

    mode: Mapped[CoverageMode] = mapped_column(text_enum(CoverageMode, name="mode"), default=CoverageMode.FOCUS)
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id", ondelete="RESTRICT"), index=True)
    priority: Mapped[float] = mapped_column(default=1.0)
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, name="stage"), default=Stage.POST_SALE)
    is_public: Mapped[bool] = mapped_column(default=False)
    required_level: Mapped[int] = mapped_column(default=1)
    concurrency: Mapped[int] = mapped_column(default=1)

    target_kind: Mapped[TargetKind] = mapped_column(text_enum(TargetKind, name="target_kind"))
    service_level_share: Mapped[float | None]
    service_level_seconds: Mapped[int | None]
    abandonment_share_max: Mapped[float | None]
    patience_seconds: Mapped[int | None]
    deadline_minutes: Mapped[int | None]
    weekly_hours: Mapped[float | None]
    minimum_headcount: Mapped[int] = mapped_column(default=0)
    shrinkage_share: Mapped[float] = mapped_column(default=0.0)

    opening_zone: Mapped[str] = mapped_column(String(64))
    opening_hours: Mapped[list["OpeningHours"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="OpeningHours.weekday, OpeningHours.local_start"
    )


class OpeningHours(Base):
    """A weekly stretch in which a work type is open; ``local_end`` at or before ``local_start`` is on the next day."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_iso"),
        UniqueConstraint("work_type_id", "weekday", "local_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    local_start: Mapped[time]
    local_end: Mapped[time]


class ContactSource(Base):
    """A system that logs contacts. ``zone`` is that of its local times."""

    __tablename__ = "contact_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(64))


class ContactType(Base):
    """A type of contact as its source logs it, mapped onto the work type that serves it; NULL means not planned."""

    __tablename__ = "contact_type"
    __table_args__ = (UniqueConstraint("source_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("contact_source.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_type.id", ondelete="RESTRICT"), index=True)


class ContactReason(Base):
    """Why a customer got in touch. An avoidable contact (failure demand) has a department that could end it."""

    __tablename__ = "contact_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    is_avoidable: Mapped[bool] = mapped_column(default=False)
    owning_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
