"""Qualifications that must be present, and pairs of people.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presence_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("stretches", sa.JSON(), nullable=False),
        sa.CheckConstraint("heads >= 1 AND heads <= 100", name=op.f("ck_presence_rule_heads_range")),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_presence_rule_roster_group_id_roster_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_presence_rule_work_type_id_work_type"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_rule")),
    )
    op.create_index(op.f("ix_presence_rule_roster_group_id"), "presence_rule", ["roster_group_id"])
    op.create_table(
        "work_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("agent_id < partner_id", name=op.f("ck_work_pair_ordered")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_work_pair_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["partner_id"], ["agent.id"], name=op.f("fk_work_pair_partner_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_pair")),
        sa.UniqueConstraint("agent_id", "partner_id", name=op.f("uq_work_pair_agent_id_partner_id")),
    )
    op.create_index("ix_work_pair_partner_id", "work_pair", ["partner_id"])


def downgrade() -> None:
    op.drop_table("work_pair")
    op.drop_table("presence_rule")
