"""Between the server and Flask: a request goes in when it is whole. The server speaks ASGI to it, Flask WSGI.

Granian's own WSGI gives every request a thread before its body is there, and has no time limit for bodies.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask

from app.web import crowd, senders
from app.web.intake import GaveWay, Gone, Intake, Late, Receive
from app.web.limits import TAKES, TURNED_AWAY

# The database pool of config.py is as large for SQLite; for PostgreSQL it stays under the server's own limit.
THREADS = 64
SHARE = 24  # threads that work for one sender; what is beyond waits, and nobody else behind it

Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Door:
    """An ASGI application that lets whole requests in to Flask, a thread each."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.proxies = int(app.config["PROXIES"])
        self.usual = int(app.config["MAX_CONTENT_LENGTH"])
        self.largest = max(self.usual, *(getattr(view, TAKES, 0) for view in app.view_functions.values()))
        self.intake = Intake()
        self.crowd = crowd.Crowd()
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self.shares: dict[str, tuple[asyncio.Semaphore, int]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = _headers(scope)
        peer, port = scope["client"][0], int(scope["client"][1])
        sender = senders.party(senders.named_by(headers.get("HTTP_X_FORWARDED_FOR", ""), peer, self.proxies))
        with self.crowd.working(peer, port), self.intake.room(sender) as body:
            environ = _environ(scope, headers)
            most = self.largest if headers.get("CONTENT_TYPE", "").startswith("multipart/form-data") else self.usual
            try:
                if 0 < _declared(headers) <= most:  # else there is none, or Flask refuses it by its length, unread
                    await self.intake.fill(body, receive, most)
                    environ["CONTENT_LENGTH"] = str(len(body.data))
                    environ.pop("HTTP_TRANSFER_ENCODING", None)  # it is in one piece now
            except Gone:
                return
            except (Late, GaveWay) as reason:
                environ[TURNED_AWAY] = 408 if isinstance(reason, Late) else 429
                environ["CONTENT_LENGTH"] = "0"
            else:
                environ["wsgi.input"] = BytesIO(body.data)
            status, fields, text = await self._answer(environ, sender)
            if TURNED_AWAY in environ:
                fields.append((b"connection", b"close"))
            await send({"type": "http.response.start", "status": status, "headers": fields})
            await send({"type": "http.response.body", "body": text})

    async def _answer(self, environ: dict[str, Any], sender: str) -> Answer:
        with self._share(sender) as share:
            async with share:
                return await asyncio.get_running_loop().run_in_executor(self.threads, self._ask_flask, environ)

    @contextmanager
    def _share(self, sender: str) -> Iterator[asyncio.Semaphore]:
        share, users = self.shares.get(sender, (asyncio.Semaphore(SHARE), 0))
        self.shares[sender] = share, users + 1
        try:
            yield share
        finally:
            share, users = self.shares.pop(sender)
            if users > 1:
                self.shares[sender] = share, users - 1

    def _ask_flask(self, environ: dict[str, Any]) -> Answer:
        status, fields = 500, []

        def start(line: str, headers: list[tuple[str, str]], _failure: object = None) -> Callable[[bytes], object]:
            nonlocal status, fields
            status = int(line.split(" ", 1)[0])
            fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            return lambda _text: None

        parts = self.app(environ, start)
        with closing(parts) if hasattr(parts, "close") else nullcontext(parts):  # type: ignore[type-var]
            text = b"".join(parts)  # whole before it is sent: one who reads slowly holds no thread either
        return status, fields, text


def _headers(scope: dict[str, Any]) -> dict[str, str]:
    """Return the headers as WSGI names them. One with an underscore would pass for one with a dash: it is left out."""
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper()
        if "_" in name:
            continue
        key = name.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        joint = ";" if key == "HTTP_COOKIE" else ","
        found[key] = found[key] + joint + value.decode("latin-1") if key in found else value.decode("latin-1")
    return found


def _declared(headers: dict[str, str]) -> int:
    """Return how long the body is said to be; 1 where it comes in pieces and nobody knows."""
    length = headers.get("CONTENT_LENGTH", "")
    if length.isascii() and length.isdigit():
        return int(length)
    return 1 if "HTTP_TRANSFER_ENCODING" in headers else 0


def _environ(scope: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    return headers | {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(scope["server"][0]),
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
