"""When a desk's next promise is due, and notices that wait to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_clock",
        sa.Column("desk", sa.String(length=16), nullable=False),
        sa.Column("next_due_at", sa.String(length=17), nullable=False),
        sa.Column("told", sa.String(length=17), nullable=False),
        sa.PrimaryKeyConstraint("desk", name=op.f("pk_desk_clock")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("desk_clock")
