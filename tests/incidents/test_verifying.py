"""An act is verified by two independent sources with reasoning, never by the filer or the filer's organisation."""

from __future__ import annotations

from itertools import product

import pytest

from app.incidents.content import inward
from app.incidents.content.fold import fold
from app.incidents.content.report import Act
from app.incidents.rules.verification import ORDER, STEPS, Verification, best
from app.incidents.rules.verifying import step_refused, verifier_refused
from app.vocabulary.lists import codes
from tests.incidents.chains import Chain, filed, report


def source(key: str, **fields: object) -> inward.SourceAdded:
    return inward.SourceAdded(**{"key": key, "connection": "witness", "independent": True, **fields})


GOOD = {"S1": source("S1"), "S2": source("S2")}


def step(status: str, *sources: str, reasoning: str = "both saw it") -> inward.ActVerified:
    return inward.ActVerified(act="A1", status=status, reasoning=reasoning, sources=sources)


def test_the_results_are_those_of_the_vocabulary() -> None:
    assert {one.value for one in Verification} == set(codes("act_verification")) == set(ORDER) == set(STEPS)


@pytest.mark.parametrize(("before", "after"), list(product(Verification, Verification)))
def test_a_result_follows_only_where_the_table_says(before: Verification, after: Verification) -> None:
    allowed = after in STEPS[before]
    assert (step_refused(before, step(after, "S1", "S2"), GOOD) == "") is allowed


@pytest.mark.parametrize(
    ("status", "sources", "allowed"),
    [
        ("corroborated", (), False),
        ("corroborated", ("S1",), True),
        ("verified", ("S1",), False),
        ("verified", ("S1", "S1"), False),
        ("verified", ("S1", "S9"), False),
        ("verified", ("S1", "S2"), True),
        ("disputed", (), True),
    ],
)
def test_results_rest_on_enough_sources(status: str, sources: tuple[str, ...], allowed: bool) -> None:
    assert (step_refused(Verification.IN_VERIFICATION, step(status, *sources), GOOD) == "") is allowed


@pytest.mark.parametrize("fault", [{"independent": False}, {"is_filer": True}, {"filers_organisation": True}])
def test_the_filer_their_organisation_and_dependent_sources_do_not_count(fault: dict[str, object]) -> None:
    sources = {"S1": source("S1"), "S2": source("S2", **fault)}
    assert step_refused(Verification.IN_VERIFICATION, step("verified", "S1", "S2"), sources)


@pytest.mark.parametrize("status", ["corroborated", "verified", "disputed", "refuted"])
def test_every_result_gives_its_reasoning(status: str) -> None:
    bare = step(status, "S1", "S2", reasoning="  ")
    assert step_refused(Verification.IN_VERIFICATION, bare, GOOD)


@pytest.mark.parametrize(("own", "same", "conflict"), list(product((True, False), repeat=3)))
def test_a_verifier_has_no_part_in_the_report(own: bool, same: bool, conflict: bool) -> None:
    refused = verifier_refused(own=own, same_organisation=same, in_conflict=conflict)
    assert bool(refused) is (own or same or conflict)


def chain_with(*steps: inward.ActVerified) -> Chain:
    two = report(acts=(Act(key="A1", code="L1", against=("P1",)), Act(key="A2", code="P1", against=("P1",))))
    chain = filed(report=two)
    chain.add("rita", source("S1"))
    chain.add("rita", source("S2"))
    for one in steps:
        chain.add("rita", one)
    return chain


def test_the_record_shows_its_best_act() -> None:
    incident = fold(chain_with(step("in_verification"), step("verified", "S1", "S2")).opened)
    assert [act.verification.value for act in incident.acts] == ["verified", "unverified"]
    assert incident.verification is Verification.VERIFIED
    assert best([]) is Verification.UNVERIFIED
    assert best([Verification.REFUTED, Verification.UNVERIFIED]) is Verification.UNVERIFIED


def test_an_act_forged_as_verified_with_one_source_stays_in_verification() -> None:
    chain = chain_with(step("in_verification"), step("verified", "S1"))
    incident = fold(chain.opened)
    assert incident.acts[0].verification is Verification.IN_VERIFICATION
    assert len(incident.set_aside) == 1


def test_a_result_that_rested_on_an_erased_source_falls() -> None:
    chain = chain_with(step("in_verification"), step("verified", "S1", "S2"))
    chain.add("rita", inward.NoteErased(entry=5, reason="she took it back"))
    chain.erase_bytes(5)
    assert fold(chain.opened).verification is Verification.IN_VERIFICATION
