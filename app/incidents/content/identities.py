"""Who the coded persons are. Sealed to the filer and the desk's protection officers."""

from app.incidents.content.base import Entry, Part
from app.incidents.content.imported import Cell
from app.incidents.content.report import Contact


class Identity(Part, frozen=True):
    """The person behind P1, P2."""

    name: str = ""
    alias: str = ""
    organisation: str = ""
    contact: Contact | None = None


class PerpetratorIdentity(Part, frozen=True):
    """The person behind X1, X2."""

    name: str = ""
    unit: str = ""
    rank: str = ""
    description: str = ""


class RosterName(Part, frozen=True):
    """One person of an event's roster."""

    name: str
    note: str = ""


class Names(Part, frozen=True):
    """Every identity of a report, keyed by the codes used in it."""

    filer_name: str = ""
    persons: dict[str, Identity] = {}
    perpetrators: dict[str, PerpetratorIdentity] = {}
    spokesperson: Identity | None = None
    roster: tuple[RosterName, ...] = ()
    imported: tuple[Cell, ...] = ()  # columns of a list that only protection officers may read


class Identities(Entry, frozen=True):
    """The identities as filed."""

    names: Names


class IdentitiesAmended(Entry, frozen=True):
    """The identities as they are now; the earlier ones stay in the chain until erased."""

    names: Names
    why: str = ""


class SourceIdentity(Entry, frozen=True):
    """Who a source is. `source` is the key of the coded source, S1."""

    source: str
    name: str = ""
    contact: Contact | None = None
    note: str = ""
