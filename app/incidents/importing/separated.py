"""CSV: encodings and delimiters are found where the file shows them, told, and can be chosen instead."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO, TextIOWrapper

from app.incidents.importing.safe import unguarded
from app.incidents.importing.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Choices,
    Grid,
    Shape,
    Unreadable,
)
from app.vocabulary.wording import N_

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "windows-1256", "gb18030", "shift_jis")
DELIMITERS = (",", ";", "\t", "|")
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TOLD = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
LOOKED_AT = 64 * 1024  # characters by which the delimiter is found
LONGEST_CELL = 1_000_000
MOST_DELIMITERS = 100_000  # in one row

csv.field_size_limit(LONGEST_CELL)


def read(data: bytes, choices: Choices) -> tuple[Shape, dict[str, Grid]]:
    """Return the shape and the one grid of a CSV file. Raises Unreadable."""
    encoding, sure = (choices.encoding, True) if choices.encoding else encoding_of(data)
    sample = _stream(data, encoding).read(LOOKED_AT)
    told = TOLD.match(sample)  # a first line by which some spreadsheets tell the delimiter; it is no row
    delimiter = choices.delimiter or (told[1] if told else delimiter_of(sample))
    if delimiter not in DELIMITERS:
        raise Unreadable(N_("Choose what stands between two columns."))
    shape = Shape(format="csv", encoding=encoding, sure=sure, delimiter=delimiter, heading_row=choices.heading_row)
    stream = _stream(data, encoding)
    if told:
        stream.readline()
    return shape, {"": Grid(rows=tuple(_rows(stream, delimiter)))}


def encoding_of(data: bytes) -> tuple[str, bool]:
    """Return the encoding and whether it is certain: a mark or valid UTF-8 is, everything else is likely at best."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name, True
    head = data[:4096]
    if head.count(0) > len(head) // 4:
        return ("utf-16-be" if head[:1] == b"\0" else "utf-16-le"), False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", False
    return "utf-8", True


def _stream(data: bytes, encoding: str) -> TextIOWrapper:
    """Return the text of a file, decoded as it is read: a copy of a large one would be four times its size.

    Raises Unreadable where a byte has no meaning: nothing is replaced or dropped.
    """
    if encoding not in (*ENCODINGS, "utf-16-le", "utf-16-be"):
        raise Unreadable(N_("Choose how the letters of the file are written."))
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        data.decode(name)
    except UnicodeDecodeError:
        raise Unreadable(
            N_("The letters of this file cannot be read in this way. Choose another, or save the list as CSV UTF-8.")
        ) from None
    return TextIOWrapper(BytesIO(data), encoding=name, newline="")


def delimiter_of(sample: str) -> str:
    """Return the delimiter that divides the first rows into the most columns, and evenly; a comma where none does."""
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        widths = []
        try:
            for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
                if any(row):
                    widths.append(len(row))
        except csv.Error:
            continue
        widths = widths[:-1] or widths  # the last row of the sample may be cut
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        if even * min(widths[0], 50) > most:
            best, most = delimiter, even * min(widths[0], 50)
    return best


class _Lines:
    """The lines of a file for the reader of its rows. Raises Unreadable before a row of endless columns is made.

    A delimiter within quotation marks counts as well: no text that a report may hold has so many.
    """

    def __init__(self, stream: TextIOWrapper, delimiter: str) -> None:
        self.stream, self.delimiter, self.seen = stream, delimiter, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            self.seen += line.count(self.delimiter)
            if self.seen > MOST_DELIMITERS:
                raise Unreadable(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
            yield line


def _rows(stream: TextIOWrapper, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    lines = _Lines(stream, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            lines.seen = 0
            cells = tuple(unguarded(cell) for cell in row)
            if any(cells):
                found.append((number, cells))
            if len(found) > MOST_ROWS + 100:
                raise Unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
    except csv.Error:
        raise Unreadable(
            N_("Line %(line)d of the file cannot be read: a quotation mark is not closed, or a cell is too long."),
            line=reader.line_num,
        ) from None
    return found
