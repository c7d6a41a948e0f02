"""Let a build keep what is locked in a draft.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.add_column(sa.Column("kept_draft_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_solve_run_kept_draft_id_roster_draft"), "roster_draft", ["kept_draft_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.drop_constraint(op.f("fk_solve_run_kept_draft_id_roster_draft"), type_="foreignkey")
        batch.drop_column("kept_draft_id")
