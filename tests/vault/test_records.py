"""Sealed records: what is written is read by those who may, and by nobody else."""

import pytest

from app.crypto.keys import holder_tags
from app.database import db, transaction
from app.vault import opening, records, sealing
from app.vault.entries import FILER, Status
from app.vault.errors import AlreadyThere, ChainGrew, NobodyThere, NoSuchRecord
from tests.factories import Network
from tests.vault.worlds import Note, file, read, sql, words, write


def counts() -> list[int]:
    return [sql(f'SELECT count(*) FROM "{table}"')[0][0] for table in ("record", "entry", "grant", "counter")]


def test_each_reader_opens_their_own_compartments(net: Network) -> None:
    record = file(net)
    assert words(read(net, "mia", record)) == ["what happened", "names", "closed"]
    assert words(read(net, "rosa", record)) == ["what happened", "closed", "sounds"]
    assert words(read(net, "paz", record)) == ["what happened", "names", "sounds"]


@pytest.mark.parametrize("who", ["noor", "gita", "gus", "edna", "abel", "audra", "admin"])
def test_others_do_not_learn_that_it_is_there(net: Network, who: str) -> None:
    record = file(net)
    with pytest.raises(NoSuchRecord) as unknown:
        read(net, who, "0" * 16)
    with pytest.raises(NoSuchRecord) as closed:
        read(net, who, record)
    assert str(unknown.value) == str(closed.value)


def test_an_entry_says_who_wrote_it_as_what_and_when(net: Network) -> None:
    record = file(net)
    write(net, "rosa", record, "report", "a question")
    write(net, "mia", record, "report", "an answer")
    first, *_, asked, answered = read(net, "rosa", record)
    assert (first.author, first.roles) == (FILER, {"filer"})
    assert (asked.author, asked.roles, asked.seq) == (net.people["rosa"].actor.account, {"reviewer"}, 4)
    assert (answered.author, answered.roles, answered.seq) == (FILER, {"filer"}, 5)
    assert asked.at.endswith("Z")
    assert len(asked.at) == 17


def test_a_filer_can_write_where_they_cannot_read(net: Network) -> None:
    record = file(net)
    write(net, "mia", record, "match", "more sounds")
    write(net, "mia", record, "desk", "a request")
    assert words(read(net, "mia", record))[3:] == ["closed", "closed"]
    assert words(read(net, "rosa", record))[3:] == ["more sounds", "a request"]
    write(net, "rosa", record, "match", "and more")
    assert words(read(net, "ben", record))[-1] == "and more"


def test_the_first_entry_can_be_erased_and_the_record_goes_on(net: Network) -> None:
    record = file(net)
    with transaction():
        sealing.append(net.actor("mia"), record, [("report", Note("corrected")), ("report", Note("erased 1"))])
        records.erase(record, [1])
    for who in ("mia", "rosa"):
        first, *rest = read(net, who, record)
        assert (first.status, first.body, first.author) == (Status.ERASED, b"", "")
        assert words(rest)[-2:] == ["corrected", "erased 1"]
    write(net, "rosa", record, "report", "a reply")
    write(net, "mia", record, "report", "thanks")
    assert words(read(net, "mia", record))[-2:] == ["a reply", "thanks"]


def test_every_entry_erased_still_leaves_a_chain_that_verifies(net: Network) -> None:
    record = file(net)
    with transaction():
        records.erase(record, [0, 1, 2, 3])
    assert {one.status for one in read(net, "paz", record)} == {Status.ERASED}
    assert write(net, "mia", record, "report", "again") == 4
    assert words(read(net, "rosa", record))[-1] == "again"
    assert not sql("SELECT 1 FROM entry WHERE sealed IS NOT NULL AND seq BETWEEN 1 AND 3")


def test_purging_leaves_a_countable_shell_and_nothing_to_open(net: Network) -> None:
    record, other = file(net), file(net)
    with transaction():
        records.purge(record)
    assert sql("SELECT count(*) FROM entry WHERE record = :r AND sealed IS NOT NULL", r=record) == [(0,)]
    assert sql('SELECT count(*) FROM "grant" WHERE record = :r', r=record) == [(0,)]
    assert records.place_of(record) == ("incident", net.desks["Andes"])
    assert record in records.of_desk(net.desks["Andes"], "incident", 10)
    for who in ("mia", "rosa", "paz"):
        with pytest.raises(NoSuchRecord):
            read(net, who, record)
        assert words(read(net, who, other))[0] == "what happened"
    with pytest.raises(NoSuchRecord), transaction():
        records.purge("0" * 16)


