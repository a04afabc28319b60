"""What the public reads, and stories that wait for a defender: nothing here names a record, an account or a desk."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.vault.models import NO_ROWID


class PublicationRow(Base):
    """One spotlight as it is now. Retracted, it is a tombstone: every text is empty, the address stays."""

    __tablename__ = "publication"
    __table_args__ = (
        Index("uq_publication_slug", "slug", unique=True),
        Index("ix_publication_published_on", "published_on"),
        NO_ROWID,
    )
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(10))  # scheduled, published or retracted
    kind: Mapped[str] = mapped_column(String(12))  # anonymous or appreciation
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    alt: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(3))
    year: Mapped[str] = mapped_column(String(4))
    theme: Mapped[str] = mapped_column(String(32))
    country: Mapped[str] = mapped_column(String(3))  # "" unless it is an appreciation
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    published_on: Mapped[str] = mapped_column(String(10))
    updated_on: Mapped[str] = mapped_column(String(10))
    retracted_on: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(12))  # withdrawal, correction or editor


class PublicationVersionRow(Base):
    """That a version was published, and on which day; its text is not kept."""

    __tablename__ = "publication_version"
    __table_args__ = (NO_ROWID,)
    publication: Mapped[str] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_on: Mapped[str] = mapped_column(String(10))
    hash: Mapped[str] = mapped_column(String(64))


class StoryOfferRow(Base):
    """What an editor proposes to tell of a defender, sealed under the secret in the link; gone once it is taken."""

    __tablename__ = "story_offer"
    __table_args__ = (NO_ROWID,)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[str] = mapped_column(String(10))
