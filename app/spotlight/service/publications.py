"""The public's side: the only reader and writer of the publication tables. Nothing here touches a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, delete, or_, select, update

from app.database import begin_writing, db, insert_new
from app.spotlight.errors import NoSuchPublication, PublicationGone
from app.spotlight.models import PublicationRow, PublicationVersionRow

PAGE = 12
FEED = 30
SCHEDULED, PUBLISHED, RETRACTED = "scheduled", "published", "retracted"
ANONYMOUS, APPRECIATION = "anonymous", "appreciation"
WITHDRAWAL, CORRECTION, EDITOR = "withdrawal", "correction", "editor"
NO_TEXT = {"title": "", "body": "", "html": "", "alt": "", "hash": ""}


@dataclass(frozen=True)
class Release:
    """What is to be shown: the checked text and where it belongs. `on` is the ISO day from which it is visible."""

    id: str
    slug: str
    kind: str
    title: str
    body: str
    html: str
    alt: str
    region: str
    year: str
    theme: str
    country: str
    language: str
    hash: str
    on: str


@dataclass(frozen=True)
class Status:
    """How a publication stands today, for those who made it."""

    status: str
    slug: str
    version: int
    hash: str
    published_on: str
    updated_on: str
    retracted_on: str
    reason: str


def put(release: Release, today: date) -> int:
    """Publish or schedule a checked text, or the next version of it, and return the version number.

    Raises PublicationGone where it has been retracted meanwhile, for instance because somebody withdrew.
    """
    begin_writing()
    row = _locked(release.id)
    text = {name: getattr(release, name) for name in ("kind", "title", "body", "html", "alt", "region", "year",
            "theme", "country", "language", "hash")}  # fmt: skip
    if row is None:
        values = text | {"id": release.id, "slug": release.slug, "status": _status(release.on, today), "version": 1,
                "published_on": release.on, "updated_on": "", "retracted_on": "", "reason": ""}  # fmt: skip
        if not insert_new(PublicationRow.__table__, **values):  # type: ignore[arg-type]
            raise PublicationGone
        _note_version(release.id, 1, release.on, release.hash)
        return 1
    if row.status == RETRACTED:
        raise PublicationGone
    if row.hash == release.hash:
        return row.version  # sent twice
    version = row.version + 1
    visible = row.published_on <= today.isoformat()
    days = {"updated_on": max(release.on, today.isoformat())} if visible else {"published_on": release.on}
    _change(release.id, text | days | {"version": version})
    _note_version(release.id, version, release.on, release.hash)
    return version


def unschedule(publication: str, today: date) -> None:
    """Take back what no reader has seen yet. What is already visible is left: it can only be retracted."""
    begin_writing()
    row = _locked(publication)
    if row is None or row.status != SCHEDULED or row.published_on <= today.isoformat():
        return
    for table, column in (
        (PublicationVersionRow, PublicationVersionRow.publication),
        (PublicationRow, PublicationRow.id),
    ):
        db.session.execute(delete(table).where(column == publication).execution_options(synchronize_session=False))


def retract(publications: Sequence[str], reason: str, today: date) -> None:
    """Take publications down: the texts go from every table, the addresses and days stay.

    One that is not there yet is refused for ever: a withdrawal wins over a publishing that is under way.
    Call `forgetting.forget_traces` after the commit.
    """
    begin_writing()
    for publication in sorted(set(publications)):
        gone = {"status": RETRACTED, "retracted_on": today.isoformat(), "reason": reason, "country": "", **NO_TEXT}
        if _locked(publication) is None:
            unborn = {"id": publication, "slug": publication, "kind": ANONYMOUS, "region": "", "year": "", "theme": "",
                      "language": "", "version": 0, "published_on": "", "updated_on": ""}  # fmt: skip
            insert_new(PublicationRow.__table__, **unborn, **gone)  # type: ignore[arg-type]
        db.session.execute(
            update(PublicationRow)
            .where(PublicationRow.id == publication, PublicationRow.status != RETRACTED)
            .values(**gone)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            update(PublicationVersionRow)
            .where(PublicationVersionRow.publication == publication)
            .values(hash="")
            .execution_options(synchronize_session=False)
        )


def retract_for_withdrawal(publication_ids: Sequence[str], today: date | None = None) -> None:
    """Take down what tells of somebody who withdrew. Needs no key: it runs in the filer's own request.

    It is a transaction of its own, before anything is written into the record; `forget_traces` comes after it.
    """
    if publication_ids:
        retract(publication_ids, WITHDRAWAL, today or datetime.now(UTC).date())


def status_of(publications: Sequence[str]) -> dict[str, Status]:
    """Return how some publications stand; one that does not exist is left out."""
    rows = db.session.scalars(_fresh(select(PublicationRow).where(PublicationRow.id.in_(list(publications)))))
    return {
        row.id: Status(row.status, row.slug, row.version, row.hash, row.published_on, row.updated_on,
                       row.retracted_on, row.reason)
        for row in rows
    }  # fmt: skip


def shown(slug: str, today: date) -> PublicationRow:
    """Return what stands at an address, a tombstone too. Raises NoSuchPublication before its day has come."""
    row = db.session.scalars(_fresh(select(PublicationRow).where(PublicationRow.slug == slug))).first()
    if row is None or not row.published_on or row.published_on > today.isoformat():
        raise NoSuchPublication
    return row


def listed(
    today: date, region: str = "", theme: str = "", kind: str = "", country: str = "", page: int = 1, size: int = PAGE
) -> tuple[list[PublicationRow], bool]:
    """Return one page of what is public today, the latest first, and whether there is more."""
    query = _visible(today)
    for column, value in (
        (PublicationRow.region, region),
        (PublicationRow.theme, theme),
        (PublicationRow.kind, kind),
        (PublicationRow.country, country),
    ):
        if value:
            query = query.where(column == value)
    query = query.order_by(PublicationRow.published_on.desc(), PublicationRow.id)
    rows = list(db.session.scalars(_fresh(query.offset((page - 1) * size).limit(size + 1))))
    return rows[:size], len(rows) > size


def taken_down(today: date, size: int = FEED) -> list[PublicationRow]:
    """Return the latest tombstones of what had been public."""
    query = (
        select(PublicationRow)
        .where(
            PublicationRow.status == RETRACTED,
            PublicationRow.published_on != "",
            PublicationRow.published_on <= today.isoformat(),
            PublicationRow.published_on <= PublicationRow.retracted_on,
        )
        .order_by(PublicationRow.retracted_on.desc(), PublicationRow.id)
        .limit(size)
    )
    return list(db.session.scalars(_fresh(query)))


def facets(today: date) -> tuple[list[str], list[str]]:
    """Return the regions and themes of which something is public today."""
    visible = _visible(today).subquery()
    regions = db.session.scalars(select(visible.c.region).distinct()).all()
    themes = db.session.scalars(select(visible.c.theme).distinct()).all()
    return sorted(code for code in regions if code), sorted(code for code in themes if code)


def _visible(today: date) -> Select[PublicationRow]:
    alive = or_(PublicationRow.status == PUBLISHED, PublicationRow.status == SCHEDULED)
    return select(PublicationRow).where(alive, PublicationRow.published_on <= today.isoformat())


def _status(on: str, today: date) -> str:
    return PUBLISHED if on <= today.isoformat() else SCHEDULED


def _fresh(query: Select[PublicationRow]) -> Select[PublicationRow]:
    return query.execution_options(populate_existing=True)


def _locked(publication: str) -> PublicationRow | None:
    query = select(PublicationRow).where(PublicationRow.id == publication).with_for_update()
    return db.session.scalars(_fresh(query)).first()


def _change(publication: str, values: dict[str, object]) -> None:
    db.session.execute(
        update(PublicationRow)
        .where(PublicationRow.id == publication)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _note_version(publication: str, version: int, on: str, digest: str) -> None:
    insert_new(
        PublicationVersionRow.__table__,  # type: ignore[arg-type]
        publication=publication, version=version, published_on=on, hash=digest,
    )  # fmt: skip
