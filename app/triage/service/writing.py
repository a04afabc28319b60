"""How verbs write: at the length the person saw, or again and again until it lands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.audit import service as audit
from app.audit.events import Event
from app.incidents.content.base import Entry
from app.incidents.content.layout import LAYOUT
from app.incidents.rules.limits import text_problem
from app.triage.errors import Incomplete
from app.vault import sealing
from app.vault.actor import Actor


def write(
    actor: Actor,
    record: str,
    entries: Sequence[Entry],
    *,
    seen: int | None = None,
    share: Mapping[str, Sequence[str]] | None = None,
    event: Event = Event.INCIDENT_CHANGED,
    about: str = "",
) -> int:
    """Append entries, each to its compartment, and audit it. Returns the new length.

    With `seen` a record that grew raises ChainGrew and nothing is written; without it the race is run again.
    """
    placed = [(LAYOUT[type(entry)].compartment, entry) for entry in entries]
    length = sealing.append(actor, record, placed, expect=seen, share=share)
    audit.record(event, record, actor=actor, about=about)
    return length


def required(text: str, limit: int, missing: str) -> str:
    """Return a text that must be there. Raises Incomplete with the words for what is missing, or what is wrong."""
    if not text.strip():
        raise Incomplete(missing)
    return optional(text, limit)


def optional(text: str, limit: int) -> str:
    """Return a text that may be empty. Raises Incomplete when it is too long or cannot be shown."""
    if problem := text_problem(text, limit, lines=True):
        raise Incomplete(problem, limit=limit)
    return text.strip()
