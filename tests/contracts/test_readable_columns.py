"""Contract 3: docs/DATA.md lists every column with its reason, and no column that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from app.database import Base

PAGE = Path(__file__).parents[2] / "docs" / "DATA.md"
ROW = re.compile(r"^\| ([a-z_]+\.[a-z_]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def declared() -> dict[str, str]:
    return {name: reason.strip() for name, _what, reason in ROW.findall(PAGE.read_text())}


def test_every_column_is_declared_with_a_reason(app: Flask) -> None:
    schema = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    assert app
    assert schema == set(declared())
    assert all(declared().values())


def test_no_column_is_declared_twice() -> None:
    names = [name for name, _what, _reason in ROW.findall(PAGE.read_text())]
    assert len(names) == len(set(names))
