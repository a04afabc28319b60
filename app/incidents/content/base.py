"""The form every sealed entry has: a struct with a `type` tag and a version, encoded as JSON."""

import re

import msgspec


def snake(name: str) -> str:
    """Return the tag of a struct: ConsentChanged is stored as consent_changed."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Entry(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag_field="type", tag=snake):
    """One event of a record. Every field is written out, defaults too, so that a later default changes no old entry."""

    v: int = 1


class Part(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A piece of an entry. It has no tag of its own, because its field says what it is."""
