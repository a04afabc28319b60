"""Reports leave a desk only encrypted, when one person asked and another agreed; each step is tried to be skipped."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pyrage
import pytest
from flask import Flask

from app.accounts.errors import WeakPassphrase
from app.accounts.service import people
from app.database import transaction
from app.incidents.content.consent import Consent
from app.incidents.content.incident import ConsentState, Incident
from app.incidents.content.report import Narrative
from app.incidents.rules.states import State
from app.incidents.service import withdrawing
from app.triage import indexes
from app.triage.errors import Incomplete, NotForYou
from app.triage.exporting.content import MOST_TAKEN, ExportApproved, ExportAsked, packed, request_of
from app.triage.exporting.errors import (
    ConcernsYou,
    IndexGone,
    NobodyDecides,
    NothingToGive,
    RequestOver,
    RequestUnknown,
)
from app.triage.queue import Filters
from app.triage.service import assigning, exporting, taking
from app.vault import opening, sealing
from app.vault.errors import ChainGrew, NoSuchRecord
from app.vault.roles import Role
from tests.factories import Network
from tests.incidents.chains import Chain
from tests.triage.desks import browser, file, send
from tests.triage.exporting.asking import CANARY, SIX, agree, ask, held, length, take


def test_nobody_agrees_to_their_own_and_nothing_is_taken_before(asking: Network) -> None:
    file(asking)
    record = ask(asking)
    with pytest.raises(RequestOver):
        take(asking, record)
    with pytest.raises(NotForYou):
        agree(asking, record, "rosa")
    with transaction():  # one that is written past the service counts for nothing
        sealing.append(asking.actor("rosa"), record, [("desk", ExportApproved())])
    with pytest.raises(RequestOver):
        take(asking, record)
    for outsider in ("gita", "mia", "admin", "edna"):
        with pytest.raises((RequestUnknown, NoSuchRecord)):
            agree(asking, record, outsider)
    with pytest.raises(RequestUnknown):
        agree(asking, record, "paz")  # opens names and works on no report
    agree(asking, record)
    with pytest.raises(NotForYou):
        take(asking, record, "ben")
    with pytest.raises(RequestOver):
        agree(asking, record)
    assert len(held(take(asking, record))) == 1


def test_a_removed_colleagues_agreement_ends_with_them(asking: Network) -> None:
    file(asking)
    net = asking
    net.add("cyra", (Role.REVIEWER, "Andes"))
    record = ask(net)
    agree(net, record, "cyra")
    with transaction():
        people.remove(net.actor("admin"), net.people["cyra"].actor.account)
    with pytest.raises(RequestOver):
        take(net, record)


def test_whom_a_report_concerns_neither_decides_nor_is_given_it(asking: Network) -> None:
    net = asking
    net.add("cyra", (Role.REVIEWER, "Andes"), (Role.MEMBER, ""))
    other, own = file(net), file(net, "cyra")
    record = ask(net)
    with pytest.raises(ConcernsYou):
        agree(net, record, "cyra")
    mine = ask(net, "cyra")
    assert exporting.opened(net.actor("cyra"), mine).reports == [other]
    with transaction():
        assigning.declare_conflict(net.actor("ben"), other, "")
    with pytest.raises(ConcernsYou):
        agree(net, record, "ben")
    assert own in exporting.opened(net.actor("rosa"), record).reports
    with pytest.raises(ConcernsYou):
        agree(net, mine, "ben")
    assert exporting.opened(net.actor("ben"), ask(net, "ben")).reports == [own]


def test_what_changed_since_the_question_is_left_out(asking: Network) -> None:
    net = asking
    kept, conflicted, withdrawn, late = (file(net) for _ in range(4))
    record = ask(net)
    agree(net, record)
    with transaction():
        assigning.declare_conflict(net.actor("rosa"), conflicted, "")
    with transaction():
        withdrawing.withdraw(net.actor("mia"), withdrawn, ())
    file(net, narrative=Narrative(text="came later"))
    assert {row["reference"] for row in held(take(net, record))} == {kept, late}
    assert withdrawn not in exporting.matching(
        net.actor("ben"), net.desks["Andes"], Filters(state="all"), now=datetime.now(UTC)
    )


def test_three_times_within_three_days(asking: Network) -> None:
    file(asking)
    record = ask(asking)
    agree(asking, record)
    with pytest.raises(RequestOver):
        take(asking, record, now=datetime.now(UTC) + timedelta(hours=73))
    with pytest.raises(WeakPassphrase):
        take(asking, record, words="password")
    for _ in range(MOST_TAKEN):
        take(asking, record)
    with pytest.raises(RequestOver):
        take(asking, record)
    with pytest.raises(ChainGrew), transaction():  # two windows at once: one of them gets nothing
        again = ask(asking)
        agree(asking, again)
        seen = length(asking, again)
        for _ in range(2):
            taking.take(asking.actor("rosa"), again, SIX, str, seen=seen, now=datetime.now(UTC))
    unanswered = ask(asking)
    with pytest.raises(RequestOver):
        agree(asking, unanswered, now=datetime.now(UTC) + timedelta(hours=73))


def test_the_partner_desk_decides_without_reading_the_reports(asking: Network) -> None:
    net = asking
    report = file(net)
    record = ask(net, partner_decides=True)
    with pytest.raises(NotForYou):
        agree(net, record, "ben")
    agree(net, record, "gita")
    assert len(held(take(net, record))) == 1
    with pytest.raises(NoSuchRecord):
        opening.read(net.actor("gita"), report)
    with transaction():
        assigning.ask_partner(net.actor("rosa"), report, "we need a second person")
    theirs = exporting.matching(net.actor("gita"), net.desks["Global"], Filters(state="all"), now=datetime.now(UTC))
    assert theirs == []  # lent for a decision, not to be given out
    with transaction():
        people.remove(net.actor("admin"), net.people["ben"].actor.account)
    with pytest.raises(NobodyDecides):
        ask(net)


def test_nonsense_is_refused(asking: Network) -> None:
    with pytest.raises(NothingToGive):
        ask(asking)
    file(asking)
    for bad in ({"purpose": "x"}, {"format": "exe"}, {"columns": ("names",)}):
        with pytest.raises(Incomplete):
            ask(asking, **bad)
    for outsider in ("paz", "gita", "mia"):
        with pytest.raises(NotForYou):
            ask(asking, outsider)


def test_ended_requests_are_tidied_away(asking: Network) -> None:
    file(asking)
    record = ask(asking)
    with transaction():
        assert exporting.drop_expired_requests(date.today() + timedelta(days=6)) == 0
    with transaction():
        assert exporting.drop_expired_requests(date.today() + timedelta(days=9)) == 1
    with pytest.raises(RequestUnknown):
        exporting.opened(asking.actor("rosa"), record)
    assert not exporting.requests(asking.actor("rosa"), asking.desks["Andes"])


def test_a_forged_chain_is_no_agreement() -> None:
    asked = ExportAsked(
        desk="d", purpose="p", filters={}, columns=("reference",), format="csv", recipient="", decider="d", number=1,
        reports=packed(["A" * 16]),
    )  # fmt: skip
    chain = Chain()
    chain.add("rita", asked, "desk")
    for author in ("rita", "omar", "filer"):  # the asker, an officer, a filer
        chain.add(author, ExportApproved(), "desk")
    found = request_of(chain.opened)
    assert found is not None and not found.approver
    chain.add("ravi", msgspec.structs.replace(asked, purpose="other", number=10_000), "desk")
    chain.raw("ravi", b"{", "desk")
    chain.add("ravi", ExportApproved(), "desk")
    found = request_of(chain.opened)
    assert found is not None and found.approver == "ravi" and found.asked.purpose == "p"


def test_through_the_pages(app: Flask, net: Network) -> None:
    file(net)
    with app.app_context():
        andes = net.desks["Andes"]
    rosa, ben, gita = (browser(app, net, name) for name in ("rosa", "ben", "gita"))
    page = rosa.get(send(rosa, "/desk/exports/new", desk=andes, state="all").location).get_data(as_text=True)
    assert "1 report" in page and 'name="export-state"' in page and CANARY not in page
    wrong = send(
        rosa, "/desk/exports", "export", desk=andes, purpose="", format="csv", decider=andes, columns=["country"]
    )
    assert wrong.status_code == 422 and "Who decides reads it" in wrong.get_data(as_text=True)
    sent = send(
        rosa, "/desk/exports", "export", desk=andes, state="all", purpose="To brief the partner", format="csv",
        decider=andes, columns=["country", "story"],
    )  # fmt: skip
    assert sent.status_code == 303
    at = sent.location
    assert gita.get(at).status_code == 404
    own = rosa.get(at).get_data(as_text=True)
    assert "/agree" not in own and "/take" not in own
    assert send(rosa, f"{at}/agree", "agree", seen="1").status_code == 403
    assert send(rosa, f"{at}/take", "take", seen="1", passphrase=SIX).status_code == 409
    assert send(gita, f"{at}/agree", "agree", seen="1").status_code == 404
    seen = ben.get(at).get_data(as_text=True)
    assert "To brief the partner" in seen and "Country, Story" in seen and "Everything" in seen
    assert send(ben, f"{at}/agree", "agree", seen="0").status_code == 409
    assert "You can decide" in ben.get("/desk/exports").get_data(as_text=True)
    assert send(ben, f"{at}/agree", "agree", seen="1").status_code == 303
    ready = rosa.get(at).get_data(as_text=True)
    words = re.search(r'name="take-passphrase"[^>]*value="([^"]+)"', ready)
    assert words and len(words.group(1).split()) == 6
    again = re.search(r'name="take-passphrase"[^>]*value="([^"]+)"', rosa.get(at).get_data(as_text=True))
    assert again and again.group(1) != words.group(1)
    got = send(rosa, f"{at}/take", "take", seen="2", passphrase=words.group(1))
    assert got.status_code == 200 and got.headers["Content-Disposition"] == 'attachment; filename="reports.csv.age"'
    assert "no-store" in got.headers["Cache-Control"]
    assert b"COL" in pyrage.passphrase.decrypt(got.data, words.group(1))
    assert send(ben, f"{at}/take", "take", seen="3", passphrase=SIX).status_code == 403
    refused = send(rosa, "/desk/exports", "export", desk=andes, purpose="To brief others", format="csv", decider=andes)
    declined = send(ben, f"{refused.location}/decline", "decline", seen="1", reason="Too much")
    assert declined.status_code == 303
    assert "Too much" in rosa.get(refused.location).get_data(as_text=True)


def test_a_report_whose_person_took_consent_back_is_not_given() -> None:
    def given(answer: str, *conflicts: str, state: State = State.RESPONDING) -> bool:
        consents = {"P1": ConsentState(Consent(person="P1", uses={"U1": answer}))}
        return taking.may_be_given(Incident(state=state, consents=consents, conflicts=frozenset(conflicts)), "rita")

    assert given("yes") and given("yes", "ravi")
    assert not given("withdrawn") and not given("yes", "rita")
    assert not given("yes", state=State.WITHDRAWN) and not given("yes", state=State.PURGED)


def test_without_its_index_nothing_is_decided_or_given(asking: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise OSError("no space")

    file(asking)
    record = ask(asking)
    monkeypatch.setattr(indexes, "absorb", full)
    with pytest.raises(IndexGone):
        agree(asking, record)
    with pytest.raises(IndexGone):
        ask(asking)
    page = browser(asking.app, asking, "rosa").get("/desk/exports/new")
    assert page.status_code == 423 and "No report is lost" in page.get_data(as_text=True)
