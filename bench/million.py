"""An index of very many invented reports, for bench.queue and bench.searching at a size that would take a day to file.

python -m bench.million FOLDER [REPORTS]. FOLDER is what bench.prepared made; only its desk and keys are used. No record
stands behind the rows: they are written as the projections write them. Kept are a copy in the cipher and one without.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from app.index import files
from app.index.opening import use
from app.triage.projection import DESK
from bench.absorbing import fresh
from bench.prepared import opened
from bench.side_by_side import copies, machine, memory
from bench.synthetic import fill

SAID = 100_000  # reports between two lines


def main(where: str, count: int = 1_000_000) -> None:
    """Make it, and say how far that came."""
    with opened(Path(where)) as made:
        actor = fresh(made).actor
        began = time.perf_counter()
        print(f"{machine()}; {datetime.now(UTC):%H:%M} UTC", flush=True)

        def said(done: int) -> None:
            if done % SAID == 0:
                print(f"{done:,} of {count:,}, {time.perf_counter() - began:.0f} s, {memory():.0f} MB", flush=True)

        people = [made.people[name][0] for name in ("gita", "gus")]
        use(
            actor, f"desk:{made.desk}", DESK, lambda index: fill(index, count, desk=made.desk, people=people, said=said)
        )
        use(actor, f"desk:{made.desk}", DESK, lambda index: copies(index, Path(where), made, count))
        size = sum(path.stat().st_size for path in files.folder().iterdir()) / count
        print(f"{size / 1024:.1f} KiB a report; copies made after {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
