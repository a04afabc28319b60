"""Reports that may be one case: kept together under a name that stands, sealed, in each of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.crypto.identifiers import normal_id
from app.errors import Refusal
from app.incidents.content.inward import Linked, Note
from app.incidents.rules.limits import LINE, MESSAGE
from app.triage.errors import Incomplete
from app.triage.service.reading import to_work_on
from app.triage.service.writing import required, write
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_

CANDIDATE = "case_candidate"
LEAST = 2
MOST = 20  # reports of one candidate: each is opened and written by itself
NO_NAME = N_("Give the candidate a name that your desk will know it by.")
TOO_FEW = N_("Choose at least two reports that you may work on.")


def named(name: str) -> str:
    """Return the name of a candidate. Raises Incomplete."""
    return required(name, LINE, NO_NAME)


def workable(actor: Actor, records: Sequence[str]) -> tuple[list[str], list[tuple[str, Refusal]]]:
    """Return the reports among these that the actor may work on, and why not the others; at most MOST are looked at.

    Raises Incomplete where fewer than two are left.
    """
    fit: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    for record in list(dict.fromkeys(normal_id(one) for one in records))[:MOST]:
        try:
            fit.append(to_work_on(actor, record, Role.REVIEWER).record)
        except Refusal as refusal:
            refused.append((record, refusal))
    if len(fit) < LEAST:
        raise Incomplete(TOO_FEW)
    return fit, refused


def keep(actor: Actor, record: str, others: Sequence[str], name: str, note: str) -> bool:
    """Link a report to others as a candidate for a case, with a note that a search finds. Does so once.

    One report a transaction: two records are never locked by one request. Raises what `to_work_on` raises.
    """
    report = to_work_on(actor, record, Role.REVIEWER)
    known = {link.record for link in report.incident.links if (link.relation, link.reason) == (CANDIDATE, name)}
    new = [Linked(record=other, relation=CANDIDATE, reason=name) for other in others if other not in known]
    if not new:
        return False
    write(actor, record, [*new, Note(text=required(note, MESSAGE, NO_NAME))])
    return True
