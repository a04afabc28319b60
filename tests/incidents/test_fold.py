"""An incident is what its entries add up to, and nothing that its authors were not allowed to write."""

from __future__ import annotations

import pytest

from app.incidents.content import inward, outward
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.rules.states import State
from app.incidents.rules.verification import Verification
from tests.incidents.chains import Chain, consent, filed, person, report


def aside(incident: Incident) -> dict[int, str]:
    return {one.seq: one.why for one in incident.set_aside}


def test_a_filed_report_is_submitted_and_holds_what_was_filed() -> None:
    incident = fold(filed().opened)
    assert incident.state is State.SUBMITTED
    assert incident.report == report()
    assert incident.persons[0].key == "P1"
    assert incident.names is not None and incident.names.persons["P1"].name == "Asha"
    assert incident.consents["P1"].now.allows("U1")
    assert incident.acts[0].verification is Verification.UNVERIFIED
    assert not incident.set_aside


def test_no_entries_fold_to_an_incident_without_a_state() -> None:
    assert fold([]) == Incident()


def test_order_of_arrival_does_not_matter() -> None:
    chain = filed()
    chain.add("rita", outward.Moved(move="acknowledge", words="We have it."))
    chain.add("rita", inward.Note(text="n"))
    assert fold(reversed(chain.opened)) == fold(chain.opened)


def test_a_second_entry_of_the_same_number_is_set_aside() -> None:
    chain = filed()
    assert fold([*chain.opened, chain.opened[0]]).set_aside[0].seq == 1


def test_work_moves_along_the_table() -> None:
    chain = filed()
    for move in ("acknowledge", "triage", "respond", "monitor", "close", "reopen"):
        chain.add("rita", outward.Moved(move=move, outcome="released"))
    incident = fold(chain.opened)
    assert incident.state is State.IN_TRIAGE
    assert [passage.move for passage in incident.passages][-1] == "reopen"
    assert not incident.set_aside


def test_an_illegal_move_is_set_aside_and_reported() -> None:
    chain = filed()
    seq = chain.add("rita", outward.Moved(move="close"))
    incident = fold(chain.opened)
    assert incident.state is State.SUBMITTED
    assert "does not exist" in aside(incident)[seq]


@pytest.mark.parametrize("move", ["withdraw", "hand_to_editors", "fly"])
def test_a_move_with_an_entry_of_its_own_cannot_be_made_by_a_plain_move(move: str) -> None:
    chain = filed()
    seq = chain.add("rita", outward.Moved(move=move))
    assert seq in aside(fold(chain.opened))


def test_a_filer_withdraws_and_every_consent_ends() -> None:
    chain = filed(consents=(consent(U7="yes"),))
    chain.add("filer", outward.WithdrawalRequested())
    incident = fold(chain.opened)
    assert incident.state is State.WITHDRAWN
    assert not incident.allows("U1") and not incident.allows("U7")


def test_consent_changes_by_use_and_keeps_its_history() -> None:
    chain = filed()
    chain.add("filer", outward.ConsentChanged(person="P1", uses={"U7": "yes"}))
    chain.add("rita", outward.WithdrawnOnBehalf(person="P1", uses=("U7",), how="by phone"))
    state = fold(chain.opened).consents["P1"]
    assert state.now.uses == {"U1": "yes", "U7": "withdrawn"}
    assert [(one.use, one.answer, one.on_behalf) for one in state.history] == [
        ("U1", "yes", False),
        ("U7", "yes", False),
        ("U7", "withdrawn", True),
    ]


def test_the_desk_completes_codes_and_never_rewrites_the_filers_words() -> None:
    chain = filed()
    chain.add("rita", outward.FactsCorrected(facts={"urgency": "days"}, why="asked by phone"))
    whole = chain.add("rita", outward.Amended(report=report(narrative=outward.Report().narrative)))
    words = chain.add("rita", outward.FactsCorrected(facts={"narrative.text": "Nothing happened."}))
    incident = fold(chain.opened)
    assert incident.report == report(urgency="days")
    assert "not allowed" in aside(incident)[whole] and "Only the filer" in aside(incident)[words]


def test_handing_to_editors_needs_u7_of_every_person() -> None:
    both = report(persons=(person("P1"), person("P2")))
    chain = filed(report=both, consents=(consent("P1", U7="yes"), consent("P2")))
    chain.add("rita", outward.Moved(move="acknowledge"))
    chain.add("rita", outward.Moved(move="triage"))
    refused = chain.add("rita", outward.HandedToEditors())
    chain.add("filer", outward.ConsentChanged(person="P2", uses={"U7": "yes"}))
    accepted = chain.add("rita", outward.HandedToEditors())
    incident = fold(chain.opened)
    assert refused in aside(incident)
    assert incident.handed_to_editors is not None and incident.handed_to_editors.seq == accepted


def test_a_newer_type_is_kept_and_shown_as_such() -> None:
    chain = filed()
    chain.raw("rita", b'{"type":"satellite_image","v":1}', "report")
    chain.raw("rita", b'{"type":"note","v":9,"text":"x"}', "desk")
    incident = fold(chain.opened)
    assert [(one.type, one.v) for one in incident.unknown] == [("satellite_image", 1), ("note", 9)]
    assert not incident.set_aside


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"\xff\xfe", b'{"type":"note"}', b'{"type":"note","text":7}'])
def test_bytes_that_are_no_entry_are_set_aside(body: bytes) -> None:
    chain = filed()
    seq = chain.raw("rita", body, "desk")
    assert aside(fold(chain.opened)) == {seq: "It cannot be read."}


def test_a_desk_reader_without_the_identities_sees_all_but_names() -> None:
    chain = filed()
    chain.add("omar", outward.IdentityOpened(purpose="to call a lawyer"))
    incident = fold(chain.seen_by("report", "desk", "match"))
    assert incident.names is None
    assert incident.openings[0].purpose == "to call a lawyer"
    assert incident.state is State.SUBMITTED


def test_entries_of_another_record_are_set_aside() -> None:
    chain, other = filed(), Chain(record="0" * 16)
    other.opened = list(chain.opened)
    other.add("rita", inward.Note(text="elsewhere"))
    incident = fold(other.opened)
    assert incident.record == chain.record
    assert not incident.notes and len(incident.set_aside) == 1
