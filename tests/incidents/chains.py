"""Chains of opened entries as the vault hands them over, made without a vault."""

from __future__ import annotations

import msgspec

from app.incidents.content.base import Entry
from app.incidents.content.consent import Consent
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identities, Identity, Names
from app.incidents.content.layout import LAYOUT
from app.incidents.content.outward import Consented, Filed
from app.incidents.content.report import Act, Narrative, Person, Report
from app.vault.entries import Opened, Status

RECORD = "7K3M9QXT4B2NWZ0C"
ROLES = {
    "filer": frozenset({"filer"}),
    "rita": frozenset({"reviewer"}),
    "ravi": frozenset({"reviewer"}),
    "omar": frozenset({"protection_officer"}),
    "cora": frozenset({"coordinator"}),
    "anna": frozenset({"approver"}),
    "edi": frozenset({"editor"}),
}


def person(key: str = "P1", **fields: object) -> Person:
    return msgspec.convert({"key": key, "role": "targeted_defender", **fields}, Person)


def report(**fields: object) -> Report:
    smallest = {
        "country": "KEN",
        "danger": "no",
        "narrative": Narrative(text="P1 was taken from the office."),
        "persons": (person(),),
        "acts": (Act(key="A1", code="L1", against=("P1",)),),
    }
    return Report(**{**smallest, **fields})


def consent(key: str = "P1", **uses: str) -> Consent:
    return Consent(person=key, given_by="self", how="asked", date="2026-11-20", uses={"U1": "yes", **uses})


def filing(**fields: object) -> Filing:
    smallest = {"report": report(), "names": Names(persons={"P1": Identity(name="Asha")}), "consents": (consent(),)}
    return Filing(**{**smallest, **fields})


class Chain:
    """A chain that grows; `opened` is what a reader of everything sees."""

    def __init__(self, *, record: str = RECORD) -> None:
        self.record = record
        self.opened: list[Opened] = []

    def add(self, author: str, entry: Entry, compartment: str = "", at: str = "", roles: object = None) -> int:
        seq = len(self.opened) + 1
        self.raw(
            author,
            msgspec.json.encode(entry),
            compartment or LAYOUT[type(entry)].compartment,
            at or f"2026-11-20T10:{seq % 60:02}Z",
            ROLES.get(author, frozenset()) if roles is None else roles,
        )
        return seq

    def raw(
        self, author: str, body: bytes, compartment: str, at: str = "2026-11-20T10:00Z", roles: object = None
    ) -> int:
        seq = len(self.opened) + 1
        held = ROLES.get(author, frozenset()) if roles is None else roles
        self.opened.append(Opened(self.record, seq, compartment, Status.OPEN, author, held, 1, at, body))
        return seq

    def erase_bytes(self, seq: int) -> None:
        old = self.opened[seq - 1]
        self.opened[seq - 1] = Opened(old.record, seq, old.compartment, Status.ERASED)

    def seen_by(self, *compartments: str) -> list[Opened]:
        """The chain for a reader who holds the keys of these compartments only."""
        return [
            one if one.compartment in compartments else Opened(one.record, one.seq, one.compartment, Status.CLOSED)
            for one in self.opened
        ]


def filed(**fields: object) -> Chain:
    """A chain with what filing writes."""
    sent = filing(**fields)
    chain = Chain()
    chain.add("filer", Filed(report=sent.report))
    chain.add("filer", Consented(consents=sent.consents))
    chain.add("filer", Identities(names=sent.names))
    return chain
