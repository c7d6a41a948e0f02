"""Simulate the service of a draft as it stands.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("queued", "running", "done", "stopped", "cancelled", "failed")


def upgrade() -> None:
    op.create_table(
        "outlook_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("weeks_digest", sa.String(length=64), nullable=False),
        sa.Column("outlook", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name=op.f("ck_outlook_run_state"), native_enum=False, length=24, create_constraint=True),
            nullable=False,
        ),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state <> 'done' OR outlook IS NOT NULL", name=op.f("ck_outlook_run_outcome_kept")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_outlook_run_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["draft_id"], ["roster_draft.id"], name=op.f("fk_outlook_run_draft_id_roster_draft"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlook_run")),
    )
    op.create_index(op.f("ix_outlook_run_draft_id"), "outlook_run", ["draft_id"])
    op.create_index("ix_outlook_run_state_heartbeat_at", "outlook_run", ["state", "heartbeat_at"])


def downgrade() -> None:
    op.drop_table("outlook_run")
