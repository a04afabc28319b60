"""Searches of a desk's reports, in the cipher and without, at every size prepared.

python -m bench.searching FOLDER, after bench.prepared and bench.absorbing.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from app.index.absorbing import Progress
from app.triage import indexes
from app.triage.service import searching
from bench.invented import ARABIC, CHINESE, PHRASE
from bench.invented import RARE as UNCOMMON
from bench.prepared import opened
from bench.side_by_side import RUNS, Pair, line, machine, memory, sizes
from bench.synthetic import vocabulary

COMMON, ALSO, RARE = (vocabulary()[at] for at in (0, 3, -1))
QUESTIONS = {
    "a rare word": RARE,
    "a word in one of a hundred": UNCOMMON,
    "a common word": COMMON,
    "two common words": f"{COMMON} {ALSO}",
    "a phrase": f'"{PHRASE}"',
    "the beginning of a word": f"{UNCOMMON[:7]}*",
    "a word but not another": f"{PHRASE.split()[-1]} -{COMMON}",
    "a word in one country": f"{COMMON} country:PHL",
    "a word in Arabic": ARABIC.split()[1],
    "the beginning of a word in Arabic": f"{ARABIC.split()[1][:5]}*",
    "three signs of Chinese": CHINESE[4:7],
    "nothing like it": "zzyzx",
}


def main(where: str) -> None:
    """Print the figures, one a line."""
    with opened(Path(where)) as made:
        print(f"searching: {machine()}, medians of {RUNS} runs in turns")
        before, now, actor = memory(), datetime.now(UTC), made.actor()
        for size in sizes(Path(where)):
            pair = Pair(made, Path(where), size)
            with (
                patch.object(indexes, "use", pair.use),
                patch.object(indexes, "absorb", lambda *_a, size=size, **_k: Progress(size, size)),
            ):
                for label, text in QUESTIONS.items():
                    found = searching.search(actor, made.desk, text, now=now).found
                    many = f"{'more than ' if found.many else ''}{found.total} found"
                    ask = pair.compare(lambda text=text: searching.search(actor, made.desk, text, now=now))  # type: ignore[misc]
                    line(label, size, ask, f"; {many}")
            pair.close()
            print(f"memory of the process after {size:,} records: {memory():.0f} MB (before: {before:.0f})")


if __name__ == "__main__":
    main(sys.argv[1])
