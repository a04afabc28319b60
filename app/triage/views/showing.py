"""Which names are open in this browser's session: marks that only this session's key can make, and nothing stored."""

from __future__ import annotations

from flask import session

from app.crypto import primitives
from app.web.session import current_session_key

PLACE = "shown"
MOST = 20  # marks kept; the oldest makes room


def _mark(record: str) -> str:
    key = current_session_key() or b""
    return primitives.hmac_sha256(primitives.derive(key, "names shown"), record.encode())[:16].hex()


def show(record: str) -> None:
    """Remember, in the browser alone, that the names of a record were opened in this session."""
    session[PLACE] = [*_marks(), _mark(record)][-MOST:]


def shown(record: str) -> bool:
    """Tell whether they were. A mark of another session, or of another record, does not count."""
    wanted = _mark(record).encode()
    return any(primitives.same(wanted, mark.encode()) for mark in _marks())


def _marks() -> list[str]:
    marks = session.get(PLACE)
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []
