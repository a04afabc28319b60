"""A part of a word finds the words that have it, and a word that nobody wrote any more is in no list."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.database import transaction
from app.incidents.content.report import Narrative
from app.index import terms
from app.index.asking import rows
from app.triage.service import correcting, talking
from app.vault import records
from tests.factories import Network
from tests.index.reading import absorb, ask, made_afresh
from tests.triage.desks import file

WORDS = "SELECT word FROM term ORDER BY word"


@pytest.fixture
def listed() -> apsw.Connection:
    """A list of words beside the texts that have them."""
    connection = apsw.Connection(":memory:")
    connection.execute(terms.SCHEMA)
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (body, content = '', contentless_delete = 1)")
    return connection


def test_a_word_is_listed_once_however_often_it_comes(listed: apsw.Connection) -> None:
    for text in ("detention of a lawyer", "the lawyer in detention", "lawyers"):
        terms.keep(listed.cursor(), terms.words_of(text))
    assert rows(listed, WORDS) == [("detention",), ("lawyer",), ("lawyers",)]
    assert terms.containing(listed, "awye", 9) == ["lawyer", "lawyers"]
    assert terms.containing(listed, "awye", 1) == ["lawyer"]
    assert terms.containing(listed, "tention", 9) == ["detention"]


@given(st.text(st.characters(max_codepoint=127)), st.text())
def test_words_are_cut_alike_in_every_script(plain: str, other: str) -> None:
    apart = terms.words_of(f"{plain} \u0436")  # one sign of another script sends the text the other way
    assert [*terms.words_of(plain), "\u0436"] == apart
    assert all(word.isalnum() for word in terms.words_of(other))


@pytest.mark.parametrize("part", ['"', 'a" OR "b', "*", "NEAR(a b)", "a AND b", "-a", "word:a"])
def test_a_part_is_never_a_command(listed: apsw.Connection, part: str) -> None:
    terms.keep(listed.cursor(), {"detention"})
    assert terms.containing(listed, part, 9) == []


def test_a_word_leaves_when_its_last_text_does(listed: apsw.Connection) -> None:
    cursor = listed.cursor()
    cursor.executemany("INSERT INTO words (rowid, body) VALUES (?, ?)", [(1, "river lawyer"), (2, "river")])
    terms.keep(cursor, {"river", "lawyer"})
    cursor.execute("DELETE FROM words WHERE rowid = 1")
    terms.drop(cursor, {"river", "lawyer"})
    assert rows(listed, WORDS) == [("river",)]
    assert terms.containing(listed, "awye", 9) == []
    assert rows(listed, "SELECT count(*) FROM term_part WHERE term_part MATCH '\"awye\"'") == [(0,)]


def test_what_was_erased_or_destroyed_is_in_no_list_of_words(net: Network) -> None:
    record, other = file(net, narrative=Narrative(text="quetzalcoatl")), file(net, narrative=Narrative(text="condor"))
    rosa = net.actor("rosa")
    with transaction():
        length = talking.add_note(rosa, record, "mistaken archaeopteryx condor")
    absorb(net)
    assert {("quetzalcoatl",), ("condor",), ("archaeopteryx",), ("mistaken",)} <= set(ask(net, WORDS))
    with transaction():
        correcting.erase(rosa, record, length, "a mistake", seen=length)
    absorb(net)
    left = set(ask(net, WORDS))
    assert {("quetzalcoatl",), ("condor",)} <= left, "another report has it"
    assert not {("archaeopteryx",), ("mistaken",)} & left
    with transaction():
        talking.add_note(rosa, other, "it goes")
        records.purge(other)
    absorb(net)
    assert ("condor",) not in ask(net, WORDS)
    assert ask(net, WORDS) == (made_afresh(net), ask(net, WORDS))[1]
