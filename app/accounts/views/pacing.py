"""Failed attempts make further ones wait. Few try or wait at once, so that they never use up the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import sleep  # a name of its own: tests take this wait away, and no other thread's

from flask import request

from app.accounts import attempts
from app.accounts.errors import Busy
from app.accounts.names import comparable
from app.database import transaction
from app.web import clock, senders

RETRY_SECONDS = 5


class Line:
    """So many at once in one process, and of one address fewer, so that one sender cannot take every place."""

    def __init__(self, places: int, of_an_address: int) -> None:
        self.places = places
        self.of_an_address = of_an_address
        self.inside: Counter[str] = Counter()
        self._counting = Lock()

    @contextmanager
    def place(self, sender: str) -> Iterator[None]:
        """Take a place while the block runs. Raises Busy when none is left."""
        with self._counting:
            if self.inside.total() >= self.places or self.inside[sender] >= self.of_an_address:
                raise Busy(RETRY_SECONDS)
            self.inside[sender] += 1
        try:
            yield
        finally:
            with self._counting:
                self.inside[sender] -= 1
                if not self.inside[sender]:
                    del self.inside[sender]


# A passphrase takes a quarter of a second, two at a time; the server has more threads than all these. Who has a line of
# their own by coming from a clean address is not sent away because of what others do.
CLEAN = Line(24, 8)
TRYING = Line(16, 8)  # of addresses that have failed before
WAITING = Line(6, 2)  # of these, who must wait first, up to some seconds each


def address() -> str:
    """Return where the request comes from; it is kept as a hash, for half an hour after a failure."""
    return senders.party(request.remote_addr or "")


@contextmanager
def turn(name: str) -> Iterator[None]:
    """Try a name's passphrase or code inside the block, after the wait that earlier failures of it demand.

    The wait depends on the name and on the address. Raises Busy when too many are here already.
    """
    with transaction():  # so that no database connection is held while waiting
        pace = attempts.pace(comparable(name), address(), clock.minutes())
    with (CLEAN if pace.clean else TRYING).place(address()):
        if pace.seconds > 0:
            with WAITING.place(address()):
                sleep(pace.seconds)
        yield