def test_a_replayed_form_files_once_and_stores_nothing(net: Network) -> None:
    record = file(net, record="7K3M9QXT4B2NWZ0C")
    before = counts()
    with pytest.raises(AlreadyThere) as twice:
        file(net, record="7K3M9QXT4B2NWZ0C", entries=[("report", Note("something else"))])
    assert twice.value.record == record
    assert counts() == before
    assert words(read(net, "mia", record)) == ["what happened", "names", "closed"]


def test_expecting_an_older_record_is_a_conflict_and_stores_nothing(net: Network) -> None:
    record = file(net)
    assert write(net, "rosa", record, "desk", "first", expect=3) == 4
    before = counts()
    with pytest.raises(ChainGrew):
        write(net, "ben", record, "desk", "second", expect=3)
    assert counts() == before
    assert write(net, "ben", record, "desk", "second", expect=4) == 5
    assert words(read(net, "rosa", record))[3:] == ["first", "second"]


def test_nothing_is_sealed_to_a_group_without_a_member(net: Network) -> None:
    before = counts()
    with pytest.raises(NobodyThere):
        file(net, readers={"report": [FILER, "desk:0000000000000000"]}, entries=[("report", Note("x"))])
    assert counts() == before


def test_a_shared_compartment_opens_to_the_other_group_with_its_past(net: Network) -> None:
    record = file(net)
    with pytest.raises(NoSuchRecord):
        read(net, "edna", record)
    with transaction():
        share = {"report": ["publication"], "match": ["publication"]}
        sealing.append(net.actor("rosa"), record, [("desk", Note("handed over"))], share=share)
    assert words(read(net, "edna", record)) == ["what happened", "closed", "sounds", "closed"]
    write(net, "mia", record, "report", "news")
    assert words(read(net, "abel", record))[-1] == "news"
    assert records.held_by("publication", "incident", 10) == [record]
    assert records.held_by(f"desk:{net.desks['Global']}", "incident", 10) == []


def test_one_cannot_share_what_one_cannot_open(net: Network) -> None:
    record = file(net)
    with transaction():
        share = {"identity": ["publication"], "report": ["publication"]}
        sealing.append(net.actor("rosa"), record, [("desk", Note("x"))], share=share)
    assert words(read(net, "edna", record))[1] == "closed"


def test_a_filer_finds_their_own_records_by_tag_alone(net: Network) -> None:
    mine = {file(net) for _ in range(3)}
    noise = file(net, "noor")
    assert set(records.own(net.actor("mia"), "incident")) == mine
    assert records.own(net.actor("mia"), "draft") == []
    assert records.own(net.actor("noor"), "incident") == [noise]
    assert records.own(net.actor("rosa"), "incident") == []
    assert records.is_own(net.actor("mia"), next(iter(mine)))
    assert not records.is_own(net.actor("rosa"), noise)


