"""A page of a desk's queue, its filters and their numbers: in the cipher and without, at every size prepared.

python -m bench.queue FOLDER, after bench.prepared and bench.absorbing. The service that the page calls is run whole;
only the connection is changed from turn to turn. The last line is the page as a browser gets it, over HTTP.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from app.index.absorbing import Progress
from app.triage import indexes, queue
from app.triage.queue import DUE, NEWEST, NOBODY, RISK, URGENT, Filters
from bench.prepared import Prepared, opened
from bench.side_by_side import RUNS, Pair, line, machine, memory, sizes

QUESTIONS = {
    "queue by urgency, with numbers": (Filters(), URGENT),
    "queue by due time": (Filters(), DUE),
    "queue, newest first": (Filters(), NEWEST),
    "queue of everything by risk": (Filters(state="all"), RISK),
    "one country": (Filters(country="PHL"), URGENT),
    "level, act group and nobody's": (Filters(level="high", group="life", assignee=NOBODY), URGENT),
    "overdue": (Filters(overdue="yes"), URGENT),
    "closed": (Filters(state="closed"), NEWEST),
}


def asked(made: Prepared, pair: Pair, size: int) -> None:
    """Measure each question at one size, and the tenth page of the first."""
    now, actor = datetime.now(UTC), made.actor()
    for label, (filters, sort) in QUESTIONS.items():
        found = pair.compare(lambda f=filters, s=sort: queue.page(actor, made.desk, f, s, now=now))  # type: ignore[misc]
        line(label, size, found)
    after = ""
    for _page in range(10):
        after = queue.page(actor, made.desk, Filters(), URGENT, after=after, now=now).next
    line("eleventh page", size, pair.compare(lambda: queue.page(actor, made.desk, Filters(), after=after, now=now)))


def over_http(made: Prepared) -> None:
    """Measure the whole page of the whole index, as it is served."""
    client = made.app.test_client()
    made.enter(client)
    path = "/desk"
    times, page = [], b""
    for _number in range(RUNS + 2):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        page = answer.data
    rows = len(re.findall(rb'name="r" value', page))
    print(f"page as served, {made.count:,} records: p50 {statistics.median(times[2:]):.1f} ms, {len(page):,} bytes of "
          f"HTML ({len(gzip.compress(page)):,} compressed), {rows} rows")  # fmt: skip


def main(where: str) -> None:
    """Print the figures, one a line."""
    with opened(Path(where)) as made:
        print(f"queue: {machine()}, medians of {RUNS} runs in turns")
        before = memory()
        for size in sizes(Path(where)):
            pair = Pair(made, Path(where), size)
            with (
                patch.object(indexes, "use", pair.use),
                patch.object(indexes, "absorb", lambda *_a, size=size, **_k: Progress(size, size)),
            ):
                asked(made, pair, size)
            pair.close()
            print(f"memory of the process after {size:,} records: {memory():.0f} MB (before: {before:.0f})")
        over_http(made)


if __name__ == "__main__":
    main(sys.argv[1])
