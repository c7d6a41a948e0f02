"""The people: agents with their home zone, dated memberships of teams and roster groups, dated contracts.

Every dated row is half-open, ``[valid_from, valid_until)`` in local dates of the person. That two rows of a kind never
overlap is kept by the services, which lock the agent's row first.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wfm.core.columns import unique_where, validity_check
from wfm.core.db import Base, UtcDateTime


class RosterGroup(Base):
    """The people who are rostered together: one problem, one roster a week.

    The week starts on ISO weekday ``week_starts_on`` at midnight in ``zone``, the group's reference zone.
    """

    __tablename__ = "roster_group"
    __table_args__ = (CheckConstraint("week_starts_on BETWEEN 1 AND 7", name="week_starts_on_iso"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    zone: Mapped[str] = mapped_column(String(64))
    week_starts_on: Mapped[int] = mapped_column(default=1)
    country: Mapped[str | None] = mapped_column(String(2))


class OfOneWeek:
    """Columns of a table whose rows are about one week of a roster group.

    ``week_date`` is its first local date in the group's zone, ``[starts_at, ends_at)`` the instants of that week.
    """

    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"))
    week_date: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Team(Base):
    """A label for permission and for time shared; it does not decide who is rostered together.

    Its people should work at the same time for ``hours_together`` hours a week.
    """

    __tablename__ = "team"
    __table_args__ = (CheckConstraint("hours_together >= 0 AND hours_together <= 40", name="hours_together_between"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    hours_together: Mapped[float] = mapped_column(default=0.0, server_default="0")


class Agent(Base):
    """A person who can be rostered. Their days, nights and weekends go by ``zone``, their public holidays by country."""

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("display_name <> ''", name="display_name_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(2))
    subdivision: Mapped[str | None] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(16))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamMembership(Base):
    """An agent belongs to a team from one local date until before another; to several teams at once if need be."""

    __tablename__ = "team_membership"
    __table_args__ = (
        validity_check(),
        UniqueConstraint("agent_id", "team_id", "valid_from"),
        Index("ix_team_membership_team_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class RosterGroupMembership(Base):
    """The one roster group an agent is rostered in at a date."""

    __tablename__ = "roster_group_membership"
    __table_args__ = (
        validity_check(),
        UniqueConstraint("agent_id", "valid_from"),
        unique_where("uq_roster_group_membership_open", "agent_id", where="valid_until IS NULL"),
        Index("ix_roster_group_membership_roster_group_id_valid_from", "roster_group_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    roster_group_id: Mapped[int] = mapped_column(ForeignKey("roster_group.id", ondelete="RESTRICT"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Contract(Base):
    """What may be asked of an agent while it is valid; the fields and units of ``roster-problem/1``.

    A span such as ``week_minutes`` is a pair of columns. Lists are JSON in the shape of the problem file: ``breaks``,
    ``start_windows``, ``templates`` and ``split``. ``default_hours`` is when the person can work as long as they entered
    nothing themselves: a list of ``{"weekday": 1, "local_start": "09:00", "local_end": "17:00"}``, ISO weekdays, local time.
    ``home_department_id`` and ``borrowed_until`` are for people lent to the contact team by another department.
    """

    __tablename__ = "contract"
    __table_args__ = (
        validity_check(),
        UniqueConstraint("agent_id", "valid_from"),
        CheckConstraint(
            "0 <= week_minutes_min AND week_minutes_min <= week_minutes_max AND week_minutes_max <= 10080", name="week_minutes_range"
        ),
        CheckConstraint(
            "15 <= shift_minutes_min AND shift_minutes_min <= shift_minutes_max AND shift_minutes_max <= 1440", name="shift_minutes_range"
        ),
        CheckConstraint("shift_step_minutes BETWEEN 15 AND 1440 AND start_step_minutes BETWEEN 15 AND 1440", name="steps_range"),
        CheckConstraint("rest_minutes BETWEEN 0 AND 10080", name="rest_minutes_range"),
        CheckConstraint("block_minutes_min BETWEEN 0 AND shift_minutes_max", name="block_minutes_min_range"),
        CheckConstraint("days_per_week_max BETWEEN 0 AND 7", name="days_per_week_max_range"),
        CheckConstraint("consecutive_days_max >= 1", name="consecutive_days_max_range"),
        CheckConstraint("day_minutes_max IS NULL OR day_minutes_max BETWEEN 15 AND 1440", name="day_minutes_max_range"),
        CheckConstraint("weekly_rest_minutes IS NULL OR weekly_rest_minutes BETWEEN 0 AND 10080", name="weekly_rest_minutes_range"),
        CheckConstraint("nights_per_week_max IS NULL OR nights_per_week_max BETWEEN 0 AND 7", name="nights_per_week_max_range"),
        CheckConstraint("days_off_run_min IS NULL OR days_off_run_min BETWEEN 1 AND 7", name="days_off_run_min_range"),
        CheckConstraint("period_weeks IS NULL OR period_weeks BETWEEN 1 AND 52", name="period_weeks_range"),
        CheckConstraint("leave_days_per_year IS NULL OR leave_days_per_year BETWEEN 0 AND 366", name="leave_days_per_year_range"),
        CheckConstraint(
            "weekends_off_min IS NULL OR (weekends_off_min >= 0 AND weekends_off_min <= period_weeks)", name="weekends_off_min_range"
        ),
        CheckConstraint(
            "(period_minutes_min IS NULL) = (period_minutes_max IS NULL)"
            " AND (period_minutes_min IS NULL OR (0 <= period_minutes_min AND period_minutes_min <= period_minutes_max))",
            name="period_minutes_range",
        ),
        CheckConstraint(
            "period_weeks IS NOT NULL OR (period_minutes_min IS NULL AND weekends_off_min IS NULL)", name="period_length_given"
        ),
        CheckConstraint(
            "week_minutes_min % 15 = 0 AND week_minutes_max % 15 = 0 AND shift_minutes_min % 15 = 0 AND shift_minutes_max % 15 = 0"
            " AND shift_step_minutes % 15 = 0 AND start_step_minutes % 15 = 0 AND rest_minutes % 15 = 0 AND block_minutes_min % 15 = 0"
            " AND (day_minutes_max IS NULL OR day_minutes_max % 15 = 0)"
            " AND (weekly_rest_minutes IS NULL OR weekly_rest_minutes % 15 = 0)"
            " AND (period_minutes_min IS NULL OR (period_minutes_min % 15 = 0 AND period_minutes_max % 15 = 0))",
            name="quarter_hours",
        ),
        CheckConstraint(
            "borrowed_until IS NULL OR (home_department_id IS NOT NULL AND borrowed_until >= valid_from)", name="borrowed_from_department"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    home_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    borrowed_until: Mapped[date | None]
    leave_days_per_year: Mapped[int | None]

    week_minutes_min: Mapped[int]
    week_minutes_max: Mapped[int]
    week_minimum_hard: Mapped[bool] = mapped_column(default=False)
    shift_minutes_min: Mapped[int]
    shift_minutes_max: Mapped[int]
    shift_step_minutes: Mapped[int] = mapped_column(default=30)
    start_step_minutes: Mapped[int] = mapped_column(default=30)
    rest_minutes: Mapped[int]
    days_per_week_max: Mapped[int]
    consecutive_days_max: Mapped[int]
    block_minutes_min: Mapped[int]

    day_minutes_max: Mapped[int | None]
    weekly_rest_minutes: Mapped[int | None]
    nights_per_week_max: Mapped[int | None]
    days_off_run_min: Mapped[int | None]
    weekends_off_min: Mapped[int | None]
    period_weeks: Mapped[int | None]
    period_minutes_min: Mapped[int | None]
    period_minutes_max: Mapped[int | None]

    breaks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    start_windows: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    templates: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    split: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    default_hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
