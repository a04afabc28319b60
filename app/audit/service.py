"""Writing and reading the audit."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import msgspec
from sqlalchemy import Table, bindparam, select

from app.audit.events import Event
from app.audit.models import AuditRow
from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.padding import pad, unpad
from app.crypto.primitives import CannotOpen
from app.database import Prepared, db
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.instance import instance
from app.vault.sealing import last_number, next_number

RING = "auditors"
LINES = cast("Table", AuditRow.__table__)
_DIGEST = Prepared(select(LINES.c.digest).where(LINES.c.number == bindparam("wanted")))
_WRITE = Prepared(LINES.insert())
START = bytes(32)
LOOKED_AT = 20  # of the first lines, for the key: who changed one of them must not stop the server


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the audit. `actor` is an account id, and empty for a filing: else this would be a list of filers."""

    event: str
    on: str
    record: str = ""
    actor: str = ""
    about: str = ""


class Read(msgspec.Struct, frozen=True):
    """A line as an auditor sees it. `line` is None where it was sealed to another key, or does not verify."""

    number: int
    line: Line | None
    tampered: bool = False


@dataclass(frozen=True)
class Sealed:
    """A line that is sealed and not written yet: sealing takes time, which others who write need not wait for."""

    holder: str
    text: bytes


def record(event: Event, record: str = "", *, actor: Actor | None = None, about: str = "") -> None:
    """Seal one line and add it to the audit."""
    write(seal(event, record, actor=actor, about=about))


def seal(event: Event, record: str = "", *, actor: Actor | None = None, about: str = "") -> Sealed:
    """Seal one line to the auditors, or to the recovery key while there is no auditor; writes nothing yet.

    `about` is an id (account, desk, ring), never content.
    """
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    line = Line(event.value, today, record, actor.account if actor else "", about)
    if rings.has_members(RING):
        holder, public = rings.public_key(RING)
    else:
        holder, public = rings.RECOVERY, current().recovery
    sealed = primitives.box_seal(public, pad(msgspec.json.encode(line)), frame("amparo audit v1", holder))
    return Sealed(holder, sealed)


def write(line: Sealed) -> None:
    """Add a sealed line to the audit. From here to the commit no other line is written."""
    number = next_number("audit")
    previous = _DIGEST.scalar(wanted=number - 1) or START
    digest = chained(previous, number, line.holder, line.text)
    _WRITE.change(number=number, ring=line.holder, sealed=line.text, digest=digest)


def chained(previous: bytes, number: int, holder: str, sealed: bytes) -> bytes:
    """Return the instance's code (32 bytes) over one line and all before it: a plain hash could be made anew."""
    return instance().mac("audit", frame("amparo audit digest v1", previous, number, holder, sealed))


def page(actor: Actor, before: int | None, limit: int) -> list[Read]:
    """Return lines, the latest first, for an auditor. Raises NoKey for one whom nobody has admitted.

    A line that does not verify is marked and hides no other.
    """
    statement = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(AuditRow.number < before)
    return [_open(actor, row) for row in db.session.scalars(statement)]


def _open(actor: Actor, row: AuditRow) -> Read:
    ring, _, epoch = row.ring.partition("/")
    if row.ring == rings.RECOVERY:
        return Read(row.number, None)
    if ring != RING or not epoch.isdecimal() or int(epoch) not in range(1, current().ring(RING).current + 1):
        return Read(row.number, None, tampered=True)
    keys = rings.secret(actor, ring, int(epoch))
    try:
        padded = keys.open(row.sealed, frame("amparo audit v1", row.ring))
        return Read(row.number, msgspec.json.decode(unpad(padded), type=Line))
    except (CannotOpen, msgspec.MsgspecError):
        return Read(row.number, None, tampered=True)


def key_fits() -> bool:
    """Tell whether the instance's key is the one that coded any of the first lines; True where there is none yet."""
    rows = db.session.scalars(select(AuditRow).order_by(AuditRow.number).limit(LOOKED_AT)).all()
    before = [START, *(row.digest for row in rows)]
    return not rows or any(
        row.digest == chained(previous, row.number, row.ring, row.sealed)
        for previous, row in zip(before, rows, strict=False)
    )


def first_broken() -> int | None:
    """Return the number of the first line that breaks the chain or is missing, or None when it is whole."""
    previous, expected = START, 1
    statement = select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=500)
    with closing(db.session.scalars(statement)) as rows:  # leaving early must not leave a cursor open
        for row in rows:
            if row.number != expected or row.digest != chained(previous, row.number, row.ring, row.sealed):
                return expected
            previous, expected = row.digest, expected + 1
    return expected if last_number("audit") >= expected else None
