"""A request to give reports out: a record of its own, sealed to the desk. What it adds up to is a pure fold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from app.crypto.identifiers import ID_LENGTH
from app.incidents.content.base import Entry
from app.triage.clocks import moment
from app.triage.exporting.columns import Format
from app.vault.entries import Opened, Status

KIND = "export"  # the kind of record
DESK = "desk"  # its one compartment: the readers of the desk, and of the partner desk where that decides
WORKERS = frozenset({"reviewer", "coordinator"})
HOURS = timedelta(hours=72)
MOST_TAKEN = 3
MOST = 10_000  # reports in one file
STEP = 1_000  # reports by which the sealed list grows, so that its length does not tell how many there are


class ExportAsked(Entry, frozen=True):
    """The author asks for a file. `reports` holds ids, `number` of them, filled up with zeros to whole STEPs.

    `filters` are those of the queue by name, its words among them; `recipient` is an age public key, "" for a
    passphrase; `decider` is the desk whose people decide.
    """

    desk: str
    purpose: str
    filters: dict[str, str]
    columns: tuple[str, ...]
    format: str
    recipient: str
    decider: str
    number: int
    reports: str


class ExportApproved(Entry, frozen=True):
    """The author, who is somebody else, agrees."""


class ExportRefused(Entry, frozen=True):
    """The author does not agree."""

    reason: str


class ExportTaken(Entry, frozen=True):
    """The asker took a file with so many reports: fewer than asked where some may not be given out any more."""

    number: int


Step = ExportAsked | ExportApproved | ExportRefused | ExportTaken


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands. `approver` is the account that agreed; times are UTC, as their authors claim them."""

    record: str
    length: int
    asker: str
    asked: ExportAsked
    asked_at: datetime
    approver: str = ""
    approved_at: datetime | None = None
    refuser: str = ""
    refused_because: str = ""
    taken: int = 0

    @property
    def reports(self) -> list[str]:
        """The ids of the reports that were asked for."""
        return unpacked(self.asked.reports, self.asked.number)

    @property
    def format(self) -> Format:
        return Format(self.asked.format)

    def waits(self, now: datetime) -> bool:
        """Tell whether somebody may still decide."""
        return not self.approver and not self.refuser and now < self.asked_at + HOURS

    def ends(self) -> datetime:
        """Return when nothing can be decided or taken any more."""
        return (self.approved_at or self.asked_at) + HOURS

    def ready(self, now: datetime) -> bool:
        """Tell whether the file may be taken, as far as time and number go."""
        return bool(self.approver) and now < self.ends() and self.taken < MOST_TAKEN


def packed(records: Sequence[str]) -> str:
    """Return ids as one text, filled up to whole STEPs."""
    steps = max(1, -(-len(records) // STEP))
    return "".join(records).ljust(steps * STEP * ID_LENGTH, "0")


def unpacked(text: str, number: int) -> list[str]:
    """Return the first ids of a packed list."""
    ends = range(ID_LENGTH, min(number * ID_LENGTH, len(text)) + 1, ID_LENGTH)
    return [text[end - ID_LENGTH : end] for end in ends]


def request_of(entries: Iterable[Opened]) -> Request | None:
    """Return what a record says, of those who might say it: a worker asks, another one decides, the asker takes."""
    found: Request | None = None
    for one in entries:
        if one.status is not Status.OPEN or not one.roles & WORKERS:
            continue
        try:
            entry = msgspec.json.decode(one.body, type=Step)
            if isinstance(entry, ExportAsked):
                found = _begun(one, entry) if one.seq == 1 else found
            elif found is not None:
                found = _after(found, one, entry)
        except (msgspec.MsgspecError, ValueError):
            continue  # of a newer version, or no entry at all
    return found


def _begun(one: Opened, entry: ExportAsked) -> Request:
    Format(entry.format)  # one that a later version knows is nothing here
    return Request(one.record, one.seq, one.author, entry, moment(one.at))


def _after(found: Request, one: Opened, entry: Entry) -> Request:
    found = replace(found, length=one.seq)
    decided = bool(found.approver or found.refuser) or one.author == found.asker
    match entry:
        case ExportApproved() if not decided:
            return replace(found, approver=one.author, approved_at=moment(one.at))
        case ExportRefused() if not decided:
            return replace(found, refuser=one.author, refused_because=entry.reason)
        case ExportTaken() if one.author == found.asker:
            return replace(found, taken=found.taken + 1)
    return found
