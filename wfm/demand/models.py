"""What is coming and what it takes: imported volumes, forecasts, requirements.

A forecast and a requirement never change once written; a correction is a new one. Intervals start at UTC instants.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wfm.agents.models import OfOneWeek
from wfm.core.columns import text_enum, unique_where
from wfm.core.db import Base, UtcDateTime
from wfm.core.immutable import Immutable
from wfm.demand.kinds import DayKind, ImportState, RequirementKind
from wfm.jobs.runs import Run


class VolumeImport(Base):
    """One file brought in: what it was, how it was read, what came of it. ``errors`` holds line, field and text."""

    __tablename__ = "volume_import"
    __table_args__ = (
        CheckConstraint("window_ends_at > window_starts_at", name="window_ends_after_start"),
        CheckConstraint("state <> 'stored' OR (window_starts_at IS NOT NULL AND window_ends_at IS NOT NULL)", name="stored_has_window"),
        CheckConstraint("rows_read >= 0 AND rows_kept >= 0 AND rows_kept <= rows_read", name="rows_range"),
        Index("ix_volume_import_source_id_sha256", "source_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("contact_source.id", ondelete="RESTRICT"))
    state: Mapped[ImportState] = mapped_column(text_enum(ImportState, name="state"))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str] = mapped_column(String(64))
    profile_name: Mapped[str | None] = mapped_column(String(60))
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    window_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_kept: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportRun(Run, Base):
    """One file that was uploaded to be brought in: how it is to be read, how far it is, and the import that came of it.

    ``options`` is what was said about it. ``outcome`` tells what became of it, as `ImportOutcome` does.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("bytes_total >= 0 AND bytes_read >= 0", name="bytes_range"),
        Index("ix_import_run_state_heartbeat_at", "state", "heartbeat_at"),
    )

    file_name: Mapped[str] = mapped_column(String(255))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    bytes_total: Mapped[int]
    bytes_read: Mapped[int] = mapped_column(default=0)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("volume_import.id", ondelete="SET NULL"))
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200))


class PlanRun(Run, Base):
    """A week being forecast from ``weeks`` past ones, None to keep the newest forecast, and what it takes being computed, for the day of
    a ``quantile`` where one is told. ``outcome`` tells what a person should know of it."""

    __tablename__ = "plan_run"
    __table_args__ = (
        CheckConstraint("lines_done >= 0 AND lines_done <= lines_total", name="lines_range"),
        Index("ix_plan_run_state_heartbeat_at", "state", "heartbeat_at"),
        Index("ix_plan_run_roster_group_id_week_date", "roster_group_id", "week_date"),
    )

    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"))
    week_date: Mapped[date]
    weeks: Mapped[int | None]
    quantile: Mapped[float | None]
    lines_total: Mapped[int] = mapped_column(default=0)
    lines_done: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200))


class UploadPart(Base):
    """A megabyte of an uploaded file, until the run that reads it is over: web and worker need no disk in common."""

    __tablename__ = "upload_part"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class VolumeSeries(Base):
    """One line of volumes: a contact type (and so its source), with or without a contact reason."""

    __tablename__ = "volume_series"
    __table_args__ = (
        UniqueConstraint("contact_type_id", "contact_reason_id"),
        unique_where("uq_volume_series_without_reason", "contact_type_id", where="contact_reason_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_type_id: Mapped[int] = mapped_column(ForeignKey("contact_type.id", ondelete="RESTRICT"))
    contact_reason_id: Mapped[int | None] = mapped_column(ForeignKey("contact_reason.id", ondelete="RESTRICT"))


class VolumeInterval(Base):
    """Contacts of one series in one interval. Handled and abandoned are NULL where the file does not know them.

    ``handle_time_seconds_sum`` is over the handled contacts, or over the offered ones where handled is not known.
    """

    __tablename__ = "volume_interval"
    __table_args__ = (
        CheckConstraint("minutes IN (15, 30, 60)", name="minutes_grid"),
        CheckConstraint("offered >= 0 AND handled >= 0 AND abandoned >= 0", name="counts_range"),
        CheckConstraint("handle_time_seconds_sum >= 0", name="handle_time_seconds_sum_range"),
        Index("ix_volume_interval_import_id", "import_id"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("volume_series.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    offered: Mapped[int]
    handled: Mapped[int | None]
    abandoned: Mapped[int | None]
    handle_time_seconds_sum: Mapped[float | None]
    import_id: Mapped[int] = mapped_column(ForeignKey("volume_import.id", ondelete="RESTRICT"))


class SpecialDay(Base):
    """A date unlike its weekday, in the opening zone of the work type; for every work type where none is named."""

    __tablename__ = "special_day"
    __table_args__ = (
        UniqueConstraint("local_date", "work_type_id"),
        unique_where("uq_special_day_every_work_type", "local_date", where="work_type_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    local_date: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(text_enum(DayKind, name="kind"))
    name: Mapped[str] = mapped_column(String(120))
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_type.id", ondelete="CASCADE"))


class Forecast(Immutable, Base):
    """What is expected in ``[starts_at, ends_at)`` for the work types of a roster group, by a method and its parameters."""

    __tablename__ = "forecast"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("history_ends_at > history_starts_at", name="history_ends_after_start"),
        Index("ix_forecast_roster_group_id_starts_at", "roster_group_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(String(60))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    history_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    history_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ForecastInterval(Immutable, Base):
    """Expected contacts of one work type in one interval, and their mean handle time."""

    __tablename__ = "forecast_interval"
    __table_args__ = (
        CheckConstraint("minutes IN (15, 30, 60)", name="minutes_grid"),
        CheckConstraint("contacts >= 0", name="contacts_range"),
        CheckConstraint("handle_time_seconds >= 0", name="handle_time_seconds_range"),
    )

    forecast_id: Mapped[int] = mapped_column(ForeignKey("forecast.id", ondelete="CASCADE"), primary_key=True)
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id", ondelete="RESTRICT"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    contacts: Mapped[float]
    handle_time_seconds: Mapped[float]


class Requirement(Immutable, OfOneWeek, Base):
    """Version ``number`` of what one week of a roster group takes."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("number >= 1", name="number_positive"),
        UniqueConstraint("roster_group_id", "week_date", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    forecast_id: Mapped[int | None] = mapped_column(ForeignKey("forecast.id", ondelete="RESTRICT"))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequirementInterval(Immutable, Base):
    """Heads at speed 1.0 wanted in one interval, or minutes of backlog arriving in it.

    Where a lead's override stands beside the computed row, the override counts.
    """

    __tablename__ = "requirement_interval"
    __table_args__ = (
        CheckConstraint("minutes IN (15, 30, 60)", name="minutes_grid"),
        CheckConstraint("required_heads >= 0 AND backlog_minutes >= 0", name="need_range"),
        CheckConstraint("(required_heads IS NULL) <> (backlog_minutes IS NULL)", name="heads_or_backlog"),
    )

    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"), primary_key=True)
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id", ondelete="RESTRICT"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    kind: Mapped[RequirementKind] = mapped_column(
        text_enum(RequirementKind, name="kind"), primary_key=True, default=RequirementKind.COMPUTED
    )
    minutes: Mapped[int] = mapped_column(SmallInteger)
    required_heads: Mapped[float | None]
    backlog_minutes: Mapped[float | None]
