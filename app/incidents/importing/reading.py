"""From the bytes of an untrusted file to a document. What was decided on the way is told, so that it can be changed."""

from __future__ import annotations

from app.incidents.importing import kobo, separated
from app.incidents.importing.tables import MOST_BYTES, Choices, Document, Unreadable
from app.vocabulary.wording import N_

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
OTHER = N_(
    "This kind of file cannot be read here. Save the list as CSV or XLSX, without a password, and send it again."
)


def read(data: bytes, choices: Choices = Choices()) -> Document:  # noqa: B008 - it is frozen
    """Read a CSV or XLSX file, whatever its name. Raises Unreadable, saying what to do."""
    if len(data) > MOST_BYTES:
        raise Unreadable(N_("This file is too large. Divide it into several files."))
    if not data.strip():
        raise Unreadable(N_("This file is empty. Choose another one."))
    if data.startswith(ZIP):
        from app.incidents.importing import workbooks  # openpyxl takes 20 MB that most workers never need

        return kobo.gathered(*workbooks.read(data, choices))
    if data.startswith((OLD_OFFICE, b"%PDF", b"{\\rtf", b"SQLite format 3")):
        raise Unreadable(OTHER)
    return kobo.gathered(*separated.read(data, choices))
