"""Connections that wait for nothing: before their headers are complete, or kept open after an answer.

The server takes only so many, and one machine can open as many and say nothing. When they crowd, those of whoever has
most are closed, the longest silent first. No request is lost: a connection with a request in it is never closed.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from time import sleep

from app.web import senders

CROWDED = 512  # connections in one worker; the server takes eight times as many (app/cli/serving.py)
SECONDS = 0.25  # between two looks
QUIET = 500  # milliseconds; a request that has just come is not known here yet
OPEN_FILES = "/dev/fd"
LAST_HEARD = 52  # where tcpi_last_data_recv is in Linux's struct tcp_info

Peer = tuple[str, int]


@dataclass(frozen=True)
class Connection:
    """One connection to the server, by a handle of our own: whatever the server does, it stays this one."""

    handle: socket.socket
    peer: Peer
    silent: int  # milliseconds

    def hang_up(self) -> None:
        """End it. The server notices, and closes its own handle."""
        with suppress(OSError):
            self.handle.shutdown(socket.SHUT_RDWR)


class Crowd:
    """The connections of this worker."""

    def __init__(self) -> None:
        self.at_work: Counter[Peer] = Counter()

    @contextmanager
    def working(self, address: str, port: int) -> Iterator[None]:
        """Note that a request of this peer is being read or answered."""
        peer = (address, port)
        self.at_work[peer] += 1
        try:
            yield
        finally:
            self.at_work[peer] -= 1
            if not self.at_work[peer]:
                del self.at_work[peer]

    def watch(self) -> None:
        """Look after the connections from now on, beside everything else: those that crowd never get as far as us."""
        threading.Thread(target=self._watch, name="crowd", daemon=True).start()

    def _watch(self) -> None:
        while True:
            with suppress(OSError):  # a system without a list of open files
                if len(os.listdir(OPEN_FILES)) > CROWDED:
                    self.thin_out()
            sleep(SECONDS)

    def thin_out(self) -> None:
        """Close idle connections until no more than CROWDED are left."""
        with ExitStack() as handles:
            found = [handles.enter_context(handle) for handle in _sockets()]
            connections = _connections(found)
            idle: dict[str, list[Connection]] = {}
            for each in sorted(connections, key=lambda connection: connection.silent):
                if each.silent >= QUIET and each.peer not in self.at_work:
                    idle.setdefault(senders.party(each.peer[0]), []).append(each)
            for _excess in range(len(connections) - CROWDED):
                if not idle:
                    break
                most = max(idle, key=lambda sender: (len(idle[sender]), idle[sender][-1].silent))
                idle[most].pop().hang_up()
                if not idle[most]:
                    del idle[most]


def _sockets() -> Iterator[socket.socket]:
    for name in os.listdir(OPEN_FILES):
        with suppress(OSError, ValueError):
            yield socket.socket(fileno=os.dup(int(name)))


def _connections(found: list[socket.socket]) -> list[Connection]:
    """Return those that the server accepted: the others lead to the database."""
    internet = [handle for handle in found if handle.family in (socket.AF_INET, socket.AF_INET6)]
    listening = [handle for handle in internet if handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)]
    ports = {handle.getsockname()[1] for handle in listening}
    connections = []
    for handle in internet:
        with suppress(OSError):  # not connected, or not any more
            address, port, *_rest = handle.getpeername()
            if handle.getsockname()[1] in ports:
                connections.append(Connection(handle, (address.partition("%")[0], port), _silent(handle)))
    return connections


def _silent(handle: socket.socket) -> int:
    """Return for how many milliseconds nothing came; always QUIET where the system does not tell."""
    if not hasattr(socket, "TCP_INFO"):
        return QUIET
    info = handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_HEARD + 4)
    return int(struct.unpack_from("=I", info, LAST_HEARD)[0])
