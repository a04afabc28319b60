"""Whether the filer reported one of these persons before: looked for among their own latest reports at the same desk.

Only at the same desk: another desk's people must not learn that a report about this person lies elsewhere. The desk's
index finds what others reported, when somebody of the desk next reads it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from app.incidents.content.draft import Filing
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.content.inward import Matching
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import Earlier
from app.incidents.content.report import Report
from app.incidents.matching import SAME_PERSON, MatchingStrings, near
from app.incidents.rules.states import State
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.errors import RecordTampered
from app.vocabulary.dates import DateError, parse

KIND = "incident"
DAYS = 90  # between two incidents against one person that raise the later one
LATEST = 5  # own reports that are opened: each costs between one and two milliseconds
OVER = frozenset({State.WITHDRAWN, State.PURGED, State.NOT_CREDIBLE})


def earlier(
    actor: Actor, desk: str, matching: Matching, today: date, *, leave: Collection[str], before: str = ""
) -> tuple[Earlier, ...]:
    """Return the actor's own reports of the last 90 days at this desk against a person who is in `matching`.

    Opens none where no person has a name, number or address; else the latest LATEST, without those to `leave`.
    `before` is the minute at which the report was filed, "" for one that is being filed.
    """
    persons = _persons(matching)
    if not persons:
        return ()
    since = today - timedelta(days=DAYS)
    names = [one for one in records.latest_own(actor, KIND, desk, since.isoformat(), LATEST) if one not in leave]
    found = []
    for record, entries in opening.read_many(actor, names).items() if names else ():
        incident = Incident() if isinstance(entries, RecordTampered) else fold(entries)
        day = _day(incident, before)
        if day is not None and day >= since and incident.state not in OVER and _shares(persons, incident):
            found.append(Earlier(record=record, day=day.isoformat()))
    return tuple(sorted(found, key=lambda one: (one.day, one.record), reverse=True))


def _persons(matching: Matching) -> list[MatchingStrings]:
    """Return the strings that tell persons apart; the filer and their contact are in every report."""
    found = [strings for key, strings in matching.strings.items() if key.startswith("P")]
    return [one for one in found if one.digits or one.codes or one.pairs]


def _shares(persons: list[MatchingStrings], incident: Incident) -> bool:
    if incident.names is None:
        return False
    theirs = _persons(matching_of(Filing(report=Report(), names=incident.names)))
    return any(near(one, other) >= SAME_PERSON for one in persons for other in theirs)


def _day(incident: Incident, before: str) -> date | None:
    """Return the latest day on which it can have happened; None for what was filed after that minute."""
    if incident.filed is None or incident.report is None or (before and incident.filed.at > before):
        return None
    filed = date.fromisoformat(incident.filed.at[:10])
    try:
        ends = parse(incident.report.date).latest() if incident.report.date else None
    except DateError:
        ends = None
    return min(filed, ends) if ends else filed
