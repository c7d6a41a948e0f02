"""Let an edit of a draft be the replanning of an absence.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "ck_draft_edit_kind"
BEFORE = ("move", "resize", "reassign", "remove", "add", "work", "split", "break", "move_break", "activity", "lock", "unlock")


def upgrade() -> None:
    _allow(*BEFORE, "replan")


def downgrade() -> None:
    edits = sa.table("draft_edit", sa.column("kind"))
    op.execute(edits.update().where(edits.c.kind == "replan").values(kind="reassign"))
    _allow(*BEFORE)


def _allow(*kinds: str) -> None:
    with op.batch_alter_table("draft_edit") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), sa.column("kind").in_(kinds))
