"""Failed sign-ins slow further ones down. They never lock anybody out: many people share an address, or Tor."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from app.accounts.models import AttemptRow
from app.crypto import primitives
from app.database import begin_writing, db

MEMORY_MINUTES = 30
FREE = {"name": 3, "address": 20}  # failures that cost nothing
CLEAN = 3  # failures of an address from which on it shares the wait that others have brought upon a name
LONGEST_DELAY = 4.0  # seconds


# Known to this process alone: with the instance key, a thief who guesses sign-in names would learn who mistyped, and
# from the order of rows what they filed then. Each worker counts for itself, and a restart forgets; that costs little.
_SECRET = primitives.random_bytes(primitives.KEY_BYTES)


def _keys(name: str, address: str) -> dict[str, bytes]:
    return {
        "name": primitives.hmac_sha256(_SECRET, b"name\x00" + name.encode())[:16],
        "address": primitives.hmac_sha256(_SECRET, b"address\x00" + address.encode())[:16],
    }


@dataclass(frozen=True)
class Pace:
    """How long to wait before trying, and whether the address has failed too little to be under suspicion."""

    seconds: float
    clean: bool


def pace(name: str, address: str, now: int) -> Pace:
    """Return how fast to try, known name or not. `now` is in minutes since 1970.

    A clean address does not wait for the name's sake: somebody who attacks a name from many addresses would otherwise
    keep its owner out. Each new address gives an attacker a few guesses more, of too many to guess.
    """
    keys = _keys(name, address)
    rows = db.session.scalars(select(AttemptRow).where(AttemptRow.key.in_(keys.values()), AttemptRow.until > now)).all()
    failures = {row.key: row.failures for row in rows}
    if failures.get(keys["address"], 0) < CLEAN:
        return Pace(0.0, clean=True)
    return Pace(max(_seconds(failures.get(key, 0) - FREE[sort]) for sort, key in keys.items()), clean=False)


def _seconds(excess: int) -> float:
    return min(LONGEST_DELAY, 0.25 * 2.0**excess) if excess > 0 else 0.0


def failed(name: str, address: str, now: int) -> None:
    """Count one failure against the name and the address, and forget old ones."""
    begin_writing()
    db.session.execute(delete(AttemptRow).where(AttemptRow.until <= now).execution_options(synchronize_session=False))
    for key in _keys(name, address).values():
        row = db.session.get(AttemptRow, key, populate_existing=True)
        if row is None:
            db.session.merge(AttemptRow(key=key, failures=1, until=now + MEMORY_MINUTES))
        else:
            row.failures, row.until = row.failures + 1, now + MEMORY_MINUTES


def succeeded(name: str) -> None:
    """Forget the failures of a name once its owner is in."""
    key = _keys(name, "")["name"]
    if db.session.scalar(select(AttemptRow.key).where(AttemptRow.key == key)) is not None:
        begin_writing()
        db.session.execute(delete(AttemptRow).where(AttemptRow.key == key).execution_options(synchronize_session=False))
