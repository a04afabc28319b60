"""Opening the index of a ring: the right epoch's file, made, carried over or set aside as needed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import apsw

from app.index import files, schema
from app.index.errors import Unusable
from app.index.pool import POOL
from app.index.projecting import Projection
from app.vault import rings
from app.vault.actor import Actor
from app.vault.directory.store import current
from app.vault.errors import NoKey

T = TypeVar("T")
Projections = Sequence[Projection]
BROKEN = (Unusable, apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.IOError, apsw.SchemaChangeError)
TRIES = 3


def use(actor: Actor, ring: str, projections: Projections, work: Callable[[apsw.Connection], T]) -> T:
    """Run `work` on a ring's index and return what it returns.

    `work` may run twice: a file that turns out to be corrupt is set aside, and a new, empty one takes its place.
    Raises NoKey for who is no member of the ring.
    """
    for attempt in range(TRIES):
        path, key = _current(actor, ring, projections)
        try:
            connection = POOL.take(path, key, actor.account, lambda one: schema.check(one, projections))
            try:
                found = work(connection)
            except BaseException:
                connection.close()
                raise
            POOL.give_back(path, connection)
        except BROKEN:
            if attempt == TRIES - 1:
                raise
            _replace(actor, ring, projections, path)
        else:
            return found
    raise AssertionError


def tidy(ring: str) -> None:
    """Remove what another process, which did not know of the present epoch yet, made under an earlier key."""
    files.remove_before(ring, current().ring(ring).current)


def _current(actor: Actor, ring: str, projections: Projections) -> tuple[Path, str]:
    """Return the file of the present epoch and its key, made when there is none."""
    epoch = current().ring(ring).current
    key = files.key_of(rings.secret(actor, ring, epoch))
    path = files.newest(ring, epoch)
    if path is not None and _checked(path, projections):
        return path, key
    with files.alone(ring, "opening"):
        path = files.newest(ring, epoch)
        if path is None:
            path = _carried_over(actor, ring, epoch, key) or files.next_after(ring, epoch)
        try:
            _prepare(path, key, projections)
        except Unusable:
            path = _next(ring, epoch, key, projections, path)
    return path, key


_PREPARED: dict[Path, str] = {}  # what this process has seen to have the right schema


def _checked(path: Path, projections: Projections) -> bool:
    return _PREPARED.get(path) == schema.expected(projections)


def _prepare(path: Path, key: str, projections: Projections) -> None:
    connection = files.connect(path, key)
    try:
        schema.prepare(connection, projections)
    finally:
        connection.close()
    _PREPARED[path] = schema.expected(projections)


def _carried_over(actor: Actor, ring: str, epoch: int, key: str) -> Path | None:
    """Bring the index of the latest earlier epoch under the present key, and remove what is under earlier ones."""
    path = None
    for number in range(epoch - 1, 0, -1):
        old = files.newest(ring, number)
        if old is None:
            continue
        path = files.next_after(ring, epoch)
        try:
            files.copy_under(old, files.key_of(rings.secret(actor, ring, number)), path, key)
        except (NoKey, Unusable, apsw.Error):
            path = None
        break
    files.remove_before(ring, epoch)
    return path


def _replace(actor: Actor, ring: str, projections: Projections, path: Path) -> None:
    """Put a new file in the place of one that turned out to be unusable, unless somebody else has."""
    epoch = current().ring(ring).current
    with files.alone(ring, "opening"):
        if files.newest(ring, epoch) == path:
            _next(ring, epoch, files.key_of(rings.secret(actor, ring, epoch)), projections, path)


def _next(ring: str, epoch: int, key: str, projections: Projections, old: Path) -> Path:
    """Make the next generation. What an old schema knew to be verified is taken along, the rest is set aside."""
    path = files.next_after(ring, epoch)
    _prepare(path, key, projections)
    with contextlib.suppress(Unusable, apsw.Error):
        before, after = files.connect(old, key), files.connect(path, key)
        try:
            schema.take_along(before, after)
        finally:
            before.close()
            after.close()
    POOL.close(old)
    _PREPARED.pop(old, None)
    files.set_aside(old)
    return path
