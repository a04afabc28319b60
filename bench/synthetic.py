"""An index of invented reports, written straight through the projection's own tables: no record stands behind them.

For measuring questions at sizes that would take an hour to file. `fill` makes as many rows as it is told, the same
ones for the same seed; half of the work has ended, and what is common and what is rare spreads as at a real desk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import accumulate

import apsw

from app.crypto.identifiers import new_id
from app.incidents.matching import normalise
from app.incidents.rules.states import OPEN_STATES, State
from app.index.batching import Batch
from app.triage import projection
from app.triage.clocks import Target
from app.triage.risk import LEVELS
from app.vocabulary import lists

COUNTRIES = ("COL", "PER", "BOL", "ECU", "VEN", "BRA", "MEX", "GTM", "HND", "SLV", "NIC", "PRY")
DAY = 24 * 60
START = 29_500_000  # minutes since 1970: early in 2026
ENDED = (State.CLOSED, State.CLOSED, State.CLOSED, State.DUPLICATE, State.OUT_OF_MANDATE, State.WITHDRAWN)
WORDS = 8_000  # different words in all texts, the first ones far more frequent than the last
AT_ONCE = 2_000


def vocabulary(count: int = WORDS) -> list[str]:
    """Return so many pronounceable words, the same every time."""
    chance = random.Random(7)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choice(syllables) for _ in range(chance.choice((2, 3, 3, 4))))] = None
    return list(found)


def fill(
    connection: apsw.Connection,
    count: int,
    *,
    desk: str,
    people: Sequence[str] = (),
    seed: int = 1,
    said: Callable[[int], None] = lambda _done: None,
) -> list[str]:
    """Write `count` reports into a desk's index, after what it holds, and return their references.

    `people` are accounts that work there; `said` is told how many are written, now and then.
    """
    chance = random.Random(seed)
    words = vocabulary()
    weights = list(accumulate(1 / (at + 8) for at in range(len(words))))
    groups = [code for code, _label in lists.choices("act_group", "en")]
    first = (connection.execute("SELECT max(id) FROM record").fetchone()[0] or 0) + 1
    made: list[str] = []
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        batch = Batch(words=set(words))
        with connection:
            for number in numbers:
                text = " ".join(chance.choices(words, cum_weights=weights, k=40))
                made.append(_put(connection.cursor(), batch, number, desk, people, groups, text, chance))
            batch.write(connection.cursor())
        said(len(made))
    return made


def _put(
    cursor: apsw.Cursor,
    batch: Batch,
    number: int,
    desk: str,
    people: Sequence[str],
    groups: Sequence[str],
    text: str,
    chance: random.Random,
) -> str:
    name = new_id()
    is_open = chance.random() < 0.5
    state = chance.choice(sorted(OPEN_STATES)) if is_open else chance.choice(ENDED)
    level = chance.choices(LEVELS, (1, 3, 6, 4))[0]
    country = chance.choices(COUNTRIES, [1 / (at + 1) for at in range(len(COUNTRIES))])[0]
    own = sorted(set(chance.choices(groups, [1 / (at + 1) for at in range(len(groups))], k=chance.choice((1, 1, 2)))))
    assignee = chance.choice(people) if people and state is not State.SUBMITTED and chance.random() < 0.8 else ""
    filed = START + number
    due = filed + chance.randrange(400 * DAY) if is_open else projection.NEVER
    score = chance.choice((0, 0, 50, 150, 300, 800, 1200, 2500))
    cursor.execute(
        "INSERT INTO record VALUES (?, ?, 'incident', ?, ?, 5, x'00', 1, x'00')", (number, name, desk, number)
    )
    cursor.execute(
        "INSERT INTO incident (id, record, desk, arrival, verifies, state, country, level, assignee, "
        "sensitive) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, 0)",
        (number, name, desk, number, state.value, country, level.value, assignee),
    )
    row = (
        number, name, is_open, LEVELS.index(level), due, filed, score, state.value, level.value, score > 0,
        Target.FIRST_CONTACT.value if is_open else "", country, " ".join(own), assignee,
        chance.choice((0, 0, 0, 1, 2)), 0, None, filed + 183 * DAY,
    )  # fmt: skip
    batch.add(projection.PUT, [row])
    projection.count(batch, (is_open, state.value, level.value, country, assignee), own, 1)
    cursor.executemany("INSERT INTO act_group VALUES (?, ?)", [(group, number) for group in own])
    cursor.execute("INSERT INTO told (id, body, own) VALUES (?, ?, ?)", (number, text, len(text)))
    cursor.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (number, normalise(text)))
    return name
