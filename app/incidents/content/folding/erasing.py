"""Which entries are gone: those whose bytes are, and those that a valid erasure names though their bytes remain."""

from app.incidents.content import incident as folded
from app.incidents.content.folding.reading import Admitted, Reading
from app.incidents.content.inward import NoteErased
from app.incidents.content.layout import DESK
from app.incidents.content.outward import Amended, Erased, Filed
from app.incidents.rules.erasing import ERASABLE, HOLDS_FILERS_WORDS
from app.vocabulary.wording import N_

NO_ERASURE = N_("Its bytes are gone, and no erasure that was allowed names it.")


def refusal(erasure: Admitted, entry: Erased | NoteErased, target: Admitted, texts: set[int]) -> str:
    """Say why this erasure is not valid for an entry that can still be read, "" when it is."""
    if type(target.entry) not in ERASABLE:
        return N_("It names an entry that is never erased.")
    if isinstance(target.entry, Filed | Amended) and not texts - {target.stamp.seq}:
        return N_("It names the only text of the report.")
    theirs = target.stamp.author == erasure.stamp.author
    if erasure.stamp.by_filer:
        theirs = theirs or type(target.entry) in HOLDS_FILERS_WORDS
    elif entry.reason.strip():
        theirs = True
    if not theirs:
        return N_("It is not by the author of what it names, nor by the desk with a reason.")
    return ""


def misplaced(reading: Reading, erasure: Admitted, entry: Erased | NoteErased) -> str:
    """Say why this erasure names nothing that it could erase, "" when it does, as far as this reader sees."""
    if not 1 <= entry.entry < erasure.stamp.seq:
        return N_("It names no earlier entry.")
    compartment = reading.compartments.get(entry.entry)
    if compartment is not None and isinstance(entry, NoteErased) != (compartment == DESK):
        return N_("It names an entry of another compartment.")
    return ""


def settle(reading: Reading) -> dict[int, folded.Gone]:
    """Return what is gone, by sequence number; erasures that are not valid are set aside."""
    by_seq = {one.stamp.seq: one for one in reading.admitted}
    bytes_gone = {seq for seq, _ in reading.erased}
    gone: dict[int, folded.Gone] = {}
    texts: set[int] = set()
    for one in list(reading.admitted):
        entry = one.entry
        if isinstance(entry, Filed | Amended):
            texts.add(one.stamp.seq)
        if not isinstance(entry, Erased | NoteErased):
            continue
        target = by_seq.get(entry.entry)
        why = misplaced(reading, one, entry)
        if not why and target is not None:
            why = refusal(one, entry, target, texts)
        elif not why and entry.entry in reading.readable:
            why = N_("It names an entry that was set aside.")
        if why:
            reading.admitted.remove(one)
            reading.set_aside.append(folded.SetAside(one.stamp.seq, why))
            continue
        texts.discard(entry.entry)
        gone[entry.entry] = folded.Gone(entry.entry, one.stamp, entry.reason)
    for seq in bytes_gone - gone.keys():
        gone[seq] = folded.Gone(seq)
    report_unexplained(reading, gone)
    return gone


def report_unexplained(reading: Reading, gone: dict[int, folded.Gone]) -> None:
    """Set aside every erased entry without an erasure, where this reader would see that erasure."""
    sees_desk = any(one.compartment == DESK for one in reading.admitted)
    for seq, compartment in reading.erased:
        visible = sees_desk if compartment == DESK else True
        if visible and gone[seq].stamp is None:
            reading.set_aside.append(folded.SetAside(seq, NO_ERASURE))
