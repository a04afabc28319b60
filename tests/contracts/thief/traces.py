"""When and where the names of owners and things stood, in the database's own order of writing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.contracts.thief.loot import Loot, Write


@dataclass
class Traces:
    """What was seen of one owner or thing: moments and places where its names stood, and cells of its rows."""

    times: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    tables: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    cells: list[tuple[str, object]] = field(default_factory=list)

    def features(self) -> dict[str, float]:
        """Return numbers by which things can be put in order."""
        numbers: dict[str, float] = {}
        for name, values in (("time", self.times), ("place", self.places), *self.tables.items()):
            if values:
                numbers |= {f"first {name}": min(values), f"last {name}": max(values)}
        sized = [value for _name, value in self.cells if isinstance(value, bytes | str)]
        numbers["size"] = sum(map(len, sized))
        for name, value in self.cells:
            if isinstance(value, int) and not isinstance(value, bool):
                numbers.setdefault(f"{name} number", value)
            elif isinstance(value, bytes | str) and len(value) >= 8:
                data = value.encode() if isinstance(value, str) else value
                numbers.setdefault(f"{name} start", int.from_bytes(data[:8], "big"))
        return numbers


def derived(name: str, key: bytes, more: Iterable[bytes] = ()) -> set[bytes]:
    """Return what a program could have written in place of a name: itself, its hashes, with the instance key too."""
    plain = {name.encode(), name.lower().encode(), *more}
    made = set(plain)
    for text in plain:
        for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.blake2b, hashlib.sha512):
            made |= {digest(text).digest(), hmac.digest(key, text, digest)}
        made.add(text[::-1])
    short = {data if data in plain else data[:8] for data in made}
    spelt = {data.hex().encode() for data in short} | {base64.b64encode(data)[:-2] for data in short}
    return {data for data in short | spelt if len(data) >= 8}


def sightings(loot: Loot, names: Mapping[str, set[bytes]]) -> dict[str, Traces]:
    """Find every moment and place of some names: in rows of a heap, in what changed between two images of a page."""
    traces = {name: Traces() for name in names}
    before: dict[tuple[str, int], bytes] = {}
    begun = _beginnings(names)
    for write in loot.writes:
        paged = write.table == "page"
        earlier = before.get((write.table, write.where)) if paged else None
        for name in _perhaps_in(write.data, begun):
            tokens = names[name]
            spots = [at for token in tokens for at in _spots(write.data, token)]
            if not spots:
                continue
            trace = traces[name]
            if earlier is None or any(_spots(write.data, token) != _spots(earlier, token) for token in tokens):
                if write.when >= 0:
                    trace.times.append(write.when)
                trace.places.append(write.where * 100_000 + spots[0])
                trace.tables[write.table if not paged else "page"].append(write.where * 100_000 + spots[0])
        if paged:
            _changed(write, earlier, names, traces)
            before[write.table, write.where] = write.data
    return traces


def _beginnings(names: Mapping[str, set[bytes]]) -> dict[int, set[str]]:
    """Return who has a token that begins with eight bytes, as a number; all tokens are that long or longer."""
    found: dict[int, set[str]] = defaultdict(set)
    for name, tokens in names.items():
        for token in tokens:
            found[int.from_bytes(token[:8], sys.byteorder)].add(name)
            assert len(token) >= 8, "a shorter token would be overlooked"
    return found


def _perhaps_in(data: bytes, begun: Mapping[int, set[str]]) -> set[str]:
    """Return whose tokens may stand in the data, and nobody's is left out: one pass instead of one for each token."""
    known = begun.keys()
    found: set[str] = set()
    for start in range(8):
        end = start + (len(data) - start) // 8 * 8
        for number in known & set(memoryview(data)[start:end].cast("Q")) if end > start else ():
            found |= begun[number]
    return found


def _spots(data: bytes, token: bytes) -> list[int]:
    found, at = [], data.find(token)
    while at >= 0:
        found.append(at)
        at = data.find(token, at + 1)
    return found


def _changed(write: Write, earlier: bytes | None, names: Mapping[str, set[bytes]], traces: dict[str, Traces]) -> None:
    """A row that changed in its place: whoever's name stands nearest before the first byte that differs."""
    if earlier is None or len(earlier) != len(write.data) or write.when < 0:
        return
    differing = next((at for at, pair in enumerate(zip(earlier, write.data, strict=True)) if pair[0] != pair[1]), None)
    if differing is None:
        return
    ahead = {name: max(write.data.rfind(token, 0, differing) for token in tokens) for name, tokens in names.items()}
    nearest = max(ahead, key=ahead.__getitem__)
    if ahead[nearest] >= 0:
        traces[nearest].times.append(write.when)


def own_rows(loot: Loot, names: Iterable[str], traces: dict[str, Traces]) -> None:
    """Add the cells of every row that names an owner or a thing in clear."""
    wanted = set(names)
    for table, rows in loot.tables.items():
        for row in rows:
            values = {column: bytes(v) if isinstance(v, memoryview) else v for column, v in row.items()}
            for name in {value for value in values.values() if isinstance(value, str)} & wanted:
                traces[name].cells += [(f"{table}.{column}", v) for column, v in values.items() if v != name]
