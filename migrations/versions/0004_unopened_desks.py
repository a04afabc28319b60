"""Up to which arrival a desk's next promise was reckoned, and in which hour: so that what nobody opens is told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_clock", sa.Column("arrivals", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("desk_clock", sa.Column("reckoned_at", sa.String(length=17), nullable=False, server_default=""))
    # What a desk had seen nobody knows: it is watched from this hour on.
    hour = datetime.now(UTC) + timedelta(hours=1)
    clock = sa.table("desk_clock", sa.column("reckoned_at", sa.String))
    op.execute(clock.update().values(reckoned_at=f"{hour:%Y-%m-%dT%H:00Z}"))


def downgrade() -> None:
    op.drop_column("desk_clock", "reckoned_at")
    op.drop_column("desk_clock", "arrivals")
