"""Reading one's own reports. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass

from app.desks import service as desks
from app.incidents.content.erasure import erasable
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.layout import IDENTITY
from app.incidents.errors import NotHeld
from app.incidents.rules.reading import unread_by_filer
from app.incidents.rules.states import State
from app.incidents.service.filing import KIND
from app.incidents.service.marks import marks
from app.incidents.service.receipts import Receipt, receipt_of
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.chains import Chain
from app.vault.entries import FILER, Opened
from app.vault.errors import NoSuchRecord, RecordTampered

PAGE = 25  # reports on one page of the list
BY_FILER = frozenset({FILER})


@dataclass(frozen=True)
class Line:
    """One report in its filer's list; `incident` is None where it does not verify."""

    record: str
    incident: Incident | None
    unread: int = 0


@dataclass(frozen=True)
class Own:
    """A report as its filer sees it. `erasable` are the entries that the filer may erase.

    `names_alone` says that nobody else can open the names, `officer_there` that somebody could be let to.
    """

    incident: Incident
    receipt: Receipt
    erasable: frozenset[int]
    unread: frozenset[int]
    identity_seqs: tuple[int, ...]
    desk: str
    names_alone: bool = False
    officer_there: bool = False


def own_chain(actor: Actor, record: str) -> Chain:
    """Return a report that the actor filed, opened. Raises NotHeld for anybody else's, RecordTampered."""
    try:
        chain = opening.load_one(actor, record)
    except NoSuchRecord:
        raise NotHeld from None
    if not chain.mine or chain.row.kind != KIND:
        raise NotHeld
    return chain


def own_entries(actor: Actor, record: str) -> list[Opened]:
    """Return the entries of a report that the actor filed. Raises NotHeld or RecordTampered."""
    return own_chain(actor, record).opened


def own_report(actor: Actor, record: str) -> Own:
    """Return a report that the actor filed. Raises NotHeld or RecordTampered."""
    chain = own_chain(actor, record)
    incident = fold(chain.opened)
    unread = unread_by_filer(incident, marks(actor).get(record, 0))
    ended = incident.state in (State.WITHDRAWN, State.PURGED)
    alone = not any(":" in holder for holder in chain.holders(IDENTITY))
    return Own(
        incident=incident,
        receipt=receipt_of(chain.opened),
        erasable=frozenset() if ended else frozenset(erasable(chain.opened, FILER, BY_FILER)),
        unread=frozenset(said.stamp.seq for said in unread),
        identity_seqs=tuple(
            one.stamp.seq for one in incident.timeline if one.kind in ("identities", "identities_amended")
        ),
        desk=chain.row.desk,
        names_alone=alone,
        officer_there=bool(desks.get(chain.row.desk).names_ring),
    )


def own_reports(actor: Actor, page: int = 1) -> tuple[list[Line], bool]:
    """Return one page of the actor's reports, the newest first, and whether there are more. Opens no others."""
    names = records.newest_first(records.own(actor, KIND))
    chosen = names[(page - 1) * PAGE : page * PAGE]
    found, seen = opening.read_many(actor, chosen), marks(actor)
    lines = []
    for name in chosen:
        entries = found[name]
        if isinstance(entries, RecordTampered):
            lines.append(Line(name, None))
            continue
        incident = fold(entries)
        lines.append(Line(name, incident, len(unread_by_filer(incident, seen.get(name, 0)))))
    lines.sort(key=lambda line: line.incident.filed.at if line.incident and line.incident.filed else "", reverse=True)
    return lines, len(names) > page * PAGE


def told_in(incident: Incident) -> tuple[str, ...]:
    """Return the publications that tell this report and are still public."""
    return tuple(telling.told.publication for telling in incident.tellings if telling.retracted is None)
