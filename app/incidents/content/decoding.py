"""From the bytes of an entry to its struct. A type or version that is not known is kept, never an error."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

import msgspec

from app.incidents.content.base import Entry
from app.incidents.content.layout import LAYOUT


class Head(msgspec.Struct, frozen=True):
    """The two fields that every entry of every version has."""

    type: str
    v: int = 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """An entry of a newer Amparo: shown as such, applied to nothing."""

    type: str
    v: int


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bytes that are no entry at all, though their author signed them."""

    why: str


def tag_of(entry: type[Entry]) -> str:
    """Return the type tag under which entries of this class are stored."""
    return str(entry.__struct_config__.tag)


def newest(entry: type[Entry]) -> int:
    """Return the newest version of this class that can be read here."""
    return next(int(str(field.default)) for field in msgspec.structs.fields(entry) if field.name == "v")


TYPES: dict[str, type[Entry]] = {tag_of(entry): entry for entry in LAYOUT}
NEWEST: dict[str, int] = {tag: newest(entry) for tag, entry in TYPES.items()}

_head = msgspec.json.Decoder(Head)
_any = msgspec.json.Decoder(reduce(or_, TYPES.values()))
_bodies = {tag: msgspec.json.Decoder(entry) for tag, entry in TYPES.items()}


def decode(body: bytes) -> Entry | Unknown | Malformed:
    """Read one entry of an incident. Never raises: what cannot be read says so."""
    try:
        known = _any.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # what is the matter with it, its head tells
    else:
        tag = tag_of(type(known))
        return known if known.v <= NEWEST[tag] else Unknown(tag, known.v)
    try:
        head = _head.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return Malformed(type(problem).__name__)
    if head.v > NEWEST.get(head.type, 0):
        return Unknown(head.type, head.v)
    try:
        return _bodies[head.type].decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return Malformed(type(problem).__name__)
