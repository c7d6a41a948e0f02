"""Keep edits of drafts, and what leads have locked in them.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EDIT_KINDS = ("move", "resize", "reassign", "remove", "add", "work", "split", "break", "move_break", "activity", "lock", "unlock")
EDIT_STATES = ("done", "undone", "dropped")


def upgrade() -> None:
    with op.batch_alter_table("draft_person_week") as batch:
        batch.add_column(sa.Column("locks", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "draft_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*EDIT_KINDS, name=op.f("ck_draft_edit_kind"), native_enum=False, length=24, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(*EDIT_STATES, name=op.f("ck_draft_edit_state"), native_enum=False, length=24, create_constraint=True),
            nullable=False,
        ),
        sa.Column("told", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("reason IS NULL OR reason <> ''", name=op.f("ck_draft_edit_reason_given")),
        sa.CheckConstraint("request_key <> ''", name=op.f("ck_draft_edit_request_key_given")),
        sa.ForeignKeyConstraint(["draft_id"], ["roster_draft.id"], name=op.f("fk_draft_edit_draft_id_roster_draft"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_edit_user_id_user_account"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_edit")),
        sa.UniqueConstraint("draft_id", "request_key", name=op.f("uq_draft_edit_draft_id_request_key")),
    )
    op.create_index(op.f("ix_draft_edit_draft_id_user_id"), "draft_edit", ["draft_id", "user_id"])
    op.create_table(
        "draft_edit_person",
        sa.Column("edit_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("locks_before", sa.JSON(), nullable=False),
        sa.Column("locks_after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edit_id"], ["draft_edit.id"], name=op.f("fk_draft_edit_person_edit_id_draft_edit"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_draft_edit_person_agent_id_agent"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["before_id"], ["person_week.id"], name=op.f("fk_draft_edit_person_before_id_person_week"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["after_id"], ["person_week.id"], name=op.f("fk_draft_edit_person_after_id_person_week"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("edit_id", "agent_id", name=op.f("pk_draft_edit_person")),
    )
    for column in ("agent_id", "before_id", "after_id"):
        op.create_index(op.f(f"ix_draft_edit_person_{column}"), "draft_edit_person", [column])


def downgrade() -> None:
    op.drop_table("draft_edit_person")
    op.drop_table("draft_edit")
    with op.batch_alter_table("draft_person_week") as batch:
        batch.drop_column("locks")
