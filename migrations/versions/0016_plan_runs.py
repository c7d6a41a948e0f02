"""Forecast and staff weeks as jobs.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = ("queued", "running", "done", "stopped", "cancelled", "failed")


def upgrade() -> None:
    op.create_table(
        "plan_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("quantile", sa.Double(), nullable=True),
        sa.Column("lines_total", sa.Integer(), nullable=False),
        sa.Column("lines_done", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name=op.f("ck_plan_run_state"), native_enum=False, length=24, create_constraint=True),
            nullable=False,
        ),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("lines_done >= 0 AND lines_done <= lines_total", name=op.f("ck_plan_run_lines_range")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_plan_run_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_plan_run_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_run")),
    )
    op.create_index(op.f("ix_plan_run_state_heartbeat_at"), "plan_run", ["state", "heartbeat_at"])
    op.create_index(op.f("ix_plan_run_roster_group_id_week_date"), "plan_run", ["roster_group_id", "week_date"])


def downgrade() -> None:
    op.drop_table("plan_run")
