"""Builds that start from the open draft.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.add_column(sa.Column("start_roster", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.drop_column("start_roster")
