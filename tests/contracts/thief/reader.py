"""A process that reads reports into an index and stops in the middle of a transaction, to be killed there."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import apsw

from app import create_app
from app.accounts.service.acting import actor_of
from app.index import absorbing, files
from app.index.absorbing import Absorber
from app.triage import indexes

BATCH = 60  # arrivals: a dozen reports
STOP = 4  # the batch in which it stops
SORTED = "SELECT body FROM told, json_each(?) ORDER BY body || value"
MANY = json.dumps(list(range(400)))


def main() -> None:
    """Read the names wholly and the reports in part, then wait."""
    told = json.load(sys.stdin)
    absorbing.BATCH = BATCH
    files.CACHE_KIB = 64  # pages are written out before the transaction ends
    write, calls = Absorber._write, iter(range(10**9))

    def stopping(self: Absorber, cursor: apsw.Cursor, found: Any, gone: Any = ()) -> None:
        write(self, cursor, found, gone)
        if self.ring.startswith("desk:") and next(calls) == STOP:
            cursor.execute(SORTED, (MANY,)).fetchone()  # more than the cache holds: a sorter writes it somewhere
            print("in the middle", flush=True)
            time.sleep(120)

    Absorber._write = stopping  # type: ignore[method-assign]
    app = create_app({"INSTANCE": told["instance"], "DATABASE_URL": told["url"], "TESTING": True})
    with app.app_context():
        actor = actor_of(told["account"], bytes.fromhex(told["secret"]))
        assert actor is not None
        indexes.absorb_names(actor, told["desk"], now=datetime.now(UTC), seconds=60)
        indexes.absorb(actor, told["desk"], now=datetime.now(UTC), seconds=60)


if __name__ == "__main__":
    main()
