"""The different words of all texts of an index, so that a part of a word finds the words that have it.

They are few beside the texts: an index of every three characters of the texts themselves would cost more than all else.
A word that no text has any more leaves, too: what was erased must not be found in a list of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import apsw

from app.index.asking import rows, value

SHORTEST, LONGEST = 4, 64  # characters; a word of three has no part that could be asked for
SCHEMA = """
CREATE TABLE term (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE term_part USING fts5 (word, content = 'term', content_rowid = 'id', tokenize = 'trigram');
"""
_WORD = re.compile(r"[^\W_]+")
_BLANKS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)


def words_of(text: str) -> list[str]:
    """Return the words of a normalised text, as FTS5's unicode61 cuts it."""
    if text.isascii():  # twice as fast, and most texts are once they are normalised
        return text.encode().translate(_BLANKS).decode().split()
    return _WORD.findall(text)


def listed(words: Iterable[str]) -> set[str]:
    """Return those that the list has: neither too short nor too long for it."""
    return {word for word in words if SHORTEST <= len(word) <= LONGEST}


def keep(cursor: apsw.Cursor, words: Iterable[str]) -> None:
    """Add the words that are not there yet."""
    new = rows(cursor, NEW, (json.dumps(list(listed(words))),))
    if not new:
        return
    last = value(cursor, "SELECT coalesce(max(id), 0) FROM term")
    cursor.executemany("INSERT INTO term (word) VALUES (?)", new)
    cursor.execute("INSERT INTO term_part (rowid, word) SELECT id, word FROM term WHERE id > ?", (last,))


NEW = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM term)"


def drop(cursor: apsw.Cursor, words: Iterable[str]) -> None:
    """Remove the words that no text of `words` has any more. Called when the texts stand as they are now."""
    for word in listed(words):
        if value(cursor, "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (f'"{word}"',)):
            continue
        for (number,) in rows(cursor, "DELETE FROM term WHERE word = ? RETURNING id", (word,)):
            cursor.execute("INSERT INTO term_part (term_part, rowid, word) VALUES ('delete', ?, ?)", (number, word))


def containing(connection: apsw.Connection, part: str, most: int) -> list[str]:
    """Return up to `most` words that contain a part of at least three letters or digits, the shortest first."""
    quoted = '"' + part.replace('"', '""') + '"'
    return [word for (word,) in rows(connection, CONTAINING, (quoted, most))]


CONTAINING = """
SELECT term.word FROM term_part JOIN term ON term.id = term_part.rowid WHERE term_part MATCH ?
ORDER BY length(term.word), term.word LIMIT ?
"""
