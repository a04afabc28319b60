"""A text cut where findings begin and end, so that a page can mark each in its place."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the numbers (from 1) of the findings that cover it."""

    text: str
    numbers: tuple[int, ...] = ()


def pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Cut a text at the edges of spans (start, end, number); together the pieces are the text again."""
    edges = {0, len(text)} | {min(max(edge, 0), len(text)) for start, end, _ in spans for edge in (start, end)}
    cut = sorted(edges)
    return [
        Piece(text[start:end], tuple(number for first, last, number in spans if first <= start and end <= last))
        for start, end in itertools.pairwise(cut)
    ]
