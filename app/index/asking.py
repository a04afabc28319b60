"""Asking an index: rows with the types that the schema gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import apsw

Values = Sequence[Any] | Mapping[str, Any]


def rows(connection: apsw.Connection | apsw.Cursor, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    return connection.execute(sql, values).fetchall()


def value(connection: apsw.Connection | apsw.Cursor, sql: str, values: Values = ()) -> Any:
    """Return the first column of the first row, None for none."""
    found = connection.execute(sql, values).fetchone()
    return found[0] if found else None
