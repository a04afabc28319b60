"""Readers see different compartments: whatever part of a chain is in sight, folding it is valid."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.incidents.content.layout import DESK, IDENTITY, MATCH, REPORT
from app.incidents.rules.states import State
from app.vault.entries import Opened, Status
from tests.incidents.chains import ROLES, consent, filed
from tests.incidents.entries import EXAMPLES, OTHER


def life() -> list[Opened]:
    """The chain of an incident that went all the way."""
    chain = filed(consents=(consent(U7="yes", U11="yes"),))
    chain.add("filer", inward.Matching(strings={}))
    chain.add("cora", inward.Assigned(to="rita"))
    chain.add("rita", outward.Moved(move="acknowledge", words="We have it."))
    chain.add("rita", outward.Moved(move="triage"))
    chain.add("rita", inward.RiskAssessed(threat=4, vulnerability=4, capacity=1, level="critical"))
    chain.add("rita", outward.Moved(move="ask", words="Where is she held?"))
    wrong = chain.add("filer", outward.Message(text="At the station of Mr X"))
    chain.add("filer", outward.Erased(entry=wrong))
    chain.erase_bytes(wrong)
    chain.add("rita", outward.Moved(move="resume"))
    chain.add("omar", outward.IdentityOpened(purpose="to call a lawyer"))
    for key in ("S1", "S2"):
        chain.add("rita", inward.SourceAdded(key=key, connection="witness", independent=True))
    chain.add("rita", inward.ActVerified(act="A1", status="in_verification"))
    chain.add("rita", inward.ActVerified(act="A1", status="verified", reasoning="two saw it", sources=("S1", "S2")))
    chain.add("rita", outward.Moved(move="respond"))
    chain.add("rita", outward.HandedToEditors())
    chain.add("anna", outward.ToldInSpotlight(publication="p", slug="one", story=OTHER))
    chain.add("rita", outward.Moved(move="monitor"))
    seq = chain.add("rita", inward.Proposed(move="close", reason="free", words="She is free.", outcome="released"))
    chain.add("ravi", inward.Decided(proposal=seq, agreed=True))
    chain.add("ravi", outward.Moved(move="close", words="She is free.", proposer="rita", proposal=seq))
    return chain.opened


LIFE = life()


def test_the_whole_life_folds_without_anything_set_aside() -> None:
    incident = fold(LIFE)
    assert incident.state is State.CLOSED
    assert incident.verification == "verified"
    assert not incident.set_aside


def seen(entries: list[Opened], compartments: set[str]) -> list[Opened]:
    closed = Status.CLOSED
    return [
        one
        if one.compartment in compartments
        else replace(one, status=closed, author="", roles=frozenset(), at="", body=b"")
        for one in entries
    ]


@given(st.sets(st.sampled_from([REPORT, IDENTITY, DESK, MATCH])))
def test_every_reader_agrees_on_what_they_both_see(compartments: set[str]) -> None:
    whole, part = fold(LIFE), fold(seen(LIFE, compartments))
    assert not part.set_aside
    assert part.last_seq == whole.last_seq
    if REPORT in compartments:
        assert part.state is whole.state
        assert (part.report, part.consents, part.messages) == (whole.report, whole.consents, whole.messages)
        assert (part.openings, part.passages, part.tellings) == (whole.openings, whole.passages, whole.tellings)
    else:
        assert part.state is None and part.report is None
    assert part.names == (whole.names if IDENTITY in compartments else None)
    assert part.notes == (whole.notes if DESK in compartments else ())
    assert part.risk == (whole.risk if DESK in compartments else None)
    assert part.matching == (whole.matching if MATCH in compartments else ())


@settings(max_examples=300)
@given(st.sets(st.integers(0, len(LIFE) - 1)), st.randoms(use_true_random=False))
def test_any_subset_in_any_order_folds_and_names_every_entry_it_does_not_count(kept: set[int], random: object) -> None:
    part = [LIFE[place] for place in sorted(kept)]
    incident = fold(part)
    shuffled = list(part)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == incident
    open_seqs = {one.seq for one in part if one.status is Status.OPEN}
    counted = {item.stamp.seq for item in incident.timeline}
    aside = {one.seq for one in incident.set_aside if one.seq in open_seqs}
    gone = {one.seq for one in incident.erased}
    assert counted | aside | (gone & open_seqs) == open_seqs
    assert not counted & aside


written = st.builds(
    lambda entry, author, compartment, seq, at, roles: Opened(
        "R", seq, compartment, Status.OPEN, author, roles, 1, at, entry
    ),
    st.one_of(st.sampled_from([msgspec.json.encode(entry) for entry in EXAMPLES.values()]), st.binary(max_size=60)),
    st.sampled_from(list(ROLES)),
    st.sampled_from([REPORT, IDENTITY, DESK, MATCH, "elsewhere"]),
    st.integers(1, 40),
    st.sampled_from(["2026-11-20T10:00Z", "2026-11-21T10:00Z", "never"]),
    st.sampled_from([*ROLES.values(), frozenset({"reviewer", "protection_officer"}), frozenset()]),
)


@settings(max_examples=300)
@given(st.lists(written, max_size=30))
def test_no_chain_at_all_makes_the_fold_fail(entries: list[Opened]) -> None:
    incident = fold(entries)
    explained = {item.stamp.seq for item in incident.timeline} | {one.seq for one in incident.set_aside}
    explained |= {one.seq for one in incident.erased} | {one.seq for one in incident.unknown}
    assert {one.seq for one in entries} <= explained
