"""One signature for all entries that are written together, kept beside each of them.

Entries of before had one inside the seal. Only who wrote them could sign them anew: `app.cli.preparing` refuses them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005_story_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("signature", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("entry", "signature")
