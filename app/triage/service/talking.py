"""Messages to the filer, and notes that stay at the desk. Both land, whoever else writes meanwhile."""

from __future__ import annotations

from app.incidents.content.inward import Note
from app.incidents.content.outward import Message
from app.incidents.rules.limits import MESSAGE
from app.triage.service.reading import to_work_on
from app.triage.service.writing import required, write
from app.vault.actor import Actor
from app.vault.roles import Role
from app.vocabulary.wording import N_

EVERYBODY = (Role.REVIEWER, Role.COORDINATOR, Role.PROTECTION_OFFICER)
NO_MESSAGE = N_("Write the message first.")
NO_NOTE = N_("Write the note first.")


def send_message(actor: Actor, record: str, text: str, language: str = "") -> int:
    """Write to the filer. Raises Incomplete, and what `to_work_on` raises."""
    to_work_on(actor, record, *EVERYBODY)
    return write(actor, record, [Message(text=required(text, MESSAGE, NO_MESSAGE), language=language)])


def add_note(actor: Actor, record: str, text: str) -> int:
    """Write a note that no filer sees. Raises Incomplete, and what `to_work_on` raises."""
    to_work_on(actor, record, *EVERYBODY, withdrawn=True)
    return write(actor, record, [Note(text=required(text, MESSAGE, NO_NOTE))])
