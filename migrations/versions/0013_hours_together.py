"""Say of a team how many hours a week its people should work at the same time.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team") as batch:
        batch.add_column(sa.Column("hours_together", sa.Double(), nullable=False, server_default="0"))
        batch.create_check_constraint(op.f("ck_team_hours_together_between"), "hours_together >= 0 AND hours_together <= 40")


def downgrade() -> None:
    with op.batch_alter_table("team") as batch:
        batch.drop_constraint(op.f("ck_team_hours_together_between"), type_="check")
        batch.drop_column("hours_together")
