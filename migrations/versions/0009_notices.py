"""Tell people what happened.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = ("week_published", "week_changed", "time_off_requested", "time_off_approved", "time_off_refused")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name=op.f("ck_notice_kind"), native_enum=False, length=24, create_constraint=True), nullable=False
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_account_id"], ["user_account.id"], name=op.f("fk_notice_user_account_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_account_id", "kind", "subject_id", name=op.f("uq_notice_user_account_id_kind_subject_id")),
    )
    op.create_index(op.f("ix_notice_user_account_id_read_at"), "notice", ["user_account_id", "read_at"])
    op.create_table(
        "notice_choice",
        sa.Column("user_account_id", sa.Integer(), nullable=False),
        sa.Column("mailed_kinds", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("ck_notice_choice_quiet_hours_complete")),
        sa.ForeignKeyConstraint(
            ["user_account_id"], ["user_account.id"], name=op.f("fk_notice_choice_user_account_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_account_id", name=op.f("pk_notice_choice")),
    )


def downgrade() -> None:
    op.drop_table("notice_choice")
    op.drop_table("notice")
