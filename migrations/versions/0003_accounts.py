"""Let people sign in by password, keep their sessions, and count tries at the door.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAYS = ("demo", "password", "provider")


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.alter_column("locale", existing_type=sa.String(length=16), nullable=True)
    # Nobody could choose a language so far; from now on the browser's holds until somebody does.
    op.execute("UPDATE user_account SET locale = NULL")
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "signed_in_by",
            sa.Enum(*WAYS, name=op.f("ck_user_session_signed_in_by"), native_enum=False, length=24, create_constraint=True),
            nullable=False,
        ),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_account_id"], ["user_account.id"], name=op.f("fk_user_session_user_account_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_user_session_secret_hash")),
    )
    op.create_index(op.f("ix_user_session_user_account_id"), "user_session", ["user_account_id"])
    op.create_index(op.f("ix_user_session_expires_at"), "user_session", ["expires_at"])
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_account_id"], ["user_account.id"], name=op.f("fk_password_link_user_account_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_password_link_secret_hash")),
    )
    op.create_index(op.f("ix_password_link_user_account_id"), "password_link", ["user_account_id"])
    op.create_table(
        "door_knock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counted_for", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_knock")),
    )
    op.create_index(op.f("ix_door_knock_counted_for_at"), "door_knock", ["counted_for", "at"])
    op.create_index(op.f("ix_door_knock_at"), "door_knock", ["at"])


def downgrade() -> None:
    op.drop_table("door_knock")
    op.drop_table("password_link")
    op.drop_table("user_session")
    op.execute("UPDATE user_account SET locale = 'en' WHERE locale IS NULL")
    with op.batch_alter_table("user_account") as batch:
        batch.alter_column("locale", existing_type=sa.String(length=16), nullable=False)
