"""The demo network: invented people, desks, reports and stories, made through the same services as real ones.

Its passphrases are public, so its folder is marked from the first moment on, and a marked folder is never served
beyond loopback.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.cli.demonstration import scene
from app.cli.demonstration.cast import people
from app.cli.preparing import CannotRun, is_installed
from app.cli.serving import is_loopback
from app.index.files import FOLDER as INDEXES
from app.vault.instance import HEAD_FILE

MARK = "demo"
HALF_MADE, MADE = "being made\n", "made\n"
DATABASE = "amparo.sqlite"


def require_possible(values: Mapping[str, Any], host: str) -> None:
    """Refuse to put the demo network where it must not be. Raises CannotRun."""
    own = f"sqlite:///{values['INSTANCE'] / DATABASE}"
    if is_loopback(host) and all(map(is_loopback, values["HOSTS"])) and values["SQLALCHEMY_DATABASE_URI"] == own:
        return
    raise CannotRun(
        "There is no instance here yet, and with these settings none is made for show. "
        "Make your own: .venv/bin/flask --app app init"
    )


def remove_half_made(folder: Path) -> None:
    """Remove a demo network whose making was interrupted; nothing real was ever in it."""
    mark = folder / MARK
    if not mark.exists() or mark.read_text() != HALF_MADE:
        return
    shutil.rmtree(folder / INDEXES, ignore_errors=True)
    for path in (*folder.glob(f"{DATABASE}*"), folder / HEAD_FILE, mark):  # the mark last: it allows this
        path.unlink(missing_ok=True)


def make(folder: Path) -> None:
    """Mark the folder and fill its empty, migrated database; call inside an application context."""
    mark = folder / MARK
    mark.write_text(HALF_MADE)
    scene.play()
    is_installed()  # reads the directory back, and keeps its head in the folder
    mark.write_text(MADE)


def sign_ins() -> list[str]:
    """Return a table of who can sign in with what, line by line."""
    rows = [("name", "passphrase", "role"), *((one.name, one.passphrase, one.described) for one in people())]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [f"  {line}" for line in lines]
