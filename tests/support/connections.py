"""Connections to PostgreSQL that are kept from test to test, for the next application on the same database.

PostgreSQL makes a process for every connection, and that process reads its catalogue anew before it answers its first
questions: ten milliseconds for each of the two connections that a small test needs, more than all that it asks. What
is kept was reset, so that nothing tells it from a new one; what still works or waits in a transaction is not kept. A
test for which nobody may be connected any more uses `connections_close`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.adapt import AdaptersMap
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn
from sqlalchemy import Dialect, Engine, event

MOST = 2  # of one database
_closing: list[bool] = []  # not empty while connections really close
Place = tuple[int, str, str]  # the process, as a child must not use its parent's connections; the host; the database
_kept: dict[Place, list[PGconn]] = {}


class Kept(psycopg.Connection[Any]):
    """A connection whose close() keeps what can serve again, for another object of this class."""

    given_back = False

    def close(self) -> None:
        """Reset and keep the connection to the server, or close it for good."""
        if self.given_back:
            return
        if self.info.transaction_status == TransactionStatus.IDLE and not _closing:
            others = _kept.setdefault((os.getpid(), self.info.host, self.info.dbname), [])
            with contextlib.suppress(psycopg.Error):  # its server process may have been sent away
                if len(others) < MOST:
                    self.autocommit = True
                    self.execute("DISCARD ALL")
                    self.given_back, self._pool = True, None  # so it does not say that nobody closed it
                    others.append(self.pgconn)
                    return
        super().close()


def connect(host: str, dbname: str, context: Any = None, **settings: Any) -> Kept:
    """Return a connection of this process to a database, to a server process that was kept if there is any."""
    others = _kept.get((os.getpid(), host, dbname))
    if not others:
        return Kept.connect(host=host, dbname=dbname, context=context, **settings)
    connection = Kept(others.pop())
    if context is not None:
        connection._adapters = AdaptersMap(context.adapters)
    return connection


def kept(host: str, dbname: str) -> list[int]:
    """Return the server processes that wait to be used again: they hold nothing."""
    return [one.backend_pid for one in _kept.get((os.getpid(), host, dbname), [])]


def end(host: str = "", dbname: str = "") -> None:
    """Close what is kept for a database, or everything."""
    for place in list(_kept):
        if place == (os.getpid(), host, dbname) or not dbname:
            for connection in _kept.pop(place):
                connection.finish()


@contextlib.contextmanager
def kept_for_engines() -> Iterator[None]:
    """Let every engine of this process take its connections here."""

    def take(dialect: Dialect, _record: object, arguments: list[Any], settings: dict[str, Any]) -> Kept | None:
        local = dialect.driver == "psycopg" and not arguments and {"host", "dbname"} <= settings.keys()
        return connect(**settings) if local else None

    event.listen(Engine, "do_connect", take)
    yield
    event.remove(Engine, "do_connect", take)
    end()


@pytest.fixture
def connections_close() -> Iterator[None]:
    """Keep no connection: who closes theirs is gone from the database, as in a process of their own."""
    _closing.append(True)
    end()
    yield
    _closing.clear()
