"""Giving reports of a desk out as an encrypted file: one person asks, another agrees, the first one takes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import apsw

from app.audit import service as audit
from app.audit.events import Event
from app.crypto import age
from app.desks import service as desks
from app.incidents.rules.limits import REASON
from app.index.asking import rows, value
from app.triage import indexes
from app.triage.errors import Incomplete, NotForYou
from app.triage.exporting.columns import COLUMNS, Format, chosen
from app.triage.exporting.content import (
    DESK,
    KIND,
    MOST,
    ExportApproved,
    ExportAsked,
    ExportRefused,
    Request,
    Step,
    packed,
    request_of,
)
from app.triage.exporting.errors import (
    ConcernsYou,
    IndexGone,
    NobodyDecides,
    NothingToGive,
    RequestOver,
    RequestUnknown,
    StillReading,
    TooManyReports,
)
from app.triage.queue import asking
from app.triage.queue.filters import Filters
from app.triage.queue.pages import AWAY
from app.triage.service.assigning import WORKERS, colleagues
from app.triage.service.reading import KIND as REPORT
from app.triage.service.searching import reader_of
from app.triage.service.writing import required
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.errors import NoSuchRecord, RecordTampered
from app.vocabulary.wording import N_

DAYS = 7  # a request is decided within 72 hours and taken within as many; afterwards it is destroyed
LISTED = 200  # requests of a desk that are looked at
PATIENCE = 10.0  # seconds for what arrived to be read: a conflict of interest may be among it
SHORTEST = 8  # characters: a purpose is a sentence, not a dot


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a file of. `recipient` is an age public key, "" for a passphrase chosen when it is taken."""

    desk: str
    filters: Filters
    columns: tuple[str, ...]
    format: str
    recipient: str
    purpose: str
    partner_decides: bool = False


def matching(actor: Actor, desk: str, filters: Filters, *, now: datetime) -> list[str]:
    """Return the desk's reports that fit the filters and hold the words, but those that the actor may not see.

    One that was taken back is not among them, nor one that only was shared with the desk. Raises NotForYou,
    StillReading, TooManyReports.
    """
    _require_work(actor, desk)
    up_to_date(actor, desk, now)
    opens = ", ".join(str(one) for one in asking.open_or_not(filters))
    parts = ["record.desk = :desk", "record.verifies", f"q.open IN ({opens})", f"q.id NOT IN ({asking.HIDDEN})"]
    given = {**asking.values_of(filters, actor.account, records.own(actor, REPORT), now), "desk": desk}
    reader = reader_of(actor)

    def asked(connection: apsw.Connection) -> list[str]:
        wanted, values = asking.with_words(connection, filters, asking.conditions(filters), given, reader)
        sql = f"{FITTING} WHERE {' AND '.join([*parts, *wanted.values()])} ORDER BY q.id LIMIT {MOST + 1}"
        return [record for (record,) in rows(connection, sql, values)]

    found = indexes.ask(actor, desk, asked)
    if len(found) > MOST:
        raise TooManyReports
    return found


FITTING = """
SELECT q.record FROM queue q JOIN record ON record.id = q.id AND q.state NOT IN ('withdrawn', 'purged')
"""


def ask(actor: Actor, wish: Wish, *, now: datetime) -> str:
    """Ask for a file of the reports that fit now, and return the record of the request.

    Raises NotForYou, Incomplete, NothingToGive, TooManyReports, NobodyDecides, StillReading.
    """
    found = matching(actor, wish.desk, wish.filters, now=now)
    missing = N_("Write what the file is for. Who decides reads it.")
    purpose = required(wish.purpose if len(wish.purpose.strip()) >= SHORTEST else "", REASON, missing)
    if wish.format not in set(Format) or not set(wish.columns) <= COLUMNS.keys():
        raise Incomplete(N_("Choose the columns and how the file is written."))
    if wish.recipient and not age.is_recipient(wish.recipient):
        raise Incomplete(N_("This is no age public key. It begins with age1."))
    if not found:
        raise NothingToGive
    decider = _decider(actor, wish)
    shown = {name: text for name, text in asdict(wish.filters).items() if text}
    entry = ExportAsked(
        desk=wish.desk, purpose=purpose, filters=shown, columns=chosen(wish.columns), format=wish.format,
        recipient=wish.recipient, decider=decider, number=len(found), reports=packed(found),
    )  # fmt: skip
    readers = {DESK: [desks.get(one).ring for one in dict.fromkeys((wish.desk, decider))]}
    # Of no desk in the open: it takes no arrival number, so that it can be destroyed without a gap.
    record = sealing.create(actor, kind=KIND, desk="", readers=readers, entries=[(DESK, entry)])
    audit.record(Event.EXPORT_ASKED, record, actor=actor, about=wish.desk)
    return record


