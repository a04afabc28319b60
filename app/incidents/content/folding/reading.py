"""The gate: which entries may be folded at all. By type, compartment and author; never by content."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import msgspec

from app.incidents.content import incident as folded
from app.incidents.content.base import Entry
from app.incidents.content.decoding import Malformed, Unknown, decode
from app.incidents.content.layout import LAYOUT
from app.vault.entries import FILER, Opened, Status
from app.vocabulary.wording import N_

MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)


class Admitted(msgspec.Struct, frozen=True, gc=False):
    """An entry that its author was allowed to write, where it belongs."""

    stamp: folded.Stamp
    compartment: str
    entry: Entry


@dataclass(slots=True)
class Reading:
    """The entries sorted into those that count and those that are only shown."""

    record: str = ""
    last_seq: int = 0
    admitted: list[Admitted] = field(default_factory=list)
    readable: set[int] = field(default_factory=set)
    compartments: dict[int, str] = field(default_factory=dict)  # of every entry, closed ones too
    erased: list[tuple[int, str]] = field(default_factory=list)  # sequence number and compartment
    unknown: list[folded.Strange] = field(default_factory=list)
    set_aside: list[folded.SetAside] = field(default_factory=list)


@lru_cache(maxsize=1024)  # what is written together has one minute
def is_minute(text: str) -> bool:
    """Tell whether a text is a UTC minute such as 2026-11-22T18:10Z."""
    try:
        return bool(MINUTE.fullmatch(text)) and bool(datetime.fromisoformat(text[:-1]))
    except ValueError:
        return False


def refusal(entry: Entry, opened: Opened) -> str:
    """Say why this entry may not count, "" when it may."""
    rule = LAYOUT[type(entry)]
    if opened.compartment != rule.compartment:
        return N_("It is in a compartment where it does not belong.")
    if (opened.author == FILER) != (opened.roles == {FILER}) or not opened.author:
        return N_("Its author is not who they say.")
    if not opened.roles & rule.authors:
        return N_("Its author was not allowed to write it.")
    return "" if is_minute(opened.at) else N_("Its time cannot be read.")


def admit(reading: Reading, opened: Opened) -> None:
    """Decode one opened entry and put it where it belongs."""
    reading.readable.add(opened.seq)
    entry = decode(opened.body)
    if isinstance(entry, Unknown):
        reading.unknown.append(folded.Strange(opened.seq, entry.type, entry.v))
    elif isinstance(entry, Malformed):
        reading.set_aside.append(folded.SetAside(opened.seq, N_("It cannot be read.")))
    elif why := refusal(entry, opened):
        reading.set_aside.append(folded.SetAside(opened.seq, why))
    else:
        stamp = folded.Stamp(opened.seq, opened.author, opened.at, opened.roles)
        reading.admitted.append(Admitted(stamp, opened.compartment, entry))


def read(entries: Iterable[Opened]) -> Reading:
    """Sort the entries of one record, in whatever order they come."""
    reading = Reading()
    seen: set[int] = set()
    for opened in sorted(entries, key=lambda one: one.seq):
        reading.record = reading.record or opened.record
        if opened.seq in seen or opened.record != reading.record:
            reading.set_aside.append(folded.SetAside(opened.seq, N_("It is not the one entry of this number.")))
            continue
        seen.add(opened.seq)
        reading.last_seq = opened.seq
        reading.compartments[opened.seq] = opened.compartment
        if opened.status is Status.OPEN:
            admit(reading, opened)
        elif opened.status is Status.ERASED:
            reading.erased.append((opened.seq, opened.compartment))
    return reading
