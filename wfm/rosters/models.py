"""Rosters: the content of a person's week, drafts that point at contents, and numbered versions that store what changed.

A person-week is never altered: an edit writes a new one and points the draft at it. So a version can share contents with the
draft it came from, and what changed between two is told by comparing digests.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wfm.agents.models import OfOneWeek
from wfm.core.columns import text_enum
from wfm.core.db import Base, UtcDateTime
from wfm.core.immutable import Immutable
from wfm.rosters.kinds import ActivityKind, DraftState, SegmentKind


class Activity(Base):
    """Something other than contacts: at one fixed time, or so many minutes a week from ``valid_from`` until before ``valid_until``.

    A growth activity names the work type it prepares for.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="time_complete"),
        CheckConstraint("(starts_at IS NULL) <> (minutes_per_week IS NULL)", name="time_or_weekly"),
        CheckConstraint("(minutes_per_week IS NULL) = (valid_from IS NULL)", name="weekly_is_dated"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("minutes_per_week > 0 AND minutes_per_week <= 10080", name="minutes_per_week_range"),
        CheckConstraint("valid_until IS NULL OR (valid_from IS NOT NULL AND valid_until > valid_from)", name="valid_range"),
        Index("ix_activity_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActivityKind] = mapped_column(text_enum(ActivityKind, name="kind"))
    name: Mapped[str] = mapped_column(String(120))
    is_paid: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes_per_week: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_type.id", ondelete="SET NULL"))
    participants: Mapped[list["ActivityParticipant"]] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)


class ActivityParticipant(Base):
    """Who takes part in an activity."""

    __tablename__ = "activity_participant"
    __table_args__ = (Index("ix_activity_participant_agent_id", "agent_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)


class PresenceRule(Base):
    """At least ``heads`` people who may serve a work type are to be at work, in weekly stretches of the wall-clock time of the group."""

    __tablename__ = "presence_rule"
    __table_args__ = (CheckConstraint("heads >= 1 AND heads <= 100", name="heads_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="CASCADE"), index=True)
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id", ondelete="CASCADE"))
    heads: Mapped[int]
    stretches: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class WorkPair(Base):
    """Two people who should work at the same time, such as somebody who learns and who teaches them; the lower id comes first."""

    __tablename__ = "work_pair"
    __table_args__ = (
        CheckConstraint("agent_id < partner_id", name="ordered"),
        UniqueConstraint("agent_id", "partner_id"),
        Index("ix_work_pair_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))


class PersonWeek(Immutable, Base):
    """All shifts of one agent that start in one week of a roster group; with no shift it says "off all week".

    ``digest`` is the same for the same shifts and segments. The rows below it never change.
    """

    __tablename__ = "person_week"
    __table_args__ = (
        CheckConstraint("paid_minutes >= 0", name="paid_minutes_range"),
        Index("ix_person_week_agent_id_week_date", "agent_id", "week_date"),
        Index("ix_person_week_roster_group_id_week_date", "roster_group_id", "week_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="RESTRICT"))
    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"))
    week_date: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    paid_minutes: Mapped[int]
    shifts: Mapped[list["Shift"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="Shift.starts_at"
    )


class Shift(Immutable, Base):
    """One presence ``[starts_at, ends_at)``, tiled by its segments. ``paid_minutes`` is its length less unpaid breaks."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("paid_minutes >= 0", name="paid_minutes_range"),
        UniqueConstraint("person_week_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_week_id: Mapped[int] = mapped_column(ForeignKey("person_week.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paid_minutes: Mapped[int]
    segments: Mapped[list["ShiftSegment"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="ShiftSegment.position"
    )


class ShiftSegment(Immutable, Base):
    """One stretch of a shift: work on a work type or a bundle, a break, or an activity."""

    __tablename__ = "shift_segment"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("position >= 0", name="position_range"),
        CheckConstraint("(kind = 'work') = ((work_type_id IS NULL) <> (bundle_id IS NULL))", name="work_names_one"),
        CheckConstraint("kind = 'work' OR (work_type_id IS NULL AND bundle_id IS NULL)", name="only_work_serves"),
        CheckConstraint("(kind = 'activity') = (activity_id IS NOT NULL)", name="activity_named"),
    )

    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[SegmentKind] = mapped_column(text_enum(SegmentKind, name="kind"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_type.id", ondelete="RESTRICT"))
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id", ondelete="RESTRICT"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="RESTRICT"))
    is_paid: Mapped[bool] = mapped_column(default=True)


class RosterDraft(OfOneWeek, Base):
    """A roster being worked on. ``row_version`` guards what belongs to the whole draft, each person-week has its own."""

    __tablename__ = "roster_draft"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("number >= 1", name="number_positive"),
        UniqueConstraint("roster_group_id", "week_date", "number"),
        Index("ix_roster_draft_solve_run_id", "solve_run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    state: Mapped[DraftState] = mapped_column(text_enum(DraftState, name="state"), default=DraftState.OPEN)
    row_version: Mapped[int] = mapped_column()
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id", ondelete="RESTRICT"))
    solve_run_id: Mapped[int | None] = mapped_column(ForeignKey("solve_run.id", ondelete="RESTRICT"))
    based_on_version_id: Mapped[int | None] = mapped_column(ForeignKey("roster_version.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    person_weeks: Mapped[list["DraftPersonWeek"]] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy reads a plain dict here


class DraftPersonWeek(Base):
    """Which content a person has in a draft, and what of it is locked. Two edits of the same person meet at ``row_version``.

    ``locks`` is a list in the words of :mod:`wfm.rosters.locks`.
    """

    __tablename__ = "draft_person_week"
    __table_args__ = (Index("ix_draft_person_week_person_week_id", "person_week_id"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("roster_draft.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="RESTRICT"), primary_key=True)
    person_week_id: Mapped[int] = mapped_column(ForeignKey("person_week.id", ondelete="RESTRICT"))
    locks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    row_version: Mapped[int] = mapped_column()
    content: Mapped[PersonWeek] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy reads a plain dict here


class RosterVersion(Immutable, OfOneWeek, Base):
    """Version ``number`` of a published week. It holds only the person-weeks that differ from the version before it."""

    __tablename__ = "roster_version"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("number >= 1", name="number_positive"),
        UniqueConstraint("roster_group_id", "week_date", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id", ondelete="RESTRICT"))
    solve_run_id: Mapped[int | None] = mapped_column(ForeignKey("solve_run.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(Text, default="")
    person_weeks: Mapped[list["VersionPersonWeek"]] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)


class VersionPersonWeek(Immutable, Base):
    """A person-week that a version changed. The published week of a person is that of the highest version naming them."""

    __tablename__ = "version_person_week"
    __table_args__ = (
        Index("ix_version_person_week_agent_id", "agent_id"),
        Index("ix_version_person_week_person_week_id", "person_week_id"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("roster_version.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="RESTRICT"), primary_key=True)
    person_week_id: Mapped[int] = mapped_column(ForeignKey("person_week.id", ondelete="RESTRICT"))
    content: Mapped[PersonWeek] = relationship(lazy="raise")
