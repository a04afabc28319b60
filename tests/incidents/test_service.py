"""Filing, amending, erasing and receipts as services: what holds whatever page calls them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.service import people
from app.audit import service as audit
from app.database import db, transaction
from app.desks import service as desks
from app.desks.errors import NoDeskOpen
from app.errors import Refusal
from app.incidents.content.consent import Consent
from app.incidents.content.draft import Filing
from app.incidents.content.fold import fold
from app.incidents.content.identities import Identity, Names
from app.incidents.content.naming import names_told
from app.incidents.content.outward import Amended, FactsCorrected
from app.incidents.content.report import Narrative
from app.incidents.errors import CannotErase, ReportUnknown
from app.incidents.service import amending, drafts, filing, following, marks, pacing, receipts, saying, withdrawing
from app.vault import opening, records, sealing
from app.vault.actor import Actor
from app.vault.errors import NoSuchRecord
from app.vault.models import EntryRow, GrantRow, RecordRow
from app.vault.roles import Role
from tests.factories import TODAY, Network, network
from tests.incidents.chains import filing as smallest
from tests.incidents.chains import report


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    with app.app_context():
        yield network(app)


def filed(actor: Actor, content: Filing | None = None, submission: str = "once", **fields: object) -> str:
    with transaction():
        return filing.file_incident(actor, content or andean(), submission=submission, **fields).record


def andean(**fields: object) -> Filing:
    return smallest(report=report(country="COL", **fields))


def test_the_same_words_sent_again_are_filed_once(net: Network) -> None:
    mia = net.actor("mia")
    with transaction():
        first = filing.file_incident(mia, andean(), submission="token")
    with transaction():
        again = filing.file_incident(net.actor("mia"), andean(), submission="token")
    assert first == again and len(first.digest) == 64
    assert records.own(mia, "incident") == [first.record]


def test_other_words_with_an_old_token_are_another_report(net: Network) -> None:
    """A browser may put an old page's hidden token back beside a new text: nothing may be lost for that."""
    mia = net.actor("mia")
    first = filed(mia, submission="")
    second = filed(mia, andean(narrative=Narrative(text="Now they came back.")), submission="")
    assert first != second and len(records.own(mia, "incident")) == 2
    assert filed(mia, andean(narrative=Narrative(text="Now they came back.")), submission="") == second


def test_two_members_with_one_token_file_two_reports(net: Network) -> None:
    assert filed(net.actor("mia"), submission="same") != filed(net.actor("noor"), submission="same")


def test_a_receipt_proves_the_text_and_tells_nothing(net: Network) -> None:
    mia = net.actor("mia")
    one, two = filed(mia, submission="1"), filed(mia, submission="2")
    entries = opening.read(mia, one)
    receipt = receipts.receipt_of(entries)
    assert receipt.digest != receipts.receipt_of(opening.read(mia, two)).digest  # salted: the same text, another hash
    assert receipts.proves(entries, receipt.digest.upper()[:32] + " " + receipt.digest[32:])
    assert not receipts.proves(entries, receipt.digest[:-1]) and not receipts.proves(entries, "")
    assert not receipts.proves(opening.read(mia, two), receipt.digest)
    assert receipts.receipt_of(opening.read(net.actor("rosa"), one)) == receipt  # the desk reckons the same


def test_the_audit_knows_of_a_filing_and_of_no_filer(net: Network) -> None:
    record = filed(net.actor("mia"))
    lines = [read.line for read in audit.page(net.actor("audra"), None, 50) if read.line]
    line = next(one for one in lines if one.event == "incident_filed")
    assert line.record == record and line.actor == "" and net.people["mia"].actor.account not in str(line)


def lakes(net: Network) -> str:
    """Make a desk with a reviewer and without a protection officer."""
    with transaction():
        net.desks["Lakes"] = desks.save(
            net.actor("admin"), None, "Lakes", ["KEN", "UGA", "TZA", "RWA", "BDI"], False, ""
        )
    net.add("rita", (Role.REVIEWER, "Lakes"))
    return net.desks["Lakes"]


def test_names_of_a_desk_without_an_officer_are_opened_by_the_global_desks(net: Network) -> None:
    desk = lakes(net)
    assert desks.get(desk).open and desks.get(desk).borrows_officers and desks.get(desk).officers == ("Gus",)
    record = filed(net.actor("mia"), smallest())
    own = following.own_report(net.actor("mia"), record)
    assert own.desk == desk and not own.names_alone
    names = fold(opening.read(net.actor("gus"), record)).names
    assert names is not None and names.persons["P1"].name == "Asha"
    assert fold(opening.read(net.actor("rita"), record)).names is None
    with pytest.raises(NoSuchRecord):
        opening.read(net.actor("gita"), record)  # a reviewer of the global desk reads neither names nor report


