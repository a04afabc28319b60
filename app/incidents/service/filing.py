"""Filing: sealing a report for its filer and the desk of its country."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from app.accounts.profiles import own_profile
from app.audit import service as audit
from app.audit.events import Event
from app.crypto import primitives
from app.crypto.identifiers import id_from
from app.desks import service as desks
from app.incidents.content.consent import Consent
from app.incidents.content.decoding import decode
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identities
from app.incidents.content.inward import Matching
from app.incidents.content.layout import DESK, IDENTITY, MATCH, REPORT
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import Consented, Filed
from app.incidents.errors import NotComplete
from app.incidents.rules.consenting import dated
from app.incidents.rules.filing import check
from app.incidents.service import repeating
from app.incidents.service.pacing import TooFast, wait_for_turn
from app.incidents.service.receipts import Receipt, digest_of, new_salt, receipt_of
from app.vault import opening, sealing
from app.vault.actor import Actor
from app.vault.entries import FILER, Status
from app.vault.errors import AlreadyThere, NoSuchRecord

KIND = "incident"


def record_for(actor: Actor, submission: str) -> str:
    """Return the id that a form's token leads to: always the same for one person, unguessable for others."""
    return id_from(primitives.hmac_sha256(actor.keys.symmetric("submission"), submission.encode()))


def desk_for(country: str, to_global: bool = False) -> desks.Desk:
    """Return the desk that would read a report. Raises NoDeskOpen."""
    return desks.global_desk() if to_global else desks.serving(country)


def identity_readers(desk: desks.Desk) -> list[str]:
    """Return who may open the names: the filer, and the protection officers of the desk or else of the global desk.

    Without any officer the filer alone keeps them, until one exists and the filer lets them read (share_names).
    """
    return [FILER, desk.names_ring] if desk.names_ring else [FILER]


def report_readers(desk: desks.Desk) -> list[str]:
    """Return who may read the report: the filer and the desk; and the officers of the global desk, if they have to
    say in it for what they open the names.
    """
    return [FILER, desk.ring, desk.names_ring] if desk.borrows_officers else [FILER, desk.ring]


def file_incident(
    actor: Actor,
    filing: Filing,
    *,
    submission: str,
    to_global: bool = False,
    documented: str = "",
    today: date | None = None,
    paced: bool = True,
) -> Receipt:
    """Seal a report for its filer and its desk, and record that one was filed.

    The same words with the same `submission` file once: a replay returns the first receipt. The filer's own earlier
    reports against the same persons are named in it, so that it is urgent before anybody of the desk signs in. `paced`
    is False for the rows of a list: they have a pace of their own, and most of them tell of the past. Raises
    NotComplete, TooFast or NoDeskOpen.
    """
    filing = completed(actor, filing, today or datetime.now(UTC).date())
    if problems := check(filing):
        raise NotComplete(problems)
    # A browser may fill in an old page's token again beside a new text: that is another report, under another id.
    names = (record_for(actor, submission), record_for(actor, f"{submission} {_fingerprint(filing)}"))
    try:
        if paced:
            wait_for_turn(actor)
    except TooFast:
        receipts = (_already(actor, record, filing) for record in names)
        if (receipt := next(filter(None, receipts), None)) is not None:
            return receipt
        raise
    desk, matching = desk_for(filing.report.country, to_global), matching_of(filing)
    today = today or datetime.now(UTC).date()
    earlier = repeating.earlier(actor, desk.id, matching, today, leave=names) if paced else ()
    filed = Filed(report=filing.report, documented=documented, salt=new_salt(), earlier=earlier)
    return _file_once(actor, names, desk, filed, filing, matching)


def _file_once(
    actor: Actor, names: tuple[str, str], desk: desks.Desk, filed: Filed, filing: Filing, matching: Matching
) -> Receipt:
    """Seal a report under the first of its names that no other words have; return the receipt it has if it was sent."""
    for record in names:
        try:
            line = audit.seal(Event.INCIDENT_FILED, record)  # no actor: it would be a register of filers
            _seal(actor, record, desk, filed, filing, matching)
        except AlreadyThere:  # sent before, or in this moment by a double click
            if (receipt := _already(actor, record, filing)) is not None:
                return receipt
        else:
            audit.write(line)
            return Receipt(record, digest_of(record, filed))
    raise AlreadyThere(names[1])


def _seal(actor: Actor, record: str, desk: desks.Desk, filed: Filed, filing: Filing, matching: Matching) -> None:
    sealing.create(
        actor,
        kind=KIND,
        desk=desk.id,
        readers={
            REPORT: report_readers(desk),
            IDENTITY: identity_readers(desk),
            MATCH: [desk.ring],
            DESK: [desk.ring],
        },
        # The report first: it tells every reader the filer's public key. The strings follow the names they are
        # made of, so that both can be erased together though the filer keeps no key of the strings.
        entries=[
            (REPORT, filed),
            (REPORT, Consented(consents=filing.consents)),
            (IDENTITY, Identities(names=filing.names)),
            (MATCH, matching),
        ],
        record=record,
    )


def _fingerprint(filing: Filing) -> str:
    """Return a hash of what was typed; the days, which depend on when it was sent, are left out."""
    undated = tuple(msgspec.structs.replace(consent, date="", review="") for consent in filing.consents)
    return primitives.sha256(msgspec.json.encode(msgspec.structs.replace(filing, consents=undated))).hex()


def _already(actor: Actor, record: str, filing: Filing) -> Receipt | None:
    """Return the receipt of a report that was filed with these very words, None for any other or none."""
    try:
        entries = opening.read(actor, record)
    except NoSuchRecord:
        return None
    found = [decode(one.body) for one in entries if one.status is Status.OPEN]
    report = next((one.report for one in found if isinstance(one, Filed)), None)
    names = next((one.names for one in found if isinstance(one, Identities)), None)
    consents = next((one.consents for one in found if isinstance(one, Consented)), ())
    if report is None or names is None:
        return None
    same = _fingerprint(Filing(report=report, names=names, consents=consents)) == _fingerprint(filing)
    return receipt_of(entries) if same else None


def receipt_for(actor: Actor, record: str) -> Receipt | None:
    """Return the receipt of a report of the actor's own, None where there is none."""
    try:
        return receipt_of(opening.read(actor, record))
    except NoSuchRecord:
        return None


def completed(actor: Actor, filing: Filing, today: date) -> Filing:
    """Return the filing with what need not be asked: the filer's name and organisation, and the days of consents."""
    profile = own_profile(actor)
    names = msgspec.structs.replace(filing.names, filer_name=filing.names.filer_name or profile.name)
    organisation = filing.report.organisation or profile.organisation
    return Filing(
        report=msgspec.structs.replace(filing.report, organisation=organisation),
        names=names,
        consents=tuple(dated(_of_day(consent, today)) for consent in filing.consents),
    )


def _of_day(consent: Consent, today: date) -> Consent:
    return consent if consent.date else msgspec.structs.replace(consent, date=today.isoformat())


def share_names(actor: Actor, record: str) -> None:
    """Let the protection officers open the names of a report filed before there were any."""
    chain = opening.load_one(actor, record)
    desk = desks.get(chain.row.desk)
    if chain.mine and desk.names_ring and desk.names_ring not in chain.holders(IDENTITY):
        share = {IDENTITY: [desk.names_ring]}
        if desk.borrows_officers:
            share[REPORT] = [desk.names_ring]
        sealing.append(actor, record, [], share=share)
