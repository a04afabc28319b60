"""How a report that was handed to the editors appears in the publication ring's index: whether it may be told now."""

from __future__ import annotations

import apsw

from app.incidents.content.fold import fold
from app.index.batching import Batch
from app.index.projecting import Projected
from app.spotlight.rules import may_be_told

SCHEMA = """
CREATE TABLE source (id INTEGER PRIMARY KEY, record TEXT NOT NULL, handed TEXT NOT NULL, agreed INTEGER NOT NULL);
CREATE INDEX source_newest ON source (agreed, handed DESC, record DESC);
"""


class SourceProjection:
    """Reports as the publication ring sees them: no names, and nothing that the desk keeps to itself."""

    kinds = frozenset({"incident"})
    schema = SCHEMA
    version = 1

    def put(self, cursor: apsw.Cursor, record: Projected, batch: Batch) -> None:
        """Write the row of a report in place of what was there; one that does not verify has none."""
        self.forget(cursor, record.id, batch)
        incident = fold(record.entries)
        if record.verifies and incident.handed_to_editors is not None:
            row = (record.id, record.record, incident.handed_to_editors.at, may_be_told(incident))
            batch.add("INSERT INTO source VALUES (?, ?, ?, ?)", [row])

    def forget(self, cursor: apsw.Cursor, id: int, batch: Batch) -> None:
        """Remove the row of a report."""
        cursor.execute("DELETE FROM source WHERE id = ?", (id,))


SOURCES = (SourceProjection(),)
