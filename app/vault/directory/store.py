"""The directory in the database: verified once, followed as it grows, never rolled back."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from time import monotonic
from typing import cast

from sqlalchemy import Table, event, select
from sqlalchemy.orm import Session

from app.crypto.keys import Keys
from app.database import Prepared, begin_writing, db, lock_table
from app.vault.directory.content import ROOT, Entry, encode
from app.vault.directory.state import Directory, Refused, entry_digest, signed_message
from app.vault.errors import DirectoryTampered
from app.vault.instance import Instance, instance, read_head, write_head
from app.vault.models import DirectoryRow

Signer = Callable[[bytes], bytes]
ROWS = cast("Table", DirectoryRow.__table__)
_LAST = Prepared(select(ROWS.c.number, ROWS.c.digest).order_by(ROWS.c.number.desc()).limit(1))
PENDING = "amparo.directory"  # in Session.info: the directory with entries that are not committed yet
SEEN = "amparo.directory.seen"  # in Session.info: what this session read last, when, and after how many changes here
SEEN_SECONDS = 1.0  # a request asks for the directory dozens of times and is over long before

_changes = 0  # commits of this process that added to a directory


def current() -> Directory:
    """Return the verified directory, having read whatever was added since last time. Never changed in place.

    Raises DirectoryTampered when an entry does not verify or the head is older than the one kept in the folder.
    """
    info = db.session().info
    if (pending := info.get(PENDING)) is not None:
        return pending  # type: ignore[no-any-return]
    seen, at, changes = info.get(SEEN, (None, 0.0, 0))
    if seen is not None and changes == _changes and monotonic() < at + SEEN_SECONDS:
        return seen  # type: ignore[no-any-return]
    changes, directory = _changes, _latest()
    info[SEEN] = (directory, monotonic(), changes)
    return directory


def _latest() -> Directory:
    home = instance()
    number, head = _LAST.first() or (0, bytes(32))
    cached = home.directory
    if cached is not None and (cached.number, cached.head) == (number, head):
        return cached
    with home.lock:
        return _follow(home, number)


def _follow(home: Instance, last: int) -> Directory:
    cached = home.directory
    directory = deepcopy(cached) if cached is not None and cached.number < last else Directory()
    seen = read_head(home.folder)
    if seen is not None and last < seen[0]:
        raise DirectoryTampered(last)
    rows = db.session.scalars(
        select(DirectoryRow)
        .where(DirectoryRow.number > directory.number, DirectoryRow.number <= last)
        .order_by(DirectoryRow.number)
    ).all()
    try:
        for row in rows:
            head = directory.apply(row.number, row.previous, row.body, row.signer, row.signature)
            if head != row.digest or (seen is not None and row.number == seen[0] and head != seen[1]):
                raise Refused(row.number)
    except Refused as refusal:
        home.directory = None
        raise DirectoryTampered(refusal.number) from None
    home.directory = directory
    if directory.number and (seen is None or directory.number > seen[0]):
        write_head(home.folder, directory.number, directory.head)
    return directory


def lock() -> None:
    """Keep the directory as it is until the commit, so that what is checked now still holds when it is added to."""
    begin_writing()
    lock_table(DirectoryRow.__tablename__)
    db.session().info.pop(SEEN, None)  # another process may have added to it since


def add(entry: Entry, signer: str, sign: Signer) -> Directory:
    """Append one signed entry and return the directory with it, verified like any other.

    `signer` is "root", a certificate id or an account id. Raises DirectoryTampered when its right does not verify.
    """
    if db.session().in_nested_transaction():
        raise RuntimeError("the directory grows in whole transactions only: a savepoint could take an entry back")
    lock()
    directory = deepcopy(current())
    body = encode(entry)
    number, previous = directory.number + 1, directory.head
    message = signed_message(number, previous, body, signer)
    signature = sign(message)
    try:
        directory.apply(number, previous, body, signer, signature)
    except Refused as refusal:
        raise DirectoryTampered(refusal.number) from None
    digest = entry_digest(message, signature)
    db.session.add(
        DirectoryRow(number=number, previous=previous, body=body, signer=signer, signature=signature, digest=digest)
    )
    db.session.flush()
    # Until the commit this is the session's own view: neither the cache nor the head file may run ahead of the disk.
    db.session().info[PENDING] = directory
    return directory


def add_as_root(entry: Entry, root: Keys) -> Directory:
    """Append an entry signed by the instance's root key."""
    return add(entry, ROOT, root.sign)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    global _changes
    if session.in_nested_transaction():  # a savepoint's end: what is pending is not committed yet
        return
    session.info.pop(SEEN, None)
    if session.info.pop(PENDING, None) is not None:
        _changes += 1
