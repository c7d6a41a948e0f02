"""Days off by contract, and weeks that people have seen.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contract") as batch:
        batch.add_column(sa.Column("leave_days_per_year", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_contract_leave_days_per_year_range"), "leave_days_per_year IS NULL OR leave_days_per_year BETWEEN 0 AND 366"
        )
    op.create_table(
        "acknowledgement",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_acknowledgement_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["roster_version.id"], name=op.f("fk_acknowledgement_version_id_roster_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "version_id", name=op.f("pk_acknowledgement")),
    )


def downgrade() -> None:
    op.drop_table("acknowledgement")
    with op.batch_alter_table("contract") as batch:
        batch.drop_constraint(op.f("ck_contract_leave_days_per_year_range"), type_="check")
        batch.drop_column("leave_days_per_year")
