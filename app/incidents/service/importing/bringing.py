"""Bringing a list in: row by row, each a report of its own in a transaction of its own, so that nothing done is lost.

Where a connection breaks, the rows that came in are known by their ids, and the next request goes on after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from app.errors import Refusal
from app.incidents.content.decoding import decode
from app.incidents.content.identities import Identities
from app.incidents.content.importing import OrderPart, Progress, Refused
from app.incidents.content.outward import Filed
from app.incidents.errors import NotComplete
from app.incidents.importing.checking import Checked, checked
from app.incidents.importing.identity import identities, repeated
from app.incidents.importing.tables import Row
from app.incidents.service.filing import file_incident, record_for
from app.incidents.service.importing import keeping
from app.incidents.service.importing.keeping import Import
from app.incidents.service.importing.preparing import submission_of, there
from app.incidents.service.importing.remembering import remember
from app.incidents.service.pacing import wait_for_rows
from app.vault import opening
from app.vault.actor import Actor
from app.vault.entries import Opened, Status
from app.vault.errors import RecordTampered
from app.vocabulary.wording import N_

CHANGED = N_(
    "A row with this number came in before and says something else now. Change that report. If this is another list, "
    "keep its numbers only as written."
)
NOT_YET = N_("This row has not been brought in yet.")


@dataclass(frozen=True)
class Ready:
    """The next row: what it would be filed as, under which token, and whether it is there already."""

    at: int
    checked: Checked
    submission: str
    record: str
    known: bool = False
    changed: bool = False


def start(actor: Actor, one: Import) -> Import:
    """Begin to bring a list in, from its first row, and remember how it was read."""
    saved, rows = one.saved, list(keeping.rows_of(actor, one))
    remember(actor, saved.name, saved.mapping)
    tokens = identities(saved.shape, saved.mapping, rows)
    again = repeated(saved.shape, saved.mapping, rows)
    keeping.keep_order(actor, one, OrderPart(tokens=tuple(tokens), again=tuple(sorted(again))))
    return keeping.keep(actor, one, msgspec.structs.replace(saved, progress=Progress(running=True)))


def upcoming(actor: Actor, one: Import) -> list[Ready]:
    """Return the rows that come next, a page at most; none when the list is at its end."""
    saved, start_at = one.saved, one.saved.progress.next
    if not saved.progress.running or start_at >= saved.shape.rows:
        return []
    page, first = divmod(start_at, keeping.PAGE)
    rows = keeping.page_of(actor, one, page)[first:]
    order = keeping.order_of(actor, one)
    names = [record_for(actor, submission_of(token)) for token in order.tokens[start_at : start_at + len(rows)]]
    known = there(names)
    found = []
    for at, (row, name) in enumerate(zip(rows, names, strict=True), start_at):
        result = checked(saved.shape, saved.mapping, saved.statement, row, at in order.again)
        found.append(Ready(at, result, submission_of(order.tokens[at]), name, name in known))
    return _compared(actor, found)


def _compared(actor: Actor, found: list[Ready]) -> list[Ready]:
    """Tell which of the rows that are there already say something else now."""
    entries = opening.read_many(actor, [ready.record for ready in found if ready.known])
    return [
        replace(ready, changed=True) if ready.known and _differs(ready.checked, entries[ready.record]) else ready
        for ready in found
    ]


def _differs(now: Checked, before: Sequence[Opened] | RecordTampered) -> bool:
    if isinstance(before, RecordTampered):
        return False
    bodies = [decode(one.body) for one in before if one.status is Status.OPEN]
    report = next((one.report for one in bodies if isinstance(one, Filed)), None)
    names = next((one.names for one in bodies if isinstance(one, Identities)), None)
    if report is None or names is None:
        return False  # erased or purged since: there is nothing to compare with
    told = {(cell.heading, cell.value) for cell in (*report.imported, *names.imported)}
    mine = {(cell.heading, cell.value) for cell in (*now.filing.report.imported, *now.filing.names.imported)}
    return mine != told and bool(told)


def bring(actor: Actor, one: Import, ready: Ready, progress: Progress) -> Progress:
    """File one row, where it can be filed, and return the progress after it. One row is one transaction."""
    after = msgspec.structs.replace(progress, next=ready.at + 1)
    if ready.known:
        changed = (*after.changed, ready.at) if ready.changed else after.changed
        return msgspec.structs.replace(after, known=after.known + 1, changed=changed)
    if ready.checked.problems:
        return msgspec.structs.replace(after, problems=after.problems + 1)
    wait_for_rows(actor)
    filing = msgspec.structs.replace(
        ready.checked.filing,
        report=msgspec.structs.replace(ready.checked.filing.report, from_list=keeping.list_id(actor, one.saved.shape)),
    )
    try:
        file_incident(actor, filing, submission=ready.submission, to_global=one.saved.to_global, paced=False)
    except NotComplete:
        return msgspec.structs.replace(after, problems=after.problems + 1)
    except Refusal as refusal:
        params = {name: str(value) for name, value in refusal.params.items()}
        refused = Refused(at=ready.at, message=refusal.message, params=params)
        return msgspec.structs.replace(after, refused=(*after.refused, refused))
    return msgspec.structs.replace(after, filed=after.filed + 1)


def note(actor: Actor, one: Import, progress: Progress) -> Import:
    """Keep how far an import has come. Raises SavedElsewhere where another window goes on with it."""
    return keeping.keep(actor, one, msgspec.structs.replace(one.saved, progress=progress))


def left(actor: Actor, one: Import) -> Iterator[tuple[Row, list[tuple[tuple[str, ...], str, dict[str, object]]]]]:
    """Yield every row that did not come in, with its reasons: headings, msgid and what fills it."""
    saved, rows = one.saved, list(keeping.rows_of(actor, one))
    tokens = identities(saved.shape, saved.mapping, rows)
    names = [record_for(actor, submission_of(token)) for token in tokens]
    known, again = there(names), repeated(saved.shape, saved.mapping, rows)
    refused = {one.at: one for one in saved.progress.refused}
    for at, (row, name) in enumerate(zip(rows, names, strict=True)):
        if name in known:
            if at in saved.progress.changed:
                yield row, [((), CHANGED, {})]
            continue
        result = checked(saved.shape, saved.mapping, saved.statement, row, at in again)
        why = [(one.columns, one.problem.message, one.problem.params) for one in result.problems]
        if not why and at in refused:
            why = [((), refused[at].message, dict(refused[at].params))]
        yield row, why or [((), NOT_YET, {})]
