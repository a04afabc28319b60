"""The command that serves, run as a person runs it: in a process of its own, with settings of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0  # seconds: other tests keep the machine busy


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DATABASE_URL"))}
    return kept | more


def command(folder: Path, port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "app.cli.run", "--port", str(port), "--instance", str(folder), *more]


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[tuple[int, str]]:
    """Run the command until it answers; give its port and what it said so far."""
    port, log = free_port(), folder.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(
            command(folder, port), cwd=ROOT, env=environment(**settings), stdout=output, stderr=output
        )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
        yield port, log.read_text()
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)
        assert not listens(port)
        assert "Traceback" not in log.read_text()
    finally:
        server.kill()
        server.wait()


def listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def refused(folder: Path, *more: str, port: int | None = None, **settings: str) -> str:
    """Return the words with which the command ends."""
    arguments = command(folder, port or free_port(), *more)
    given = environment(**settings)
    done = subprocess.run(arguments, cwd=ROOT, env=given, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr
