"""Keep with a build who was left out of it by hand.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.add_column(sa.Column("sitting_out", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.drop_column("sitting_out")
