"""Failed attempts make further ones wait. Few wait at once, so that waiting never uses up the server."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask import request

from app.accounts import attempts
from app.accounts.errors import Busy
from app.accounts.names import comparable
from app.database import transaction
from app.web import clock

PLACES = 6  # in one process
PLACES_OF_AN_ADDRESS = 2  # so that one sender cannot take them all
RETRY_SECONDS = 5

_waiting: Counter[str] = Counter()
_counting = Lock()


def address() -> str:
    """Return where the request comes from; it is kept as a hash, for half an hour after a failure."""
    return request.remote_addr or ""


def wait(name: str) -> None:
    """Wait as long as earlier failures of this name or address demand. Raises Busy when too many wait already."""
    with transaction():  # so that no database connection is held while waiting
        seconds = attempts.delay(comparable(name), address(), clock.minutes())
    if seconds > 0:
        with _place(address()):
            time.sleep(seconds)


@contextmanager
def _place(sender: str) -> Iterator[None]:
    with _counting:
        if _waiting.total() >= PLACES or _waiting[sender] >= PLACES_OF_AN_ADDRESS:
            raise Busy(RETRY_SECONDS)
        _waiting[sender] += 1
    try:
        yield
    finally:
        with _counting:
            _waiting[sender] -= 1
            if not _waiting[sender]:
                del _waiting[sender]
