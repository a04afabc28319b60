"""Taking a file that a second person agreed to: made and sealed in memory, when its asker comes for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.accounts.service.keeping import require_strong
from app.audit.events import Event
from app.crypto import age
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.rules.states import State
from app.triage import indexes
from app.triage.errors import NotForYou
from app.triage.exporting.columns import COLUMNS, values
from app.triage.exporting.content import ExportTaken, Request
from app.triage.exporting.errors import NothingToGive, RequestOver
from app.triage.exporting.tables import Table, written
from app.triage.service.assigning import WORKERS, colleagues
from app.triage.service.exporting import opened, up_to_date, write
from app.triage.service.reading import KIND as REPORT
from app.triage.service.reading import without_names
from app.vault import records
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vocabulary.wording import N_

Translate = Callable[[str], str]
NOTICE = (
    N_("For the desk's own use. Not for publication."),
    N_("The column of consents says what each person agreed to. Do nothing that a person did not agree to."),
)
FEWER = N_("Some reports that were asked for are not here: they were taken back, or you may not see them now.")


@dataclass(frozen=True, slots=True)
class File:
    """An age file; `name` says nothing of what is in it. `left_out` is how many of the reports are not there."""

    name: str
    data: bytes
    left_out: int


def may_take(actor: Actor, request: Request, now: datetime) -> bool:
    """Tell whether this person asked for it, and a person agreed who still works at the deciding desk."""
    works = any(actor.has(role, request.asked.desk) for role in WORKERS)
    there = {one.account for one in colleagues({request.asked.decider})}
    return actor.account == request.asker and works and request.ready(now) and request.approver in there


def take(actor: Actor, record: str, passphrase: str, say: Translate, *, seen: int, now: datetime) -> File:
    """Return the file, sealed to the key that was named or to this passphrase, which is kept nowhere.

    `say` translates an English text for the headings. Raises RequestUnknown, NotForYou, RequestOver, WeakPassphrase,
    NothingToGive, StillReading, IndexGone, NoKey, ChainGrew where another window took it at the same moment.
    """
    request = opened(actor, record)
    if actor.account != request.asker:
        raise NotForYou
    if not may_take(actor, request, now):
        raise RequestOver
    if not request.asked.recipient:
        require_strong(passphrase, ())
    up_to_date(actor, request.asked.desk, now)
    data, given = _file(actor, request, say)
    if request.asked.recipient:
        sealed = age.to_recipient(data, request.asked.recipient)
    else:
        sealed = age.to_passphrase(data, passphrase)
    write(actor, record, ExportTaken(number=given), Event.EXPORT_TAKEN, seen)
    return File(f"reports.{request.format}.age", sealed, request.asked.number - given)


def _file(actor: Actor, request: Request, say: Translate) -> tuple[bytes, int]:
    """Return the file in clear, and how many reports are in it."""
    asked = request.asked
    rows = [values(incident, asked.columns) for incident in _given(actor, request)]
    if not rows:
        raise NothingToGive
    notice = [say(line) for line in (*NOTICE, *([FEWER] if len(rows) < asked.number else []))]
    headings = tuple(say(COLUMNS[name].heading) for name in asked.columns)
    return written(Table(asked.columns, headings, tuple(notice), rows), request.format), len(rows)


def _given(actor: Actor, request: Request) -> Iterator[Incident]:
    """Yield the reports as they are now, without names; those that may not be given out any more are left out."""
    own = set(records.own(actor, REPORT))
    for name, chain in indexes.read(actor, request.asked.desk, request.reports):
        if name in own or not isinstance(chain, Chain) or chain.row.desk != request.asked.desk:
            continue
        incident = fold(without_names(chain.opened))
        if may_be_given(incident, actor.account):
            yield incident


def may_be_given(incident: Incident, account: str) -> bool:
    """Tell whether a report is still there, its persons agree to its being kept, and nothing ties this person to it."""
    gone = incident.state in (None, State.WITHDRAWN, State.PURGED)
    taken_back = any(consent.now.uses.get("U1") == "withdrawn" for consent in incident.consents.values())
    return not gone and not taken_back and account not in incident.conflicts
