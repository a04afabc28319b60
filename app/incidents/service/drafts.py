"""Drafts: sealed for the filer alone, destroyed at filing in the same transaction, forgotten after two weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from app.crypto import primitives
from app.crypto.framing import frame
from app.crypto.identifiers import id_from
from app.errors import Conflict
from app.incidents.content.draft import DRAFT, DraftSaved, read_draft
from app.incidents.errors import ReportUnknown
from app.incidents.service.filing import file_incident, receipt_for, record_for
from app.incidents.service.receipts import Receipt
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.errors import AlreadyThere, NoSuchRecord, RecordTampered
from app.vocabulary.wording import N_

DAYS = 14


class SavedElsewhere(Conflict):
    """Another window saved this draft since it was opened here."""

    def __init__(self) -> None:
        super().__init__(
            N_("This draft was also changed in another window. What you typed here is kept: send it again to save it.")
        )


@dataclass(frozen=True)
class Draft:
    """A draft with its id."""

    id: str
    saved: DraftSaved


def start_draft(actor: Actor, saved: DraftSaved, submission: str) -> str:
    """Seal a new draft for the actor alone and return its id; the same words with the same token start one only."""
    first = msgspec.structs.replace(saved, begun=saved.begun or sealing.minute(), revision=1)
    token = frame("amparo draft v1", submission, msgspec.json.encode(saved))
    draft = id_from(primitives.hmac_sha256(actor.keys.symmetric("draft"), token))
    try:
        _create(actor, draft, first)
    except AlreadyThere:
        open_draft(actor, draft)
    return draft


def open_draft(actor: Actor, draft: str) -> Draft:
    """Return a draft of the actor's own. Raises ReportUnknown or RecordTampered."""
    try:
        entries = opening.read(actor, draft)
        kind, _desk = records.place_of(draft)
    except NoSuchRecord:
        raise ReportUnknown from None
    if kind != DRAFT:
        raise ReportUnknown
    return Draft(draft, read_draft(entries[-1].body))


def save_draft(actor: Actor, draft: str, saved: DraftSaved) -> int:
    """Replace a draft by what it is now and return its new revision.

    The record is destroyed and made again, so that what was deleted from a draft is nowhere. `saved.revision` is the
    one that was opened. Raises SavedElsewhere when another window was faster, ReportUnknown.
    """
    before = open_draft(actor, draft).saved
    if before.revision != saved.revision:
        raise SavedElsewhere
    now = msgspec.structs.replace(
        saved, revision=before.revision + 1, begun=before.begun, amends=before.amends, base=saved.base or before.base
    )
    records.destroy(actor, draft)
    try:
        _create(actor, draft, now)
    except AlreadyThere:
        raise SavedElsewhere from None
    return now.revision


def discard_draft(actor: Actor, draft: str) -> None:
    """Destroy a draft: its rows go, not only its keys. One that is gone already is no error."""
    try:
        open_draft(actor, draft)
    except ReportUnknown:
        return
    records.destroy(actor, draft)


def file_draft(actor: Actor, draft: str) -> Receipt:
    """File what a draft holds and destroy the draft, both or neither; sent twice, it files once.

    Raises NotComplete, TooFast, NoDeskOpen, or ReportUnknown where there is neither draft nor report.
    """
    submission = f"draft {draft}"
    try:
        saved = open_draft(actor, draft).saved
    except ReportUnknown:
        receipt = receipt_for(actor, record_for(actor, submission))
        if receipt is None:
            raise
        return receipt
    receipt = file_incident(
        actor, saved.filing, submission=submission, to_global=saved.to_global, documented=saved.begun
    )
    records.destroy(actor, draft)
    return receipt


def own_drafts(actor: Actor) -> list[Draft]:
    """Return the actor's drafts, the newest first; one that does not verify is left out."""
    found = opening.read_many(actor, records.own(actor, DRAFT))
    drafts = [
        Draft(name, read_draft(entries[-1].body))
        for name, entries in found.items()
        if not isinstance(entries, RecordTampered)
    ]
    return sorted(drafts, key=lambda draft: (draft.saved.begun, draft.id), reverse=True)


def drop_expired_drafts(today: date) -> int:
    """Remove drafts that nobody saved for two weeks, unread. Returns how many. For a clock, without any key."""
    return records.drop_expired(DRAFT, (today - timedelta(days=DAYS)).isoformat())


def _create(actor: Actor, draft: str, saved: DraftSaved) -> None:
    sealing.create(actor, kind=DRAFT, desk="", readers={DRAFT: [FILER]}, entries=[(DRAFT, saved)], record=draft)
