"""Nothing counts that its author was not allowed to write, wherever it is put and whatever it says."""

from __future__ import annotations

from itertools import product

import msgspec
import pytest
from msgspec.structs import replace

from app.incidents.content import identities, inward, outward
from app.incidents.content.base import Entry
from app.incidents.content.decoding import TYPES
from app.incidents.content.fold import fold
from app.incidents.content.identities import Identity, Names
from app.incidents.content.incident import Incident
from app.incidents.content.layout import DESK, IDENTITY, LAYOUT, MATCH, REPORT
from app.vault.roles import Role
from tests.incidents.chains import Chain, consent, filed, report
from tests.incidents.entries import EXAMPLES, OTHER

AUTHORS = ["filer", *(role.value for role in Role), ""]
COMPARTMENTS = [REPORT, IDENTITY, DESK, MATCH]
FILER_ALONE = {"filed", "amended", "consented", "consent_changed", "withdrawal_requested", "identities"}


def ready() -> Chain:
    """A chain in which every example may be written by whom it belongs to."""
    chain = filed(consents=(consent(U7="yes"),))
    chain.add("filer", inward.Matching(strings={}))
    chain.add("rita", inward.Note(text="first look"))
    chain.add("anna", outward.ToldInSpotlight(publication="p", slug="one", story=OTHER))
    chain.add("rita", inward.Linked(record=OTHER, relation="repeat"))
    return chain


def substance(incident: Incident) -> Incident:
    """What an incident says, apart from the notice of what was set aside and how long the chain is."""
    return replace(incident, set_aside=(), last_seq=0)


def test_there_is_one_example_of_every_type() -> None:
    assert set(EXAMPLES) == set(LAYOUT) == set(TYPES.values())


@pytest.mark.parametrize("kind", list(EXAMPLES), ids=lambda kind: kind.__name__)
def test_every_entry_comes_back_as_it_was_written(kind: type[Entry]) -> None:
    assert msgspec.json.decode(msgspec.json.encode(EXAMPLES[kind]), type=kind) == EXAMPLES[kind]


@pytest.mark.parametrize(
    ("kind", "role"), list(product(EXAMPLES, AUTHORS)), ids=lambda one: getattr(one, "__name__", one or "nobody")
)
def test_an_entry_by_a_role_that_may_not_write_it_changes_nothing(kind: type[Entry], role: str) -> None:
    chain = ready()
    before = fold(chain.opened)
    roles = frozenset({role}) if role else frozenset()
    author = "filer" if role == "filer" else "somebody"
    seq = chain.add(author, EXAMPLES[kind], roles=roles)
    after = fold(chain.opened)
    if role not in LAYOUT[kind].authors:
        assert [(one.seq, one.why) for one in after.set_aside] == [(seq, "Its author was not allowed to write it.")]
        assert substance(after) == substance(before)
    else:
        assert "Its author was not allowed to write it." not in {one.why for one in after.set_aside}


@pytest.mark.parametrize(
    ("kind", "compartment"), list(product(EXAMPLES, COMPARTMENTS)), ids=lambda one: getattr(one, "__name__", one)
)
def test_an_entry_in_a_compartment_that_is_not_its_own_changes_nothing(kind: type[Entry], compartment: str) -> None:
    if compartment == LAYOUT[kind].compartment:
        return
    chain = ready()
    before = fold(chain.opened)
    role = min(LAYOUT[kind].authors)
    seq = chain.add("filer" if role == "filer" else "x", EXAMPLES[kind], compartment, roles=frozenset({role}))
    after = fold(chain.opened)
    assert [one.seq for one in after.set_aside] == [seq]
    assert substance(after) == substance(before)


def test_the_words_of_a_filer_belong_to_the_filer_alone() -> None:
    names = {kind.__struct_config__.tag for kind, rule in LAYOUT.items() if rule.authors == frozenset({"filer"})}
    assert names == FILER_ALONE


def test_no_entry_of_the_desk_may_be_written_by_a_filer() -> None:
    assert not [kind for kind, rule in LAYOUT.items() if rule.compartment == DESK and "filer" in rule.authors]


@pytest.mark.parametrize(
    ("author", "roles"), [("filer", {"reviewer"}), ("filer", {"filer", "reviewer"}), ("rita", {"filer"}), ("", set())]
)
def test_an_author_is_the_filer_or_of_the_desk_and_never_mixed_up(author: str, roles: set[str]) -> None:
    chain = ready()
    seq = chain.add(author, inward.ActVerified(act="A1", status="in_verification"), roles=frozenset(roles))
    incident = fold(chain.opened)
    assert seq in {one.seq for one in incident.set_aside}
    assert incident.acts[0].last is None


@pytest.mark.parametrize("at", ["", "2026-11-20", "2026-02-30T10:00Z", "2026-11-20T10:00", "soon", "٢٠٢٦-11-20T10:00Z"])
def test_an_entry_without_a_readable_time_is_set_aside(at: str) -> None:
    chain = ready()
    seq = chain.raw("rita", msgspec.json.encode(inward.Note(text="n")), DESK, at=at)
    assert fold(chain.opened).set_aside[0].seq == seq


CONTRADICTIONS: list[tuple[str, Entry]] = [
    ("filer", outward.Filed(report=report(country="UGA"))),
    ("filer", identities.Identities(names=Names(persons={"P1": Identity(name="Other")}))),
    ("filer", outward.Consented(consents=(consent(U7="perhaps"),))),
    ("filer", outward.ConsentChanged(person="P1", uses={"U99": "yes"})),
    ("rita", outward.WithdrawnOnBehalf(person="P1", uses=("U7",), how=" ")),
    ("rita", outward.WithdrawnOnBehalf(person="P1", uses=("U0",), how="by phone")),
    ("omar", outward.IdentityOpened(purpose=" ")),
    ("anna", outward.SpotlightRetracted(publication="another")),
    ("rita", inward.RiskAssessed(threat=9, vulnerability=1, capacity=1, level="low")),
    ("rita", inward.RiskAssessed(threat=1, vulnerability=1, capacity=1, level="none")),
    ("rita", inward.RiskAssessed(threat=1, vulnerability=1, capacity=1, level="high", override="high")),
    ("rita", inward.RiskAssessed(threat=1, vulnerability=1, capacity=1, level="low", override="high", reason="x")),
    ("rita", inward.Unlinked(record=OTHER, relation="same_event")),
    ("rita", inward.Decided(proposal=1, agreed=True)),
    ("rita", inward.ActVerified(act="A9", status="in_verification")),
    ("rita", inward.ActVerified(act="A1", status="certain")),
    ("coordinator", outward.Moved(move="triage")),
]


@pytest.mark.parametrize(("author", "entry"), CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_an_entry_that_contradicts_the_chain_changes_nothing(author: str, entry: Entry) -> None:
    chain = ready()
    before = fold(chain.opened)
    seq = chain.add(author, entry, roles=None if author in {"filer", "rita", "omar", "anna"} else frozenset({author}))
    after = fold(chain.opened)
    assert [one.seq for one in after.set_aside] == [seq]
    assert substance(after) == substance(before)


def test_a_record_is_not_given_to_somebody_with_a_conflict() -> None:
    chain = ready()
    chain.add("cora", inward.Assigned(to="rita"))
    chain.add("rita", inward.ConflictDeclared())
    assert fold(chain.opened).assignee == ""
    seq = chain.add("cora", inward.Assigned(to="rita"))
    assert fold(chain.opened).assignee == ""
    assert fold(chain.opened).set_aside[0].seq == seq
