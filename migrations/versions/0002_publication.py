"""What the public reads: publications and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=3), nullable=False),
        sa.Column("year", sa.String(length=4), nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("updated_on", sa.String(length=10), nullable=False),
        sa.Column("retracted_on", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_publication_slug", "publication", ["slug"], unique=True)
    op.create_index("ix_publication_published_on", "publication", ["published_on"])
    op.create_table(
        "publication_version",
        sa.Column("publication", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication"], ["publication.id"], name=op.f("fk_publication_version_publication_publication")
        ),
        sa.PrimaryKeyConstraint("publication", "version", name=op.f("pk_publication_version")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("publication_version")
    op.drop_index("ix_publication_published_on", table_name="publication")
    op.drop_index("uq_publication_slug", table_name="publication")
    op.drop_table("publication")
