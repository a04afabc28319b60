"""Desk people at their work in the real server: the queue, searches, names; so that indexes stand in the folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.contracts.thief.canaries import ACCENTED, ARABIC, CONTACT, NAME, WORD
from tests.support.server import ROOT, Browser, Place, Server

LOOKED_FOR = (NAME, f'"{ACCENTED}"', f"{WORD[:6]}*", ARABIC, ARABIC[2:6])


def look(browser: Browser) -> None:
    """Open the queue, which reads in what arrived."""
    status, _to, page = browser.ask("GET", "/desk")
    assert status == 200, page[-1500:]


def search(server: Server) -> None:
    """A reviewer searches the reports, an officer the names. Both stay signed in: their indexes are open."""
    rosa, paz = server.browser("rosa"), server.browser("paz")
    look(rosa)
    for text in LOOKED_FOR:
        status, _to, page = rosa.send("/desk/search", {"text": text, "desk": "", "after": ""})
        assert status == 200 and "<mark>" in page, f"{text!r} is not found: {page[-1500:]}"
    for text in (NAME, CONTACT, ACCENTED):
        fields = {"seek-text": text, "seek-purpose": f"To call {NAME}", "seek-desk": "", "seek-after": ""}
        status, _to, page = paz.send("/desk/search/names", fields, "/desk/search")
        assert status == 200, page[-1500:]
    look(paz)


@dataclass(frozen=True)
class Killed:
    """What a process left behind that was killed in the middle: its index folder, and what it had open then."""

    folder: Path
    opened: dict[str, bytes]


@contextmanager
def killed_while_reading_in(place: Place, aside: Path) -> Iterator[Killed]:
    """Let a process of its own read everything into new indexes, and kill it in the middle of a transaction."""
    home = aside / "killed"
    (home / "temporary").mkdir(parents=True)
    for name in ("instance.key", "directory-head"):
        shutil.copy2(place.folder / name, home / name)
    joined = place.net.people["paz"]
    told = {
        "instance": str(home), "url": place.database_url, "account": joined.actor.account,
        "secret": joined.secret.hex(), "desk": place.net.desks["Andes"],
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.contracts.thief.reader"],
        cwd=ROOT,
        env={**os.environ, "SQLITE_TMPDIR": str(home / "temporary")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
        said = process.stdout.readline()
        assert said == b"in the middle\n", said
        opened = _open_files(process.pid)
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
    yield Killed(home / "index", opened)


def _open_files(pid: int) -> dict[str, bytes]:
    """Return every file that a process has open, those without a name too: SQLite unlinks its temporary files."""
    found = {}
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(handle)
        if target.startswith("/") and not target.startswith("/dev/") and not target.endswith(".so"):
            found[f"{handle.name} {target}"] = handle.read_bytes()
    return found
