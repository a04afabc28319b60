"""A server as `make run` starts it, on an instance of its own with people who can sign in."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tests.support.server
from tests.support.server import TOKEN, free_port

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server. `members` can sign in with `passphrase_of(name)`."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    members: list[str]

    def workers(self) -> list[int]:
        """Return the process ids of the server and its workers."""
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            todo += [int(child) for child in children]
        return found

    def memory(self) -> list[float]:
        """Return the proportional memory of each process in MB, in the order of `workers`."""
        sizes = []
        for pid in self.workers():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes.append(int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1)) / 1024)  # type: ignore[union-attr]
        return sizes

    def seconds(self) -> float:
        """Return the CPU time that the server and its workers have used so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers()]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICK


class Browser(tests.support.server.Browser):
    """The tests' browser, which here stops the measurement when it cannot sign in."""

    def sign_in(self, name: str, passphrase: str = "") -> int:
        """Sign in, or stop the measurement."""
        status = super().sign_in(name, passphrase)
        if status != 303:
            raise SystemExit(f"{name} could not sign in: {status}")
        return status


def token(page: str) -> str:
    """Return the CSRF token of a page."""
    found = TOKEN.search(page)
    if found is None:
        raise SystemExit("a page without a form: " + page[:500])
    return found.group(1)


@contextlib.contextmanager
def served(members: int = 0, database_url: str = "") -> Iterator[Server]:
    """Make an instance with so many members, serve it with 2 workers, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as name:
        folder, port = Path(name), free_port()
        environment = {
            **os.environ,
            "AMPARO_INSTANCE": name,
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        subprocess.run([sys.executable, "-m", "bench.people", str(members)], cwd=ROOT, env=environment, check=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.run", "--port", str(port), "--instance", name],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(port)
            yield Server(port, folder, process, [f"member{number}" for number in range(members)])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")
