"""Keep with a build what service its roster will give.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.add_column(sa.Column("outlook", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.drop_column("outlook")
