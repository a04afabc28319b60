"""The production server: granian, two workers, no access log (docs/decisions/0002)."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, NoReturn

from app.cli.preparing import CannotRun

WORKERS = 2
# Connections that a worker takes and that wait to be taken. Long before, app/web/crowd.py closes idle ones.
CONNECTIONS = 4096
HEADERS_MS = 15_000  # for the headers of a request; they are small, also over Tor
HEADERS_BYTES = 32 * 1024  # of all of them: what they hold is parsed, and a list of languages of 400 kB takes a second
STOP_SECONDS = 10


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone; a name other than localhost is not."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def require_safe(values: Mapping[str, Any], host: str) -> None:
    """Refuse to listen where these settings must not be heard. Raises CannotRun."""
    if is_loopback(host):
        return
    if values["DEMO"]:
        raise CannotRun("This is a demo instance, whose passphrases are public: it listens on loopback only.")
    if values["SCHEME"] != "https":
        raise CannotRun(f"Listening on {host} without TLS would show every passphrase: set AMPARO_SCHEME=https.")


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens on. Raises CannotRun."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
            trial.bind(address)
    except OSError as error:
        reason = error.strerror or "it cannot be used"
        raise CannotRun(f"Cannot listen on {host}:{port}: {reason}. Choose another one: make run PORT=8001") from None


def command(host: str, port: int) -> list[str]:
    """Return the server's command line. Nothing secret is in it: others on the machine can read it."""
    return [
        sys.executable, "-m", "granian", "app:create_worker", "--factory",
        "--interface", "asginl", "--http", "1", "--no-ws",
        "--host", host.strip("[]"), "--port", str(port),
        "--workers", str(WORKERS), "--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS),
        "--http1-header-read-timeout", str(HEADERS_MS), "--http1-buffer-size", str(HEADERS_BYTES),
        "--respawn-failed-workers", "--workers-kill-timeout", str(STOP_SECONDS),
        "--no-access-log", "--log-level", "error",
    ]  # fmt: skip


def allow_connections() -> None:
    """Let this process and its children open as many files as there may be connections, as far as the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def become(arguments: list[str]) -> NoReturn:
    """Replace this process by the server, so that signals reach it."""
    sys.stdout.flush()
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # with many threads, freed memory would stay in as many heaps
    allow_connections()
    os.execv(arguments[0], arguments)  # noqa: S606 - no shell, and no word of it comes from outside
