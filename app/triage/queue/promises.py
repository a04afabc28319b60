"""When a desk changes what it promises, the due times in its index are reckoned anew."""

from __future__ import annotations

import apsw

from app.index.asking import rows
from app.triage.projection import hours_of, promise_of


def outdated(connection: apsw.Connection) -> bool:
    """Tell whether any desk promises other hours than those by which its reports are due in this index."""
    return bool(_changed(connection))


def mark_outdated(connection: apsw.Connection) -> None:
    """Let the open reports of such desks be written again, some at each look, as those over which time has passed."""
    with connection:
        for desk in _changed(connection):
            connection.execute(MARK, (desk,))
            connection.execute("UPDATE promise SET hours = ? WHERE desk = ?", (hours_of(promise_of(desk)), desk))


def _changed(connection: apsw.Connection) -> list[str]:
    kept = rows(connection, "SELECT desk, hours FROM promise")
    return [desk for desk, hours in kept if hours_of(promise_of(desk)) != hours]


MARK = "UPDATE queue SET recheck = 0 WHERE open = 1 AND id IN (SELECT id FROM record WHERE desk = ?)"
