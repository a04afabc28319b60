"""Which entries somebody may erase, asked before it is done. The fold asks the same of every chain it reads."""

from collections.abc import Iterable

from app.incidents.content import incident as folded
from app.incidents.content.folding.erasing import refusal, settle
from app.incidents.content.folding.reading import Admitted, Reading, read
from app.incidents.content.inward import NoteErased
from app.incidents.content.layout import DESK, LAYOUT, REPORT
from app.incidents.content.outward import Amended, Erased, Filed
from app.vault.entries import Opened
from app.vocabulary.wording import N_

NOT_YOUR_ROLE = N_("Your role does not allow you to erase this.")


def erasure_of(target: Admitted, reason: str) -> Erased | NoteErased:
    """Return the entry that erases this one: the desk's own are erased where only the desk sees it."""
    if target.compartment == DESK:
        return NoteErased(entry=target.stamp.seq, reason=reason)
    return Erased(entry=target.stamp.seq, reason=reason)


def refused(reading: Reading, gone: Iterable[int], target: Admitted, by: folded.Stamp, reason: str) -> str:
    """Say why `by` may not erase the target, "" when they may."""
    entry = erasure_of(target, reason)
    if not by.roles & LAYOUT[type(entry)].authors:
        return NOT_YOUR_ROLE
    left = {one.stamp.seq for one in reading.admitted if isinstance(one.entry, Filed | Amended)} - set(gone)
    compartment = DESK if isinstance(entry, NoteErased) else REPORT
    return refusal(Admitted(by, compartment, entry), entry, target, left)


def plan(
    entries: Iterable[Opened], seq: int, author: str, roles: frozenset[str], reason: str = ""
) -> Erased | NoteErased | None:
    """Return the entry to append so that `seq` is erased; None where this person may not erase it."""
    reading = read(entries)
    gone = settle(reading)
    by = folded.Stamp(reading.last_seq + 1, author, "", roles)
    for one in reading.admitted:
        if one.stamp.seq == seq and seq not in gone and not refused(reading, gone, one, by, reason):
            return erasure_of(one, reason)
    return None


def erasable(entries: Iterable[Opened], author: str, roles: frozenset[str]) -> dict[int, bool]:
    """Return what this person may erase: sequence number, and whether a reason is needed."""
    reading = read(entries)
    gone = settle(reading)
    by = folded.Stamp(reading.last_seq + 1, author, "", roles)
    found: dict[int, bool] = {}
    for one in reading.admitted:
        if one.stamp.seq not in gone and not refused(reading, gone, one, by, "any reason"):
            found[one.stamp.seq] = bool(refused(reading, gone, one, by, ""))
    return found
