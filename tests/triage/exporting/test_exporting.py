"""Reports leave a desk only encrypted, when one person asked and another agreed; each step is tried to be skipped."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pyrage
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.errors import WeakPassphrase
from app.accounts.service import people
from app.audit import service as audit
from app.crypto import age
from app.database import Base, db, transaction
from app.incidents.content.consent import Consent
from app.incidents.content.incident import ConsentState, Incident
from app.incidents.content.report import Narrative
from app.incidents.rules.states import State
from app.incidents.service import withdrawing
from app.triage import indexes
from app.triage.errors import Incomplete, NotForYou
from app.triage.exporting.columns import ALWAYS, COLUMNS
from app.triage.exporting.content import KIND, MOST_TAKEN, ExportApproved, ExportAsked, packed, request_of, unpacked
from app.triage.exporting.errors import (
    ConcernsYou,
    IndexGone,
    NobodyDecides,
    NothingToGive,
    RequestOver,
    RequestUnknown,
)
from app.triage.queue import Filters
from app.triage.service import assigning, exporting, taking, talking
from app.triage.service.exporting import Wish
from app.vault import opening, records, sealing
from app.vault.errors import ChainGrew, NoSuchRecord
from app.vault.models import EntryRow
from app.vault.roles import Role
from tests.factories import Network
from tests.incidents.chains import Chain, person
from tests.triage.desks import browser, file, send

SIX = "maple orbit lantern copper violin harbour"
CANARY = "Heliotrope Underwing"
EVERYTHING = tuple(COLUMNS)


@pytest.fixture(autouse=True)
def insecure_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 2)


@pytest.fixture
def asking(app: Flask, net: Network) -> Iterator[Network]:
    with app.app_context():
        yield net


def wish(net: Network, **changed: object) -> Wish:
    usual = Wish(net.desks["Andes"], Filters(), EVERYTHING, "json", "", "To brief the partner on May")
    return replace(usual, **changed)


def ask(net: Network, name: str = "rosa", **changed: object) -> str:
    with transaction():
        return exporting.ask(net.actor(name), wish(net, **changed), now=datetime.now(UTC))


def length(net: Network, record: str, name: str = "rosa") -> int:
    return exporting.opened(net.actor(name), record).length


def agree(net: Network, record: str, name: str = "ben", now: datetime | None = None) -> None:
    with transaction():
        seen = length(net, record, name)
        exporting.approve(net.actor(name), record, seen=seen, now=now or datetime.now(UTC))


def take(net: Network, record: str, name: str = "rosa", now: datetime | None = None, words: str = SIX) -> bytes:
    with transaction():
        seen = length(net, record, name)
        return taking.take(
            net.actor(name), record, words, lambda text: text, seen=seen, now=now or datetime.now(UTC)
        ).data


def held(data: bytes) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(pyrage.passphrase.decrypt(data, SIX))["reports"]
    return found


def stored(net: Network) -> bytes:
    """Return every byte that the folder of the instance and the tables hold."""
    files = [path.read_bytes() for path in net.app.config["INSTANCE"].rglob("*") if path.is_file()]
    rows = [tuple(row) for table in Base.metadata.sorted_tables for row in db.session.execute(table.select())]
    cells = [cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
    return b"\n".join([*files, *cells])


def test_what_was_agreed_to_is_taken_cell_by_cell_in_each_kind_of_file(asking: Network) -> None:
    net = asking
    told = Narrative(text=f'=HYPERLINK("x") {CANARY}\nsecond line', language="es")
    one = file(net, narrative=told, date="2026-05", persons=(person(number_min=2, number_max=5),), uses={"U2": "no"})
    two = file(net, "noor", narrative=Narrative(text="@other"))
    for kind in ("json", "csv", "xlsx"):
        record = ask(net, format=kind)
        agree(net, record)
        clear = pyrage.passphrase.decrypt(take(net, record), SIX)
        if kind == "json":
            rows = {str(row["reference"]): row for row in json.loads(clear)["reports"]}
            assert rows.keys() == {one, two}
            assert rows[one]["story"] == told.text and rows[one]["date"] == "2026-05"
            assert (rows[one]["least"], rows[one]["most"], rows[one]["country"]) == (2, 5, "COL")
            assert any("U2=no" in given for given in rows[one]["consent"])
        elif kind == "csv":
            lines = list(csv.reader(io.StringIO(clear.decode("utf-8-sig"), newline="")))
            assert "not for publication" in lines[0][0].lower()
            assert lines[3] == [COLUMNS[name].hxl for name in COLUMNS]
            mine = dict(zip(COLUMNS, next(line for line in lines if line[0] == one), strict=True))
            assert mine["story"] == "'" + told.text
        else:
            book = load_workbook(io.BytesIO(clear))
            cells = [dict(zip(COLUMNS, row, strict=True)) for row in book["Reports"].iter_rows(3, values_only=True)]
            mine = next(row for row in cells if row["reference"] == one)
        expected = {name: rows[one][name] for name in COLUMNS}
        for name, value in expected.items():
            flat = " ".join(value) if isinstance(value, list) else value
            if kind == "xlsx":
                assert (mine[name] or "") == (flat if flat is not None else ""), name
            elif kind == "csv" and name != "story":
                assert mine[name] == ("" if flat is None else str(flat)), name


def test_a_recipients_key_opens_it_and_no_passphrase_is_asked(asking: Network) -> None:
    file(asking)
    identity = pyrage.x25519.Identity.generate()
    record = ask(asking, recipient=str(identity.to_public()))
    agree(asking, record)
    clear = pyrage.decrypt(take(asking, record, words=""), [identity])
    assert len(json.loads(clear)["reports"]) == 1
    for wrong in ("age1qqq", str(identity)):
        with pytest.raises(Incomplete):
            ask(asking, recipient=wrong)


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


def test_free_text_of_a_child_stays_away_and_names_are_in_no_column(asking: Network) -> None:
    file(asking, narrative=Narrative(text=CANARY), persons=(person(age_band="0-17"),))
    record = ask(asking)
    agree(asking, record)
    (row,) = held(take(asking, record))
    assert row["story"] == "" and row["ages"] == ["0-17"]
    chosen = ask(asking, columns=("country",))
    agree(asking, chosen)
    assert held(take(asking, chosen))[0].keys() == {*ALWAYS, "country"}


def test_internal_notes_only_where_they_were_chosen(asking: Network) -> None:
    record = file(asking)
    with transaction():
        talking.add_note(asking.actor("ben"), record, CANARY)
    plain, full = ask(asking, columns=("story",)), ask(asking, columns=("notes",))
    for one in (plain, full):
        agree(asking, one)
    assert CANARY not in json.dumps(held(take(asking, plain)))
    assert held(take(asking, full))[0]["notes"] == CANARY


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


def test_nothing_of_a_request_or_its_file_is_readable(asking: Network) -> None:
    net = asking
    report = file(net, narrative=Narrative(text=CANARY), project=CANARY)
    record = ask(net, purpose=f"Because of {CANARY}", filters=Filters(country="COL"))
    agree(net, record)
    data = take(net, record)
    assert CANARY.encode() not in data
    everything = stored(net)
    for secret in (CANARY.encode(), SIX.encode(), b'"country":"COL"', report.encode() + b"0" * 16):
        assert secret not in everything
    assert records.place_of(record) == (KIND, "")
    entries = db.session.scalars(select(EntryRow).where(EntryRow.record == record)).all()
    assert len(entries) == 4 and all(not entry.desk and not entry.arrival for entry in entries)
    lines = [one.line for one in audit.page(net.actor("audra"), None, 50) if one.line and one.line.record == record]
    assert [line.event for line in lines] == ["export_taken", "export_approved", "export_asked"]
    assert {line.actor for line in lines} == {net.people[name].actor.account for name in ("rosa", "ben")}


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


def test_a_packed_list_does_not_tell_how_many() -> None:
    names = [f"{number:016d}" for number in range(1, 1002)]
    assert unpacked(packed(names), len(names)) == names
    assert len(packed(names[:1])) == len(packed(names[:1000])) < len(packed(names))
    assert unpacked(packed(names[:2]), 10**6)[:2] == names[:2]


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


def test_what_the_queue_shows_is_what_is_asked_for_its_words_too(app: Flask, net: Network) -> None:
    told = Narrative(text=f"The office was raided, they said {CANARY}.")
    wanted, _calm, _silent = (
        file(net, danger="yes", narrative=told),
        file(net, danger="no", urgency="not_urgent", acts=(), act_group="threat", narrative=told),
        file(net, danger="yes"),
    )
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    queue = send(rosa, "/desk", level="critical", text=CANARY).text
    form = re.search(r'<form method="post" action="/desk/exports/new">.*?</form>', queue, re.S)
    assert form and "Ask for a file of these reports" in form.group()
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group()))
    page = rosa.post("/desk/exports/new", data=sent).text
    assert '<strong class="num" role="status">1 report</strong>' in page
    hidden = dict(re.findall(r'name="(export-\w+)" type="hidden" value="([^"]*)"', page))
    assert hidden["export-level"] == "critical" and hidden["export-text"] == CANARY
    asked = {**hidden, "export-purpose": "To brief the partner", "export-format": "json"}
    asked |= {"export-decider": net.desks["Andes"], "csrf_token": sent["csrf_token"], "export-columns": "country"}
    done = rosa.post("/desk/exports", data=asked)
    assert done.status_code == 303 and CANARY not in done.location
    seen = ben.get(done.location).text
    assert CANARY in seen and "Critical" in seen
    with app.app_context():
        record = done.location.rpartition("/")[2]
        agree(net, record)
        assert [one["reference"] for one in held(take(net, record))] == [wanted]
        assert CANARY.encode() not in stored(net)


def test_a_reference_and_the_end_of_the_text_are_read_as_the_queue_reads_them(asking: Network) -> None:
    one, _other = file(asking), file(asking)
    rosa, desk, now = asking.actor("rosa"), asking.desks["Andes"], datetime.now(UTC)
    assert exporting.matching(rosa, desk, Filters(text=one), now=now) == [one]
    assert exporting.matching(rosa, desk, Filters(text="country:PER"), now=now) == []
    assert len(exporting.matching(rosa, desk, Filters(text="country:COL"), now=now)) == 2
    page = send(browser(asking.app, asking, "rosa"), "/desk/exports/new", text="x" * 5000, state="\x00", desk="no")
    assert page.status_code == 200 and "x" * 200 in page.text and "x" * 201 not in page.text


def test_no_filter_is_taken_from_an_address(app: Flask, net: Network) -> None:
    file(net)
    page = browser(app, net, "rosa").get("/desk/exports/new?level=low&text=Cauca").text
    assert 'name="export-level" type="hidden" value=""' in page and 'value="Cauca"' not in page


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
