"""Stories that an editor proposes to a defender, sealed under the secret of a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_story_offers"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_offer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_offer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("story_offer")
