"""Something written by mistake goes, by its author or by the desk with a reason; what was decided stays."""

from __future__ import annotations

import pytest

from app.incidents.content import inward, outward
from app.incidents.content.erasure import erasable, plan
from app.incidents.content.fold import fold
from app.incidents.content.report import Narrative
from tests.incidents.chains import ROLES, Chain, filed, report

NAMED = report(narrative=Narrative(text="Asha was taken."))


def talked() -> tuple[Chain, int, int]:
    chain = filed()
    mine = chain.add("filer", outward.Message(text="a name"))
    theirs = chain.add("rita", outward.Message(text="an answer"))
    return chain, mine, theirs


def test_an_erased_message_is_gone_even_while_its_bytes_remain() -> None:
    chain, mine, _ = talked()
    chain.add("filer", outward.Erased(entry=mine))
    for _ in range(2):
        incident = fold(chain.opened)
        assert [said.text for said in incident.messages] == ["an answer"]
        assert incident.erased[0].seq == mine and not incident.set_aside
        chain.erase_bytes(mine)


@pytest.mark.parametrize(
    ("author", "reason", "valid"),
    [("filer", "", True), ("rita", "a name in it", True), ("rita", " ", False), ("cora", "a name in it", True)],
)
def test_its_author_erases_freely_and_the_desk_with_a_reason(author: str, reason: str, valid: bool) -> None:
    chain, mine, _ = talked()
    chain.add(author, outward.Erased(entry=mine, reason=reason))
    assert (len(fold(chain.opened).messages) == 1) is valid
    assert bool(fold(chain.opened).set_aside) is not valid


def test_a_filer_erases_nothing_of_the_desk() -> None:
    chain, _, theirs = talked()
    chain.add("filer", outward.Erased(entry=theirs, reason="I do not like it"))
    assert len(fold(chain.opened).messages) == 2


def test_a_text_goes_only_when_another_text_remains() -> None:
    chain = filed(report=NAMED)
    early = chain.add("filer", outward.Erased(entry=1))
    assert fold(chain.opened).report == NAMED
    assert fold(chain.opened).set_aside[0].seq == early
    chain.add("filer", outward.Amended(report=report()))
    chain.add("filer", outward.Erased(entry=1))
    chain.erase_bytes(1)
    incident = fold(chain.opened)
    assert incident.report == report()
    assert incident.consents["P1"].now.allows("U1")
    assert incident.erased[0].stamp is not None and incident.erased[0].stamp.seq == 6


def test_a_filer_erases_a_name_from_the_desks_copies_too() -> None:
    chain = filed(report=NAMED)
    copy = chain.add("rita", outward.FactsCorrected(facts={"urgency": "days", "where.place": "the house of Mr X"}))
    chain.add("filer", outward.Amended(report=report(urgency="days")))
    for seq in (1, copy):
        chain.add("filer", outward.Erased(entry=seq))
    incident = fold(chain.opened)
    assert len(incident.versions) == 1 and incident.report == report(urgency="days")
    assert not incident.set_aside


@pytest.mark.parametrize("kept", [2, 4])
def test_consents_and_moves_are_never_erased(kept: int) -> None:
    chain = filed()
    chain.add("rita", outward.Moved(move="acknowledge"))
    for author in ("filer", "rita"):
        chain.add(author, outward.Erased(entry=kept, reason="away with it"))
    incident = fold(chain.opened)
    assert incident.state == "acknowledged" and incident.consents["P1"].now.allows("U1")
    assert len(incident.set_aside) == 2


@pytest.mark.parametrize("target", [0, 4, 5, 99])
def test_an_erasure_names_an_earlier_entry(target: int) -> None:
    chain = filed()
    chain.add("rita", outward.Erased(entry=target, reason="odd"))
    assert fold(chain.opened).set_aside[0].seq == 4


def test_the_desks_own_notes_are_erased_out_of_the_filers_sight() -> None:
    chain = filed()
    note = chain.add("rita", inward.Note(text="wrong record"))
    outward_try = chain.add("rita", outward.Erased(entry=note, reason="wrong"))
    assert [one.seq for one in fold(chain.opened).set_aside] == [outward_try]
    chain.add("ravi", inward.NoteErased(entry=note, reason="wrong record"))
    chain.erase_bytes(note)
    incident = fold(chain.opened)
    assert not incident.notes and incident.erased[0].seq == note
    assert not fold(chain.seen_by("report", "identity")).erased


def test_bytes_that_are_gone_without_an_erasure_are_reported() -> None:
    chain, mine, _ = talked()
    chain.erase_bytes(mine)
    incident = fold(chain.opened)
    assert incident.set_aside[0].seq == mine
    assert incident.erased[0].stamp is None


def test_an_erased_entry_of_the_desk_alarms_only_those_who_would_see_its_erasure() -> None:
    chain = filed()
    note = chain.add("rita", inward.Note(text="n"))
    chain.add("rita", inward.Note(text="m"))
    chain.erase_bytes(note)
    assert fold(chain.opened).set_aside
    by_filer = [one for one in chain.opened if one.compartment != "desk" or one.seq == note]
    assert not fold(by_filer).set_aside


def test_the_plan_is_what_the_fold_accepts() -> None:
    chain, _, _ = talked()
    chain.add("filer", outward.Amended(report=report(urgency="days")))
    chain.add("rita", inward.Note(text="n"))
    chain.add("rita", outward.Moved(move="acknowledge"))
    for author in ("filer", "rita", "cora", "omar", "anna"):
        offered = erasable(chain.opened, author, ROLES[author])
        for opened in list(chain.opened):
            for reason in ("", "a reason"):
                entry = plan(chain.opened, opened.seq, author, ROLES[author], reason)
                needs_reason = offered.get(opened.seq, True)
                assert (entry is not None) is (opened.seq in offered and bool(reason or not needs_reason))
                if entry is None:
                    continue
                again = Chain()
                again.opened = list(chain.opened)
                again.add(author, entry)
                folded = fold(again.opened)
                assert [one.seq for one in folded.erased] == [opened.seq] and not folded.set_aside
    assert set(erasable(chain.opened, "filer", ROLES["filer"])) == {1, 3, 4, 6}
    assert erasable(chain.opened, "anna", ROLES["anna"]) == {}
