"""The words around a hit: the best window, whole words of the original, and never a piece that was not there."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.triage import searching
from app.triage.searching.snippets import WIDTH, Piece, patterns, snippet
from tests.triage.searched import READER

NOISE = "Nothing of that kind was ever written here. " * 40


def shown(body: str, text: str, inside: bool = False) -> tuple[Piece, ...]:
    return snippet(body, patterns(searching.parse(text, READER).terms, inside))


def marked(pieces: tuple[Piece, ...]) -> list[str]:
    return [text for text, hit in pieces if hit]


@pytest.mark.parametrize(
    ("body", "text", "hits"),
    [
        ("The POLICE came; police again, policeman not.", "police", ["POLICE", "police"]),
        ("Détenue à la préfecture", "detenue prefecture", ["Détenue", "préfecture"]),
        ("اِعتَقَلَتِ الشُّرطة المحـــامي", "المحامي", ["المحـــامي"]),
        ("北京律师被捕，律师家人", "律师", ["律师", "律师"]),
        ("armed, men and armed women", '"armed men"', ["armed, men"]),
        ("they detained a detainee", "detain*", ["detain", "detain"]),
        ("ﬁnally the oﬃce", "office finally", ["ﬁnally", "oﬃce"]),
        ("land and court", "land -court", ["land"]),
        ("ทนายความถูกจับ", "ทนาย", ["ทนาย"]),
        ("گزارش", "x", []),
    ],
)
def test_what_was_found_is_marked_as_it_was_written(body: str, text: str, hits: list[str]) -> None:
    pieces = shown(body, text)
    assert marked(pieces) == hits and "".join(piece for piece, _hit in pieces) == body


def test_a_part_of_a_word_is_marked_where_it_was_found() -> None:
    assert marked(shown("the detention", "etent")) == [] and marked(shown("the detention", "etent", True)) == ["etent"]


def test_the_window_has_most_of_what_is_wanted() -> None:
    body = f"police {NOISE} the police took the river road by night {NOISE}"
    pieces = shown(body, "police river night")
    told = "".join(text for text, _hit in pieces)
    assert marked(pieces) == ["police", "river", "night"] and told.startswith("… ") and told.endswith(" …")
    assert len(told) <= WIDTH + 4 and not told[2:].startswith(("ritten", "ver")), "words are not cut"


def test_a_long_text_without_a_space_is_cut_all_the_same() -> None:
    pieces = shown("律" * 500 + "捕" + "师" * 500, "捕")
    assert marked(pieces) == ["捕"] and len("".join(text for text, _hit in pieces)) <= WIDTH + 4


def test_where_nothing_stands_the_beginning_is_shown() -> None:
    assert "".join(text for text, _hit in shown(NOISE, "absent")).startswith("Nothing of that kind")
    assert shown("", "absent") == ()


@given(st.text(max_size=400), st.text(max_size=30), st.booleans())
@example("İstanbul ﷺ ß", "i ﷺ", True)
@example("a\u0301" * 200, "a", False)
def test_the_pieces_are_the_text_itself(body: str, text: str, inside: bool) -> None:
    pieces = shown(body, text, inside)
    told = "".join(piece for piece, _hit in pieces)
    assert told.removeprefix("… ").removesuffix(" …") in body or told in body
    assert len(told) <= WIDTH + 4
