"""Solve runs. The run's row is the truth about a solve, whatever the task engine thinks: state, progress, heartbeat, outcome."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, column_property, mapped_column

from wfm.agents.models import OfOneWeek
from wfm.core.columns import CompressedText
from wfm.core.db import Base
from wfm.jobs.runs import Run


class SolveRun(Run, OfOneWeek, Base):
    """One solve of one week: its input and limits, where it stands, and what came out.

    ``problem``, ``start_roster`` and ``result`` are JSON texts kept compressed, loaded only when asked for. Hours are of the latest
    progress.
    """

    __tablename__ = "solve_run"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("seconds_limit > 0", name="seconds_limit_positive"),
        CheckConstraint("threads >= 1", name="threads_positive"),
        CheckConstraint("(state IN ('done', 'stopped', 'cancelled', 'failed')) = (finished_at IS NOT NULL)", name="end_dated"),
        CheckConstraint("state NOT IN ('done', 'stopped') OR result IS NOT NULL", name="outcome_kept"),
        CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failure_explained"),
        Index("ix_solve_run_roster_group_id_week_date", "roster_group_id", "week_date"),
        Index("ix_solve_run_state_heartbeat_at", "state", "heartbeat_at"),
    )

    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id", ondelete="RESTRICT"))
    kept_draft_id: Mapped[int | None] = mapped_column(ForeignKey("roster_draft.id", ondelete="SET NULL", use_alter=True))
    """The draft whose locks the run keeps."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

    problem: Mapped[str] = mapped_column(CompressedText, deferred=True)
    problem_digest: Mapped[str] = mapped_column(String(64))
    start_roster: Mapped[str | None] = mapped_column(CompressedText, deferred=True)
    """The roster the engine starts from; None where it starts from nothing."""
    starts_from_draft: Mapped[bool] = column_property(start_roster.is_not(None))
    seed: Mapped[int]
    seconds_limit: Mapped[float]
    threads: Mapped[int]
    weights: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What counted how much, of the lines that whoever builds may weigh, in minutes of shortage."""
    sitting_out: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """The agents whom whoever built left out by hand."""

    phase: Mapped[str | None] = mapped_column(String(60))
    elapsed_seconds: Mapped[float | None]
    first_roster_seconds: Mapped[float | None]
    rounds: Mapped[int | None]
    required_hours: Mapped[float | None]
    short_hours: Mapped[float | None]
    bound_short_hours: Mapped[float | None]
    surplus_hours: Mapped[float | None]
    objective: Mapped[float | None]

    result: Mapped[str | None] = mapped_column(CompressedText, deferred=True)
    outlook: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """The service that the roster will give, simulated; None where no forecast says what arrives."""


class OutlookRun(Run, Base):
    """The service of a draft being simulated as it stands. ``weeks_digest`` names the contents that its people had then, so that it is
    known whether the draft has changed since."""

    __tablename__ = "outlook_run"
    __table_args__ = (
        CheckConstraint("state <> 'done' OR outlook IS NOT NULL", name="outcome_kept"),
        Index("ix_outlook_run_state_heartbeat_at", "state", "heartbeat_at"),
    )

    draft_id: Mapped[int] = mapped_column(ForeignKey("roster_draft.id", ondelete="CASCADE"), index=True)
    weeks_digest: Mapped[str] = mapped_column(String(64))
    outlook: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200))


class SolveProgress(Base):
    """One point of the two curves of a run: the roster's shortage, and what is proved unavoidable."""

    __tablename__ = "solve_progress"
    __table_args__ = (CheckConstraint("seconds >= 0", name="seconds_range"),)

    solve_run_id: Mapped[int] = mapped_column(ForeignKey("solve_run.id", ondelete="CASCADE"), primary_key=True)
    seconds: Mapped[float] = mapped_column(primary_key=True)
    short_hours: Mapped[float]
    bound_short_hours: Mapped[float | None]
    surplus_hours: Mapped[float]