def _decider(actor: Actor, wish: Wish) -> str:
    """Return the desk whose people decide."""
    partner = desks.partner_of(wish.desk)
    decider = partner.id if wish.partner_decides and partner is not None else wish.desk
    if not any(one.account != actor.account for one in colleagues({decider})):
        raise NobodyDecides
    return decider


def requests(actor: Actor, desk: str) -> list[Request]:
    """Return what was asked at a desk or of it, the latest first. Raises NotForYou."""
    _require_work(actor, desk)
    found = opening.read_many(actor, records.held_by(desks.get(desk).ring, KIND, LISTED), as_filer=False)
    read = (request_of(entries) for entries in found.values() if not isinstance(entries, RecordTampered))
    there = [one for one in read if one is not None and desk in (one.asked.desk, one.asked.decider)]
    return sorted(there, key=lambda one: (one.asked_at, one.record), reverse=True)


def opened(actor: Actor, record: str) -> Request:
    """Return a request to somebody who works at its desk, or at the one that decides. Raises RequestUnknown."""
    try:
        kind, _desk = records.place_of(record)
        found = request_of(opening.read(actor, record)) if kind == KIND else None
    except NoSuchRecord:
        raise RequestUnknown from None
    if found is None or not any(_works(actor, desk) for desk in (found.asked.desk, found.asked.decider)):
        raise RequestUnknown
    return found


def may_decide(actor: Actor, request: Request, now: datetime) -> bool:
    """Tell whether this person is somebody else at the deciding desk, and there is something to decide."""
    return request.waits(now) and actor.account != request.asker and _works(actor, request.asked.decider)


def approve(actor: Actor, record: str, *, seen: int, now: datetime) -> None:
    """Agree that the asker takes the file. It makes nothing readable.

    Raises RequestUnknown, NotForYou for the asker and for who is none of the deciding desk, RequestOver, ConcernsYou,
    StillReading, ChainGrew.
    """
    _to_decide(actor, record, now)
    write(actor, record, ExportApproved(), Event.EXPORT_APPROVED, seen)


def refuse(actor: Actor, record: str, reason: str, *, seen: int, now: datetime) -> None:
    """Say no, with a reason. Raises what `approve` raises, and Incomplete."""
    _to_decide(actor, record, now)
    why = required(reason, REASON, N_("Write why you do not agree."))
    write(actor, record, ExportRefused(reason=why), Event.EXPORT_REFUSED, seen)


def _to_decide(actor: Actor, record: str, now: datetime) -> None:
    request = opened(actor, record)
    if actor.account == request.asker or not _works(actor, request.asked.decider):
        raise NotForYou
    if not request.waits(now):
        raise RequestOver
    up_to_date(actor, request.asked.decider, now)
    given = {"me": actor.account, "wanted": json.dumps(request.reports)}
    conflicts = indexes.ask(actor, request.asked.decider, lambda one: value(one, CONFLICTS, given))
    if conflicts or set(records.own(actor, REPORT)) & set(request.reports):
        raise ConcernsYou


CONFLICTS = """
SELECT count(*) FROM conflict JOIN record USING (id)
WHERE conflict.account = :me AND record.record IN (SELECT value FROM json_each(:wanted))
"""


def write(actor: Actor, record: str, step: Step, event: Event, seen: int) -> None:
    """Append a step to a request and audit it. Raises ChainGrew."""
    sealing.append(actor, record, [(DESK, step)], expect=seen)
    audit.record(event, record, actor=actor)


def drop_expired_requests(today: date) -> int:
    """Remove requests that nobody can decide or take any more, unread. Returns how many."""
    return records.drop_expired(KIND, (today - timedelta(days=DAYS)).isoformat())


def up_to_date(actor: Actor, desk: str, now: datetime) -> None:
    """Read all that arrived into the desk's index. Raises StillReading or IndexGone."""
    try:
        complete = indexes.absorb(actor, desk, now=now, seconds=PATIENCE).complete
    except AWAY:
        raise IndexGone from None
    if not complete:
        raise StillReading


def _works(actor: Actor, desk: str) -> bool:
    return any(actor.has(role, desk) for role in WORKERS)


def _require_work(actor: Actor, desk: str) -> None:
    if not _works(actor, desk):
        raise NotForYou
