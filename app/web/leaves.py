"""Long pages in leaves. A page is drawn whole, with a mark where it may be divided, and sent a leaf at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from markupsafe import Markup

CUT = Markup("\x00")  # no form lets anybody type it
FULL = 9_000  # bytes of one leaf; a part that is heavier has a leaf to itself
PIECE = 3_000  # characters of a text that stay together
BESIDE = 100  # what a text weighs beside its characters: its place in a table


@dataclass(frozen=True)
class Leaf:
    """One leaf of a page, and the addresses of those beside it."""

    html: Markup
    number: int = 1
    count: int = 1
    previous: str = ""
    following: str = ""


def register(app: Flask) -> None:
    """Let templates divide what is long."""
    app.jinja_env.globals.update(cut=CUT, leaf=leaf)
    app.jinja_env.filters["pieces"] = lambda text: list(pieces(text))
    app.jinja_env.filters["grouped"] = _grouped


def leaf(drawn: str, path: str, name: str = "part", full: int = FULL, last: bool = False) -> Leaf:
    """Return the leaf that the reader asked for in the address, else the first (or the last, of what grows).

    `name` is that of the number in the address, and of the place on the page where the leaf begins.
    """
    leaves = divided([part for part in drawn.split(CUT) if part.strip()], full) or [""]
    wanted = request.args.get(name, len(leaves) if last else 1, int)
    number = min(max(wanted, 1), len(leaves))
    return Leaf(
        Markup(leaves[number - 1]),  # noqa: S704 - drawn by a template
        number,
        len(leaves),
        _address(path, name, number - 1) if number > 1 else "",
        _address(path, name, number + 1) if number < len(leaves) else "",
    )


def divided(parts: list[str], full: int) -> list[str]:
    """Put parts on leaves in their order, each leaf as full as it may be."""
    leaves: list[str] = []
    room = 0
    for part in parts:
        weight = len(part.encode())
        if leaves and weight <= room:
            leaves[-1] += part
            room -= weight
        else:
            leaves.append(part)
            room = full - weight
    return leaves


def pieces(text: str, most: int = PIECE) -> Iterator[str]:
    """Yield a text in pieces that end at a line or a word; joined, they are the text but for white space between."""
    while len(text) > most:
        ends = [found.end() for found in re.finditer(r"\n", text[:most])] or [
            found.end() for found in re.finditer(r"\s", text[:most])
        ]
        at = ends[-1] if ends and ends[-1] > most // 2 else most
        yield text[:at].rstrip()
        text = text[at:]
    yield text


def grouped(told: Iterable[tuple[str, str]], most: int = PIECE) -> Iterator[list[tuple[str, str, bool]]]:
    """Yield texts in groups that stay together: each with its heading, in pieces, and whether a piece is the first."""
    group: list[tuple[str, str, bool]] = []
    room = most
    for heading, text in told:
        for number, piece in enumerate(pieces(text, most)):
            weight = len(heading) + len(piece) + BESIDE
            if group and weight > room:
                yield group
                group, room = [], most
            group.append((heading, piece, number == 0))
            room -= weight
    if group:
        yield group


def _grouped(told: Iterable[Any], *names: str) -> list[list[tuple[str, str, bool]]]:
    return list(grouped(map(attrgetter(*names), told) if names else told))


def _address(path: str, name: str, number: int) -> str:
    kept = {key: value for key, value in request.args.items() if key == "version"}
    return f"{path}?{urlencode({**kept, name: number})}#{name}"
