"""How stories, and what they are written from, appear in the publication ring's index.

A report that was handed over has one row, which says whether it may be told now, and the word pairs of everybody's
name in it, as the digests that its matching strings are. No name of a report is in here.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from app.incidents.content.fold import fold as fold_incident
from app.incidents.content.incident import Incident
from app.index.batching import Batch
from app.index.projecting import Projected
from app.spotlight.content.entries import APPRECIATION, STORY
from app.spotlight.content.fold import fold as fold_story
from app.spotlight.rules import may_be_told

INCIDENT = "incident"
STORIES = (STORY, APPRECIATION)
SOURCE_SCHEMA = """
CREATE TABLE source (id INTEGER PRIMARY KEY, record TEXT NOT NULL, handed TEXT NOT NULL, agreed INTEGER NOT NULL);
CREATE INDEX source_newest ON source (agreed, handed DESC, record DESC);
CREATE TABLE named (pair TEXT, id INTEGER, PRIMARY KEY (pair, id)) WITHOUT ROWID;
CREATE INDEX named_of ON named (id);
"""
STORY_SCHEMA = """
CREATE TABLE story (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, begun TEXT NOT NULL, state TEXT NOT NULL,
    published_on TEXT NOT NULL, asked_on TEXT NOT NULL, title TEXT NOT NULL, publication TEXT NOT NULL
);
CREATE INDEX story_newest ON story (begun DESC, record DESC);
"""


class _EachAlone:
    """Records of which none looks at another."""

    def put(self, cursor: apsw.Cursor, records: Sequence[Projected], batch: Batch) -> None:
        """Write the rows of some records in place of what was there; one that does not verify has none."""
        for record in records:
            self.forget(cursor, record.id, batch)
            if record.verifies:
                self._put(record, batch)

    def _put(self, record: Projected, batch: Batch) -> None:
        raise NotImplementedError

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove the rows of a record."""
        raise NotImplementedError


class SourceProjection(_EachAlone):
    """Reports as the publication ring sees them: no names, and nothing that the desk keeps to itself."""

    kinds = frozenset({INCIDENT})
    schema = SOURCE_SCHEMA
    version = 1

    def _put(self, record: Projected, batch: Batch) -> None:
        incident = fold_incident(record.entries)
        batch.add("INSERT INTO named VALUES (?, ?)", [(pair, record.id) for pair in pairs_of(incident)])
        if incident.handed_to_editors is not None:
            row = (record.id, record.record, incident.handed_to_editors.at, may_be_told(incident))
            batch.add("INSERT INTO source VALUES (?, ?, ?, ?)", [row])

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove the rows of a report."""
        cursor.execute("DELETE FROM source WHERE id = ?", (id,))
        cursor.execute("DELETE FROM named WHERE id = ?", (id,))


def pairs_of(incident: Incident) -> set[str]:
    """Return the word pairs of everybody who was ever named in a report, the filer and perpetrators too."""
    found = (strings for matching in incident.matching for strings in matching.strings.values())
    return {pair for strings in found for pair in strings.pairs}


class StoryProjection(_EachAlone):
    """Stories as a list shows them."""

    kinds = frozenset(STORIES)
    schema = STORY_SCHEMA
    version = 1

    def _put(self, record: Projected, batch: Batch) -> None:
        story = fold_story(record.entries, record.kind)
        title = story.text.title or (story.appreciation.name if story.appreciation else "")
        begun = story.history[0].at if story.history else ""
        row = (
            record.id, record.record, record.kind, begun, story.state.value, story.published_on, story.asked_on, title,
            story.publication,
        )  # fmt: skip
        batch.add("INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [row])

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove the row of a story."""
        cursor.execute("DELETE FROM story WHERE id = ?", (id,))


EDITORS = (SourceProjection(), StoryProjection())
