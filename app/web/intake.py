"""Bodies on their way in. They wait in memory and hold no thread, so that a slow sender costs the others nothing.

There is no fixed share for an address, for an office or Tor is many people behind one: when all places are taken, the
oldest body of whoever holds most gives way, and it is those who finish nothing that grow old.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PLACES = 256  # unfinished bodies in one worker
MEMORY = 64 * 1024 * 1024  # bytes of all bodies in one worker, those being answered too
PATIENCE = 60.0  # seconds for a body, and one more for every SLOWEST bytes that came
SLOWEST = 2048

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Late(Exception):
    """The body did not arrive in time."""


class GaveWay(Exception):
    """The place was needed for others."""


class Gone(Exception):
    """The sender left."""


@dataclass(eq=False)
class Body:
    """What came so far of one body."""

    sender: str
    data: bytearray = field(default_factory=bytearray)
    limit: asyncio.Timeout | None = None  # while it is on its way
    gave_way: bool = False


class Intake:
    """All bodies of one worker. Used by its event loop alone."""

    def __init__(self) -> None:
        self.unfinished: list[Body] = []  # oldest first
        self.memory = 0

    @contextmanager
    def room(self, sender: str) -> Iterator[Body]:
        """Give room to one body for as long as the block runs."""
        body = Body(sender)
        try:
            yield body
        finally:
            self.memory -= len(body.data)

    async def fill(self, body: Body, receive: Receive, most: int) -> None:
        """Read a body until it is whole or larger than `most`. Raises Late, GaveWay or Gone."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(began + PATIENCE) as body.limit:
                self.unfinished.append(body)
                try:
                    while await self._more(body, receive) and len(body.data) <= most:
                        if not body.gave_way:
                            body.limit.reschedule(began + PATIENCE + len(body.data) / SLOWEST)
                finally:
                    if not body.gave_way:
                        self.unfinished.remove(body)
        except TimeoutError:
            raise GaveWay if body.gave_way else Late from None

    async def _more(self, body: Body, receive: Receive) -> bool:
        self._make_room()
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        came = message.get("body", b"")
        body.data += came
        self.memory += len(came)
        self._make_room()
        return bool(message.get("more_body"))

    def _make_room(self) -> None:
        while self.unfinished and (len(self.unfinished) > PLACES or self.memory > MEMORY):
            by_bytes = self.memory > MEMORY
            held: dict[str, int] = {}
            for body in self.unfinished:
                held[body.sender] = held.get(body.sender, 0) + (len(body.data) if by_bytes else 1)
            most = max(held.values())
            self._give_way(next(body for body in self.unfinished if held[body.sender] == most))

    def _give_way(self, body: Body) -> None:
        self.unfinished.remove(body)
        body.gave_way = True
        self.memory -= len(body.data)
        body.data.clear()
        if body.limit is not None:
            body.limit.reschedule(0)  # cancels its reading, as soon as the loop comes round
