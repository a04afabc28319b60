"""Who waits for an answer. Nothing here is written to the record: opening it changes no entry."""

from app.incidents.content.incident import Incident, Said


def unread_by_filer(incident: Incident, seen: int = 0) -> tuple[Said, ...]:
    """Return the desk's messages that the filer has neither seen nor written after.

    `seen` is the sequence number up to which the filer has read; it lives in a record of the filer's own.
    """
    last_own = max((said.stamp.seq for said in incident.messages if said.stamp.by_filer), default=0)
    edge = max(seen, last_own)
    return tuple(said for said in incident.messages if not said.stamp.by_filer and said.stamp.seq > edge)


def unanswered_by_desk(incident: Incident) -> tuple[Said, ...]:
    """Return the filer's messages since the desk last wrote, words sent with a move included."""
    written = [said.stamp.seq for said in incident.messages if not said.stamp.by_filer]
    written += [passage.stamp.seq for passage in incident.passages if passage.words and not passage.stamp.by_filer]
    edge = max(written, default=0)
    return tuple(said for said in incident.messages if said.stamp.by_filer and said.stamp.seq > edge)
