"""Eight filers in one process and one thread: kept connections, bodies made beforehand, nothing parsed but the tokens.

The clients of a measurement run on the server's cores; what they cost must be small, and is measured too.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATH = "/incidents/new"
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
SUBMISSION = re.compile(rb'name="submission"[^>]*value="([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)


class NotServed(Exception):
    """The server gave another answer than the one asked for."""


@dataclass
class Filer:
    """One member on one kept connection: reads the form, sends it, begins again. `times` are seconds a report."""

    port: int
    cookies: dict[bytes, bytes]
    fields: bytes
    left: int
    times: list[float] = field(default_factory=list)
    began: float = 0.0
    sending: bool = False
    answer: bytearray = field(default_factory=bytearray)

    def connect(self) -> None:
        """Open a connection for the next report: each is another person's browser in life."""
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def open_form(self) -> None:
        """Connect and ask for the form."""
        self.began, self.sending = time.perf_counter(), False
        self.connect()
        self._ask(b"GET", b"")

    def take(self) -> bool:
        """Read what has come and go on. Returns whether there is more to do. Raises NotServed."""
        self.answer += self.socket.recv(262_144)
        head, gap, body = self.answer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not gap or length is None or len(body) < int(length[1]):
            return True
        self.cookies.update(COOKIE.findall(head))
        self.answer = bytearray()
        if self.sending:
            return self._filed(head)
        token, submission = TOKEN.search(body), SUBMISSION.search(body)
        if b" 200 " not in head[:16] or token is None or submission is None:
            raise NotServed(bytes(head[:200]))
        self.sending = True
        self._ask(b"POST", self.fields + b"&csrf_token=%b&submission=%b" % (token[1], submission[1]))
        return True

    def _filed(self, head: bytes) -> bool:
        if b" 303 " not in head[:16]:
            raise NotServed(bytes(head[:200]))
        self.times.append(time.perf_counter() - self.began)
        self.left -= 1
        return False

    def _ask(self, method: bytes, body: bytes) -> None:
        cookies = b"; ".join(b"%b=%b" % pair for pair in self.cookies.items())
        form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body) if body else b""
        self.socket.sendall(
            b"%b %b HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %b\r\n%b\r\n%b"
            % (method, PATH.encode(), cookies, form, body)
        )


def file_all(
    port: int, sessions: list[dict[str, str]], fields: dict[str, str], reports: int
) -> tuple[list[float], float]:
    """File `reports` for each signed-in session, all at once; return seconds of each and of the whole."""
    body = urlencode(fields).encode()
    filers = [
        Filer(port, {name.encode(): value.encode() for name, value in cookies.items()}, body, reports)
        for cookies in sessions
    ]
    with selectors.DefaultSelector() as ready:
        began = time.perf_counter()
        for filer in filers:
            filer.open_form()
            ready.register(filer.socket, selectors.EVENT_READ, filer)
        while ready.get_map():
            waiting = ready.select(60)
            if not waiting:
                raise NotServed(b"no answer for a minute")
            for key, _events in waiting:
                filer, connection = key.data, key.fileobj
                if filer.take():
                    continue
                ready.unregister(connection)
                connection.close()
                if filer.left:
                    filer.open_form()
                    ready.register(filer.socket, selectors.EVENT_READ, filer)
        whole = time.perf_counter() - began
    return [seconds for filer in filers for seconds in filer.times], whole
