"""An import between two requests: sealed for its member alone, in pieces, destroyed when it ends or after two weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.identifiers import id_from, new_id
from app.incidents.content.base import Entry
from app.incidents.content.importing import IMPORT, PART, FilePart, ImportSaved, OrderPart, PagePart
from app.incidents.errors import ReportUnknown
from app.incidents.importing.guessing import MACHINE
from app.incidents.importing.tables import Row, Shape
from app.incidents.service.drafts import DAYS, SavedElsewhere
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import AlreadyThere, NoSuchRecord, RecordTampered

PIECE = 512 * 1024  # bytes of the file in one part
PAGE = 100  # rows in one part
T = TypeVar("T", bound=Entry)


@dataclass(frozen=True)
class Import:
    """An import with its id."""

    id: str
    saved: ImportSaved


def keep_new(actor: Actor, saved: ImportSaved, data: bytes) -> str:
    """Seal a new import with its file and return its id."""
    name = new_id()
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    for number, piece in enumerate(pieces):
        _create(actor, PART, part_id(actor, name, "file", number), FilePart(data=piece))
    first = msgspec.structs.replace(saved, begun=sealing.minute(), files=len(pieces), revision=1)
    _create(actor, IMPORT, name, first)
    return name


def opened(actor: Actor, name: str) -> Import:
    """Return an import of the actor's own. Raises ReportUnknown or RecordTampered."""
    try:
        kind, _desk = records.place_of(name)
        body = opening.read(actor, name)[-1].body
    except NoSuchRecord:
        raise ReportUnknown from None
    if kind != IMPORT:
        raise ReportUnknown
    return Import(name, msgspec.json.decode(body, type=ImportSaved))


def keep(actor: Actor, one: Import, saved: ImportSaved) -> Import:
    """Replace an import by what it is now. Raises SavedElsewhere where another window was faster."""
    before = opened(actor, one.id).saved
    if before.revision != one.saved.revision:
        raise SavedElsewhere
    now = msgspec.structs.replace(saved, revision=before.revision + 1)
    records.destroy(actor, one.id)
    try:
        _create(actor, IMPORT, one.id, now)
    except AlreadyThere:
        raise SavedElsewhere from None
    return Import(one.id, now)


def keep_rows(actor: Actor, one: Import, rows: Sequence[Row]) -> ImportSaved:
    """Seal the rows of a file that was just read, destroy those of the reading before; return the import as it is."""
    for number in range(one.saved.pages):
        _destroy(actor, part_id(actor, one.id, f"rows {one.saved.version}", number))
    version = one.saved.version + 1
    pages = [tuple(rows[at : at + PAGE]) for at in range(0, len(rows), PAGE)]
    for number, page in enumerate(pages):
        _create(actor, PART, part_id(actor, one.id, f"rows {version}", number), PagePart(rows=page))
    return msgspec.structs.replace(one.saved, pages=len(pages), version=version)


def file_of(actor: Actor, one: Import) -> bytes:
    """Return the file as it was sent. Raises ReportUnknown once its time is over."""
    pieces = (_read(actor, part_id(actor, one.id, "file", number), FilePart).data for number in range(one.saved.files))
    return b"".join(pieces)


def page_of(actor: Actor, one: Import, number: int) -> tuple[Row, ...]:
    """Return one page of the rows. Raises ReportUnknown once its time is over."""
    return _read(actor, part_id(actor, one.id, f"rows {one.saved.version}", number), PagePart).rows


def rows_of(actor: Actor, one: Import) -> Iterator[Row]:
    """Yield every row, page by page."""
    for number in range(one.saved.pages):
        yield from page_of(actor, one, number)


def keep_order(actor: Actor, one: Import, order: OrderPart) -> None:
    """Seal by what the rows are known, in place of what was sealed before."""
    _destroy(actor, part_id(actor, one.id, "order", 0))
    _create(actor, PART, part_id(actor, one.id, "order", 0), order)


def order_of(actor: Actor, one: Import) -> OrderPart:
    """Return by what the rows are known. Raises ReportUnknown before an import was begun, or after its time."""
    return _read(actor, part_id(actor, one.id, "order", 0), OrderPart)


def own_imports(actor: Actor) -> list[Import]:
    """Return the actor's imports that are going on, the newest first; one that does not verify is left out."""
    found = opening.read_many(actor, records.own(actor, IMPORT))
    imports = [
        Import(name, msgspec.json.decode(entries[-1].body, type=ImportSaved))
        for name, entries in found.items()
        if not isinstance(entries, RecordTampered)
    ]
    return sorted(imports, key=lambda one: (one.saved.begun, one.id), reverse=True)


def discard(actor: Actor, name: str) -> None:
    """Destroy an import: file, rows and all. Reports already filed stay. One that is gone already is no error."""
    try:
        one = opened(actor, name)
    except ReportUnknown:
        return
    for number in range(one.saved.files):
        _destroy(actor, part_id(actor, name, "file", number))
    for number in range(one.saved.pages):
        _destroy(actor, part_id(actor, name, f"rows {one.saved.version}", number))
    _destroy(actor, part_id(actor, name, "order", 0))
    records.destroy(actor, name)


def drop_expired_imports(today: date) -> int:
    """Remove imports that nobody ended for two weeks, unread. Returns how many. For a clock, without any key."""
    before = (today - timedelta(days=DAYS)).isoformat()
    records.drop_expired(PART, before)
    return records.drop_expired(IMPORT, before)


def part_id(actor: Actor, name: str, what: str, number: int) -> str:
    """Return the id of a part: only its member can tell which parts belong together."""
    place = frame("amparo import part v1", name, what, str(number))
    return id_from(primitives.hmac_sha256(actor.keys.symmetric("import"), place))


def list_id(actor: Actor, shape: Shape) -> str:
    """Return what all rows of a list have in common, by its headings: nobody but its member can make or compare it."""
    headings = sorted(column.key for column in shape.columns if column.heading.casefold() not in MACHINE)
    place = frame("amparo list v1", *headings)
    return primitives.hmac_sha256(actor.keys.symmetric("import"), place)[:16].hex()


def _create(actor: Actor, kind: str, name: str, entry: Entry) -> None:
    sealing.create(actor, kind=kind, desk="", readers={kind: [FILER]}, entries=[(kind, entry)], record=name)


def _destroy(actor: Actor, name: str) -> None:
    try:
        records.destroy(actor, name)
    except NoSuchRecord:
        return


def _read(actor: Actor, name: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(opening.read(actor, name)[-1].body, type=kind)
    except NoSuchRecord:
        raise ReportUnknown from None