def test_a_desk_is_not_routed_to_while_nobody_can_open_names(net: Network) -> None:
    desk = lakes(net)
    with transaction():
        people.remove(net.actor("admin"), net.people.pop("gus").actor.account)
    assert not desks.get(desk).open and desks.get(desk).people == ("Rita",)
    with pytest.raises(NoDeskOpen):
        desks.serving("KEN")
    assert desks.serving("COL").name == "Andes"
    net.add("otto", (Role.PROTECTION_OFFICER, "Lakes"))
    assert desks.get(desk).open and not desks.get(desk).borrows_officers and desks.serving("KEN").id == desk


def test_names_that_a_filer_kept_alone_stay_so_until_the_filer_shares_them(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lakes(net)
    with transaction():
        people.remove(net.actor("admin"), net.people.pop("gus").actor.account)
    monkeypatch.setattr(desks.Desk, "open", True)  # as a report was filed before a desk needed an officer
    record = filed(net.actor("mia"), smallest())
    own = following.own_report(net.actor("mia"), record)
    assert own.desk == desk and own.names_alone and not own.officer_there
    assert own.incident.names is not None and own.incident.names.persons["P1"].name == "Asha"
    net.add("otto", (Role.PROTECTION_OFFICER, "Lakes"))
    assert fold(opening.read(net.actor("otto"), record)).names is None
    with transaction():
        filing.share_names(net.actor("mia"), record)
    names = fold(opening.read(net.actor("otto"), record)).names
    assert names is not None and names.persons["P1"].name == "Asha"
    own = following.own_report(net.actor("mia"), record)
    assert not own.names_alone
    assert fold(opening.read(net.actor("rita"), record)).names is None


def rows(record: str) -> int:
    tables = ((RecordRow, RecordRow.id), (EntryRow, EntryRow.record), (GrantRow, GrantRow.record))
    return sum(
        db.session.scalar(select(func.count()).select_from(table).where(column == record)) or 0
        for table, column in tables
    )


def test_a_change_by_the_desk_meanwhile_is_shown_and_a_message_is_no_conflict(net: Network) -> None:
    mia, rosa = net.actor("mia"), net.actor("rosa")
    record = filed(mia)
    with transaction():
        name = amending.start_amending(mia, record, "a")
    saved = drafts.open_draft(mia, name).saved
    mine = msgspec.structs.replace(saved.filing, report=msgspec.structs.replace(saved.filing.report, urgency="now"))
    with transaction():
        drafts.save_draft(mia, name, msgspec.structs.replace(saved, filing=mine))
    with transaction():
        saying.say(mia, record, "Please hurry")
    with transaction():
        sealing.append(rosa, record, [("report", FactsCorrected(facts={"urgency": "weeks", "context": ("protest",)}))])
    with pytest.raises(amending.ChangedMeanwhile) as refusal, transaction():
        amending.amend(mia, name)
    assert drafts.open_draft(mia, name).saved.filing == mine
    with transaction():
        amending.amend(mia, name, over=refusal.value.base)
    incident = fold(opening.read(rosa, record))
    assert incident.report is not None and incident.report.urgency == "now" and len(incident.versions) == 3
    assert incident.report.context == ("protest",)  # what the filer left alone stays as the desk coded it
    assert not rows(name)


def test_erased_names_take_their_matching_strings_along(net: Network) -> None:
    mia = net.actor("mia")
    record = filed(mia)
    with transaction():
        name = amending.start_amending(mia, record, "a")
    saved = drafts.open_draft(mia, name).saved
    renamed = msgspec.structs.replace(saved.filing, names=Names(persons={"P1": Identity(name="Beatriz")}))
    with transaction():
        drafts.save_draft(mia, name, msgspec.structs.replace(saved, filing=renamed))
    with transaction():
        amending.amend(mia, name)
    first = following.own_report(mia, record).identity_seqs[0]
    assert len(fold(opening.read(net.actor("rosa"), record)).matching) == 2
    with transaction():
        saying.erase(mia, record, first)
    seen = fold(opening.read(net.actor("rosa"), record))
    assert len(seen.matching) == 1 and not seen.set_aside
    officer = fold(opening.read(net.actor("paz"), record))
    assert officer.names is not None and officer.names.persons["P1"].name == "Beatriz" and not officer.set_aside
    assert not fold(opening.read(mia, record)).set_aside


def test_two_erasures_at_once_leave_one_text(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    mia, plan = net.actor("mia"), saying.plan
    record = filed(mia)
    amended = Amended(report=report(narrative=Narrative(text="A corrected text.")))
    with transaction():
        other = sealing.append(mia, record, [("report", amended)])

    def slow(*asked: object) -> object:
        """Look, and let the other window be faster."""
        answer = plan(*asked)  # type: ignore[arg-type]
        monkeypatch.setattr(saying, "plan", plan)
        with transaction():
            saying.erase(mia, record, other)
        return answer

    monkeypatch.setattr(saying, "plan", slow)
    with pytest.raises(CannotErase), transaction():
        saying.erase(mia, record, 1)
    incident = fold(opening.read(net.actor("rosa"), record))
    assert incident.report is not None and len(incident.versions) == 1 and not incident.set_aside


def test_reading_marks_are_kept_once_and_only_by_their_owner(net: Network) -> None:
    mia = net.actor("mia")
    one, two = filed(mia, submission="1"), filed(mia, submission="2")
    for record, seq in ((one, 4), (two, 6), (one, 2), (one, 5)):
        with transaction():
            marks.mark_read(mia, record, seq)
    assert marks.marks(mia) == {one: 5, two: 6} and marks.marks(net.actor("noor")) == {}
    assert len(records.own(mia, marks.KIND)) == 1


def test_the_list_opens_one_page_of_reports(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PAGE", 2)
    mia = net.actor("mia")
    made = {filed(mia, submission=str(number)) for number in range(3)}
    first, more = following.own_reports(mia, 1)
    rest, over = following.own_reports(mia, 2)
    assert more and not over and len(first) == 2 and len(rest) == 1
    assert {line.record for line in (*first, *rest)} == made
    assert following.own_reports(net.actor("noor"), 1) == ([], False)


def test_a_sender_of_very_many_reports_waits_and_nobody_else_does(net: Network) -> None:
    mia, noor = net.actor("mia"), net.actor("noor")
    for _report in range(pacing.FREE):
        pacing.wait_for_turn(mia, now=1000.0)
    with pytest.raises(pacing.TooFast) as refusal:
        pacing.wait_for_turn(mia, now=1000.0)
    assert 1 <= refusal.value.wait <= pacing.INTERVAL + 1
    pacing.wait_for_turn(noor, now=1000.0)
    pacing.wait_for_turn(mia, now=1000.0 + refusal.value.wait)  # waiting as long as was said is enough


def test_names_in_the_story_are_found_in_any_accent_and_codes_are_not(net: Network) -> None:
    names = Names(persons={"P1": Identity(name="Asha Quispe")})
    told = smallest(names=names, report=report(narrative=Narrative(text="They asked ÁSHA where she lives.")))
    assert names_told(told) == ["Asha Quispe"]
    assert names_told(smallest(names=names, report=report(narrative=Narrative(text="They asked P1.")))) == []


@pytest.mark.parametrize("wrong", [{"country": "XXX"}, {"persons": ()}, {"danger": ""}])
def test_a_report_that_is_not_complete_is_refused_whoever_sends_it(net: Network, wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal), transaction():
        filing.file_incident(net.actor("mia"), smallest(report=report(**wrong)), submission="x", today=TODAY)
    assert records.own(net.actor("mia"), "incident") == []


def test_a_consent_is_dated_and_looked_at_again(net: Network) -> None:
    vital = Consent(person="P1", given_by="not_obtainable", reason="Taken", uses={"U1": "ask"})
    record = filed(net.actor("mia"), smallest(consents=(vital,)), today=TODAY)
    now = fold(opening.read(net.actor("gita"), record)).consents["P1"].now
    assert (now.date, now.review) == ("2026-11-22", "2026-12-06")


@pytest.mark.parametrize("name", ["rosa", "paz", "noor", "admin"])
def test_whoever_did_not_file_it_has_no_filers_power_over_it(net: Network, name: str) -> None:
    record = filed(net.actor("mia"))
    before = len(opening.read(net.actor("mia"), record))
    acts = (
        lambda: following.own_report(net.actor(name), record),
        lambda: saying.say(net.actor(name), record, "hello"),
        lambda: saying.erase(net.actor(name), record, 1),
        lambda: saying.change_consent(net.actor(name), record, "P1", {"U7": "yes"}),
        lambda: amending.start_amending(net.actor(name), record, "x"),
        lambda: withdrawing.withdraw(net.actor(name), record, ()),
    )
    for act in acts:
        with pytest.raises(ReportUnknown), transaction():
            act()
    assert len(opening.read(net.actor("mia"), record)) == before
