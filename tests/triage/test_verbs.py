"""What the verbs promise: results rest on sources, names and erasures leave a trace, partners get no names."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.profiles import Profile, save_profile
from app.audit import service as audit
from app.database import transaction
from app.errors import Refusal
from app.incidents.content.identities import SourceIdentity
from app.incidents.content.inward import ActVerified, SourceAdded
from app.incidents.errors import CannotErase, MoveRefused, SecondPersonNeeded, VerificationRefused
from app.triage.errors import AlreadyDone, Incomplete, NotForYou, NotShown, RiskRefused
from app.triage.service import assessing, assigning, correcting, deciding, moving, naming, talking, verifying
from app.triage.service.moving import Sent
from app.vault import opening
from app.vault.entries import Status
from app.vault.errors import ChainGrew
from tests.factories import Network
from tests.triage.desks import file, length, state


def do(net: Network, verb: Any, name: str, *values: Any, **named: Any) -> Any:
    """Call one verb as somebody, in one transaction."""
    with net.app.app_context(), transaction():
        return verb(net.actor(name), *values, **named)


def source(net: Network, record: str, **fields: Any) -> str:
    added = SourceAdded(**{"key": "S9", "connection": "witness", "independent": True, **fields})
    return str(do(net, verifying.add_source, "rosa", record, added))


def verify(net: Network, record: str, status: str, name: str = "rosa", **fields: Any) -> None:
    step = ActVerified(act="A1", status=status, **fields)
    do(net, verifying.verify_act, name, record, step, seen=length(net, record))


def test_verified_needs_two_independent_sources_and_reasoning(net: Network) -> None:
    record = file(net)
    verify(net, record, "in_verification")
    first, theirs = source(net, record), source(net, record, is_filer=True)
    own = source(net, record, filers_organisation=True)
    echo = source(net, record, independent=False)
    assert [first, theirs, own, echo] == ["S1", "S2", "S3", "S4"], "the service gives the numbers"
    for sources in ((), ("S1",), ("S1", "S2"), ("S1", "S3"), ("S1", "S4"), ("S1", "S1"), ("S1", "S99")):
        with pytest.raises(VerificationRefused):
            verify(net, record, "verified", sources=sources, reasoning="seen")
    assert source(net, record, connection="lawyer") == "S5"
    with pytest.raises(VerificationRefused):
        verify(net, record, "verified", sources=("S1", "S5"))
    verify(net, record, "verified", sources=("S1", "S5"), reasoning="Both saw it.")
    assert state(net, record).verification.value == "verified" and not state(net, record).set_aside


def test_verification_begins_at_the_beginning(net: Network) -> None:
    record = file(net)
    source(net, record)
    with pytest.raises(VerificationRefused):
        verify(net, record, "corroborated", sources=("S1",), reasoning="seen")


def test_nobody_of_the_filers_organisation_verifies_however_it_is_written(net: Network) -> None:
    record = file(net, organisation="Comité  de Tierras")
    do(net, save_profile, "ben", Profile(name="Ben", organisation="COMITE de tierras"))
    with pytest.raises(VerificationRefused):
        verify(net, record, "in_verification", "ben")
    verify(net, record, "in_verification", "rosa")


def test_a_source_in_codes_that_are_none_is_refused(net: Network) -> None:
    record = file(net)
    for fields in ({"connection": "friend"}, {"connection": ""}, {"acts": ("A7",)}, {"credibility": "9"}):
        with pytest.raises(Incomplete):
            source(net, record, **fields)
    with pytest.raises(Refusal):
        source(net, record, date="yesterday")


def test_who_a_source_is_the_protection_officer_writes_beside_the_names(net: Network) -> None:
    record = file(net)
    key = source(net, record)
    with pytest.raises(NotForYou):
        do(net, verifying.name_source, "rosa", record, SourceIdentity(source=key, name="Juma"))
    do(net, verifying.name_source, "paz", record, SourceIdentity(source=key, name="Juma"))
    do(net, naming.open_names, "paz", record, "To call the witness")
    assert do(net, naming.names, "paz", record)[1][key].name == "Juma"
    assert not state(net, record).source_names


def test_names_are_for_officers_who_stated_a_purpose(net: Network) -> None:
    record = file(net)
    with pytest.raises(NotShown):
        do(net, naming.names, "paz", record)
    for short in ("", "   ", "ok"):
        with pytest.raises(Incomplete):
            do(net, naming.open_names, "paz", record, short)
    with pytest.raises(NotForYou):
        do(net, naming.open_names, "rosa", record, "To read everything")
    do(net, naming.open_names, "paz", record, "To find a lawyer")
    assert do(net, naming.names, "paz", record)[0].persons["P1"].name == "Asha"


def test_a_red_flag_forces_critical_and_another_level_needs_a_reason(net: Network) -> None:
    record = file(net)
    with pytest.raises(RiskRefused):
        do(net, assessing.assess_risk, "rosa", record, (2, 2, 2), override="low")
    with pytest.raises(RiskRefused):
        do(net, assessing.assess_risk, "rosa", record, (0, 2, 2))
    with pytest.raises(NotForYou):
        do(net, assessing.assess_risk, "paz", record, (2, 2, 2))
    do(net, assessing.assess_risk, "rosa", record, (1, 1, 5), flags=("weapon",))
    assert state(net, record).level == "critical"


def test_a_response_begins_after_the_risk_is_assessed(net: Network) -> None:
    record = file(net)
    for move in ("acknowledge", "triage"):
        do(net, moving.move, "rosa", record, move, Sent(), seen=length(net, record))
    with pytest.raises(MoveRefused):
        do(net, moving.move, "rosa", record, "respond", Sent(), seen=length(net, record))


def test_what_two_must_decide_one_cannot_do_nor_prepare_twice(net: Network) -> None:
    record = file(net)
    for move in ("acknowledge", "triage"):
        do(net, moving.move, "rosa", record, move, Sent(), seen=length(net, record))
    bad = Sent(reason="an old photograph")
    with pytest.raises(SecondPersonNeeded):
        do(net, moving.move, "rosa", record, "not_credible", bad, seen=length(net, record))
    with pytest.raises(Incomplete):
        do(net, deciding.propose, "rosa", record, "merge", Sent("r", other_record="0" * 16), seen=length(net, record))
    do(net, deciding.propose, "rosa", record, "not_credible", bad, seen=length(net, record))
    with pytest.raises(AlreadyDone):
        do(net, deciding.propose, "ben", record, "not_credible", bad, seen=length(net, record))
    proposal = state(net, record).waiting[0].stamp.seq
    with pytest.raises(SecondPersonNeeded):
        do(net, deciding.agree, "rosa", record, proposal, seen=length(net, record))
    do(net, deciding.refuse, "ben", record, proposal, "The photograph is new.", seen=length(net, record))
    with pytest.raises(Refusal):
        do(net, deciding.agree, "ben", record, proposal, seen=length(net, record))
    assert state(net, record).state == "in_triage" and not state(net, record).waiting


def test_a_partner_desk_reads_report_and_notes_but_no_names(net: Network) -> None:
    record = file(net)
    do(net, talking.add_note, "rosa", record, "Ask the partner.")
    do(net, assigning.ask_partner, "rosa", record, "Ben is away.")
    for name in ("gita", "gus"):
        seen = state(net, record, name)
        assert seen.notes and seen.report and seen.names is None
    with pytest.raises(NotForYou):
        do(net, naming.open_names, "gus", record, "To read the names")
    with pytest.raises(NotForYou):
        do(net, naming.names, "gus", record)
    with net.app.app_context():
        held = [one.status for one in opening.read(net.actor("gus"), record) if one.compartment == "identity"]
    assert held == [Status.CLOSED], "no key of the names was given to the partner"
    with pytest.raises(AlreadyDone):
        do(net, assigning.ask_partner, "ben", record, "again")
    do(net, assigning.assign, "rosa", record, net.people["gita"].actor.account)
    assert not state(net, record).set_aside


def test_the_desk_erases_with_a_reason_and_the_bytes_go(net: Network) -> None:
    record = file(net)
    note = do(net, talking.add_note, "rosa", record, "A name that should not be here")
    with pytest.raises(CannotErase):
        do(net, correcting.erase, "ben", record, note, "", seen=length(net, record))
    with pytest.raises(CannotErase):
        do(net, correcting.erase, "rosa", record, 1, "the only text", seen=length(net, record))
    do(net, correcting.erase, "ben", record, note, "a name", seen=length(net, record))
    with net.app.app_context():
        gone = {one.seq for one in opening.read(net.actor("rosa"), record) if one.status is Status.ERASED}
    incident = state(net, record)
    assert gone == {note} and [one.reason for one in incident.erased] == ["a name"] and not incident.set_aside


def test_the_desk_withdraws_for_somebody_and_never_gives(net: Network) -> None:
    record = file(net, uses={"U7": "yes", "U2": "yes"})
    for person, uses, how in (("P9", ("U7",), "by phone"), ("P1", (), "x"), ("P1", ("U99",), "x"), ("P1", ("U7",), "")):
        with pytest.raises(Incomplete):
            do(net, correcting.withdraw_on_behalf, "rosa", record, person, uses, how, seen=length(net, record))
    said, before = ("P1", ("U7",), "By phone to Rosa."), length(net, record)
    do(net, talking.add_note, "ben", record, "She called me, too.")
    with pytest.raises(ChainGrew):
        do(net, correcting.withdraw_on_behalf, "rosa", record, *said, seen=before)
    do(net, correcting.withdraw_on_behalf, "rosa", record, *said, seen=length(net, record))
    uses = state(net, record, "mia").consents["P1"].now.uses
    assert uses["U7"] == "withdrawn" and uses["U2"] == "yes" and not state(net, record).allows("U7")


def test_every_verb_leaves_a_line_in_the_audit_with_who_did_it(net: Network) -> None:
    record = file(net)
    do(net, talking.add_note, "rosa", record, "A note")
    do(net, naming.open_names, "paz", record, "To find a lawyer")
    do(net, assigning.ask_partner, "rosa", record, "Ben is away.")
    do(net, moving.move, "rosa", record, "acknowledge", Sent(), seen=length(net, record))
    with net.app.app_context():
        lines = [one.line for one in audit.page(net.actor("audra"), None, 50) if one.line and one.line.record == record]
    rosa, paz = (net.people[name].actor.account for name in ("rosa", "paz"))
    assert [(line.event, line.actor) for line in reversed(lines)] == [
        ("incident_filed", ""),
        ("incident_changed", rosa),
        ("identity_opened", paz),
        ("record_shared", rosa),
        ("incident_moved", rosa),
    ]
