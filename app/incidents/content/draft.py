"""A filing before it is filed: a draft is a record of its own, sealed to the filer alone, destroyed at filing."""

import msgspec

from app.incidents.content.base import Entry, Part
from app.incidents.content.consent import Consent
from app.incidents.content.identities import Names
from app.incidents.content.report import Report

DRAFT = "draft"  # the kind of record, and its only compartment


class Filing(Part, frozen=True):
    """Everything a filer sends at once: the report, the names behind its codes, and the consents."""

    report: Report = Report()
    names: Names = Names()
    consents: tuple[Consent, ...] = ()


class DraftSaved(Entry, frozen=True):
    """The draft as it is now. `step` is the step of the form the filer was on, `begun` when it was first saved.

    `revision` counts the saves, so that of two windows the second to save is told. A draft that changes a report
    already filed names it in `amends`, and in `base` the number of the text it began from. `sent` is a hash of the form
    that was saved last: the same form sent again, by a double press, changes nothing.
    """

    filing: Filing
    step: str = ""
    begun: str = ""
    revision: int = 0
    amends: str = ""
    base: int = 0
    to_global: bool = False
    sent: str = ""


def read_draft(body: bytes) -> DraftSaved:
    """Read a saved draft. Raises msgspec.DecodeError when the bytes are none."""
    return msgspec.json.decode(body, type=DraftSaved)


class ReadingMarks(Entry, frozen=True):
    """How far the filer has read each record (reference to sequence number).

    Kept in a record of the filer's own, outside the incidents: opening a report changes nothing in it.
    """

    seen: dict[str, int] = {}