@pytest.mark.parametrize("people", [0, 10], ids=["a new worker each time", "one worker"])
def test_records_are_found_beyond_one_batch_and_over_gaps(
    net: Network, people: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.vault.tags.BATCH", 4)
    monkeypatch.setattr("app.vault.tags.PEOPLE", people)  # remembered: none, or all
    monkeypatch.setattr(records, "BATCH", 4)
    drafts = [
        file(net, kind="draft", desk="", readers={"draft": [FILER]}, entries=[("draft", Note(str(number)))])
        for number in range(21)
    ]
    actor = net.actor("mia")
    assert set(records.own(actor, "draft")) == set(drafts)
    tags = holder_tags(actor.keys, "draft", range(64))
    found = sql('SELECT holder, record FROM "grant" WHERE record IN (SELECT id FROM record WHERE kind = :k)', k="draft")
    used = {tags.index(holder): record for holder, record in found}
    gone = [record for number, record in used.items() if 4 <= number < 12]
    for record in gone:
        with transaction():
            records.destroy(net.actor("mia"), record)
    assert len(gone) >= 5
    assert set(records.own(net.actor("mia"), "draft")) == set(drafts) - set(gone)
    again = file(net, kind="draft", desk="", readers={"draft": [FILER]}, entries=[("draft", Note("new"))])
    assert again in records.own(net.actor("mia"), "draft")


def test_two_records_of_one_filer_share_no_telling_value(net: Network) -> None:
    pairs = [(file(net), file(net)), (file(net), file(net, "noor"))]
    shared = []
    for left, right in pairs:
        values: list[set[object]] = []
        for record in (left, right):
            rows = [
                *sql("SELECT * FROM record WHERE id = :r", r=record),
                *sql("SELECT * FROM entry WHERE record = :r", r=record),
                *sql('SELECT * FROM "grant" WHERE record = :r', r=record),
            ]
            values.append({value for row in rows for value in row})
        shared.append(values[0] & values[1])
    same_filer, other_filer = shared
    assert same_filer == other_filer, "two reports of one person share what two of two people do not"
    assert not [value for value in same_filer if isinstance(value, bytes | memoryview) and bytes(value).strip(b"\x00")]


def test_a_draft_is_for_its_filer_alone_and_leaves_no_row(net: Network) -> None:
    before = counts()
    draft = file(net, kind="draft", desk="", readers={"draft": [FILER]}, entries=[("draft", Note("secret"))])
    with pytest.raises(NoSuchRecord):
        read(net, "rosa", draft)
    with pytest.raises(NoSuchRecord), transaction():
        records.destroy(net.actor("noor"), draft)
    with transaction():
        records.destroy(net.actor("mia"), draft)
    assert counts() == before


def test_what_a_desk_can_read_is_never_destroyed_by_its_filer(net: Network) -> None:
    record = file(net)
    with pytest.raises(NoSuchRecord), transaction():
        records.destroy(net.actor("mia"), record)
    assert words(read(net, "rosa", record))[0] == "what happened"


def test_forgotten_drafts_go_and_nothing_else(net: Network) -> None:
    draft = file(net, kind="draft", desk="", readers={"draft": [FILER]}, entries=[("draft", Note("x"))])
    record = file(net)
    with transaction():
        assert records.drop_expired("draft", "2000-01-01") == 0
        assert records.drop_expired("draft", "2999-01-01") == 1
    assert sql("SELECT id FROM record") == [(record,)]
    assert not sql("SELECT 1 FROM entry WHERE record = :r", r=draft)


def test_a_desk_lists_its_own_records_latest_first(net: Network) -> None:
    listed = [file(net) for _ in range(3)]
    file(net, desk=net.desks["Global"], readers={"report": [FILER]}, entries=[("report", Note("x"))])
    desk = net.desks["Andes"]
    assert records.of_desk(desk, "incident", 10) == listed[::-1]
    assert records.of_desk(desk, "incident", 2) == listed[:0:-1]
    assert records.of_desk(desk, "incident", 10, before=4) == [listed[0]]
    assert records.of_desk(desk, "story", 10) == []


def test_one_bad_record_does_not_close_the_others(net: Network) -> None:
    good, bad = file(net), file(net)
    with transaction():
        sql("UPDATE record SET length = length - 1 WHERE id = :r", r=bad)
    found = opening.read_many(net.actor("rosa"), [good, bad, "0" * 16])
    assert set(found) == {good, bad}
    assert str(found[bad]).startswith(f"Record {bad} does not verify")
    assert words(found[good])[0] == "what happened"  # type: ignore[arg-type]


def test_reading_changes_no_row(net: Network) -> None:
    record = file(net)
    tables = ("record", "entry", '"grant"', "counter", "directory", "membership", "epoch")
    before = [sorted(map(str, sql(f"SELECT * FROM {table}"))) for table in tables]
    db.session.rollback()
    for who in ("mia", "rosa", "paz"):
        read(net, who, record)
        records.own(net.actor(who), "incident")
        db.session.commit()
    assert [sorted(map(str, sql(f"SELECT * FROM {table}"))) for table in tables] == before
