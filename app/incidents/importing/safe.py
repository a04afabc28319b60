"""Cells that a spreadsheet would run as formulas: guarded when a list is given out, unguarded when it comes back."""

from __future__ import annotations

import re

GUARD = "'"
RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; plain numbers stay as they are."""
    runs = RUNS.match(cell) and not NUMBER.fullmatch(cell)
    return GUARD + cell if runs or _looks_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell without space around it or the guard, so that a list given out comes back as it was."""
    return (cell[1:] if _looks_guarded(cell) else cell).strip()


def _looks_guarded(cell: str) -> bool:
    if not cell.startswith(GUARD):
        return False
    rest = cell.lstrip(GUARD)
    return bool(RUNS.match(rest)) and not NUMBER.fullmatch(rest)
