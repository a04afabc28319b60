"""A forger who writes to the database and holds a data key: a curious reviewer, or one who left and came back."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from app.crypto.envelope import (
    START,
    DataKey,
    Place,
    Signature,
    digest,
    open_signature,
    seal_entry,
    seal_signature,
    signed,
)
from app.crypto.identifiers import new_id
from app.crypto.keys import filer_keys
from app.database import db, transaction
from app.vault import following, opening, sealing
from app.vault.chains import INNER, Chain, FilerPublic, Header, Inner
from app.vault.entries import FILER
from app.vault.errors import RecordTampered
from app.vault.following import Known
from tests.contracts.test_forger import make_code_anew
from tests.factories import Network
from tests.vault.worlds import Note, file, net, read, sql, words, write

__all__ = ["net"]


def opened(net: Network, record: str, who: str = "rosa") -> Chain:
    return opening.load_one(net.actor(who), record)


def put_words(chain: Chain, seq: int, words: str, signature: Callable[[DataKey, Chain, bytes], bytes]) -> None:
    """Seal other words in the place of an entry, as if its author had written them, beside a signature."""
    entry = chain.entries[seq]
    key = chain.data_key(chain.keys[entry.compartment, entry.key_no])
    assert entry.sealed is not None
    inner = INNER.decode(opening.open_entry(key, chain.place(entry), entry.sealed))
    body = msgspec.Raw(msgspec.json.encode(Note(words)))
    place = Place(chain.row.id, chain.row.kind, entry.compartment, entry.key_no, seq, entry.previous)
    sealed = seal_entry(key, place, msgspec.json.encode(Inner(inner.author, inner.point, inner.at, body)))
    new = digest(place, sealed)
    sql(
        "UPDATE entry SET sealed = :s, digest = :d, signature = :g WHERE record = :r AND seq = :n",
        s=sealed, d=new, g=signature(key, chain, new), r=chain.row.id, n=seq,
    )  # fmt: skip
    sql("UPDATE entry SET previous = :d WHERE record = :r AND seq = :n", d=new, r=chain.row.id, n=seq + 1)


def copied(seq: int) -> Callable[[DataKey, Chain, bytes], bytes]:
    """Return the filer's signature of entry `seq` and those written with it, sealed anew beside the forged entry."""

    def signature(key: DataKey, chain: Chain, new: bytes) -> bytes:
        entry = chain.entries[seq]
        assert entry.signature is not None
        return seal_signature(key, new, open_signature(key, seq, entry.digest, entry.signature))

    return signature


def own(net: Network, who: str) -> Callable[[DataKey, Chain, bytes], bytes]:
    """Return a person's own signature of the forged entry."""

    def signature(key: DataKey, chain: Chain, new: bytes) -> bytes:
        return seal_signature(key, new, Signature(1, 1, net.actor(who).keys.sign(signed([new]))))

    return signature


def erase(record: str, seq: int) -> None:
    """Take an entry's bytes away. Its digest stays, and nobody can see any more what came before it."""
    sql("UPDATE entry SET sealed = NULL, signature = NULL WHERE record = :r AND seq = :n", r=record, n=seq)


@pytest.fixture
def record(net: Network) -> str:
    """Four entries of the filer, written together after the header, and a reply of the desk's."""
    desk = f"desk:{net.desks['Andes']}"
    entries = [("report", Note("what happened")), ("report", Note("erased")), ("report", Note("and more"))]
    made = file(net, readers={"report": [FILER, desk], "desk": [desk]}, entries=entries)
    write(net, "rosa", made, "report", "a reply")
    return made


@pytest.mark.parametrize("with_signature", ["the filer's, of the same act", "the forger's own"])
@pytest.mark.parametrize("erased", [True, False])
def test_a_data_key_puts_no_words_into_another_s_mouth(
    net: Network, record: str, with_signature: str, erased: bool
) -> None:
    if erased:
        erase(record, 2)
    chain = opened(net, record)
    signature = own(net, "rosa") if with_signature == "the forger's own" else copied(1)
    put_words(chain, 1, "a lie", signature)
    if not erased:  # then the next entry does not follow from the forged one, whoever makes the code anew
        make_code_anew(record)
    db.session.commit()
    for who in ("ben", "mia"):
        with pytest.raises(RecordTampered):
            read(net, who, record)


@pytest.mark.parametrize("who", ["rosa", "ben"])
def test_an_honest_signature_covers_nothing_that_was_put_before_it(net: Network, record: str, who: str) -> None:
    """The forger's entry stands in the chain when the desk writes: what is signed then is what the desk wrote."""
    put_words(opened(net, record), 4, "not what was replied", copied(4))
    sql("UPDATE record SET head = (SELECT digest FROM entry WHERE record = :r AND seq = 4) WHERE id = :r", r=record)
    make_code_anew(record)
    db.session.commit()
    with pytest.raises(RecordTampered):
        write(net, who, record, "report", "goes on")


def test_nobody_signs_for_somebody_else_along_with_their_own(net: Network, record: str) -> None:
    chain, rosa, ben = opened(net, record), net.actor("rosa"), net.actor("ben")
    key = chain.data_key(chain.keys["report", 1])
    author = sealing._Author(rosa.account, rosa.keys.sign)
    writer = sealing._Writer(record, "incident", chain.length, chain.head, author, sealing.minute())
    writer.add("report", 1, key, Note("mine"))
    writer.author = sealing._Author(ben.account, rosa.keys.sign)
    writer.add("report", 1, key, Note("as if Ben had written it"))
    with transaction():
        sealing._insert(chain.row.desk, writer.rows(), [])
        sql("UPDATE record SET length = :l, head = :h WHERE id = :r", l=writer.seq, h=writer.previous, r=record)
        make_code_anew(record)
    with pytest.raises(RecordTampered):
        read(net, "mia", record)


def test_a_data_key_makes_nobody_the_filer_of_another_s_report(net: Network, record: str) -> None:
    """The filer's key stands in the header alone: before an erased entry, a whole report could be put in its place."""
    erase(record, 3)
    chain, forger = opened(net, record), filer_keys(net.actor("rosa").keys, new_id())
    assert chain.header is not None
    key = chain.data_key(chain.keys["report", 1])
    author = sealing._Author(FILER, forger.sign)
    writer = sealing._Writer(record, "incident", -1, START, author, sealing.minute())
    public = FilerPublic(forger.sign_public, forger.box_public)
    for body in (Header(chain.header.desk, chain.header.keys, public), Note("a lie"), Note("erased")):
        writer.add("report", 1, key, body)
    for row in writer.rows():
        sql(
            "UPDATE entry SET sealed = :s, digest = :d, previous = :p, signature = :g WHERE record = :r AND seq = :n",
            s=row["sealed"], d=row["digest"], p=row["previous"], g=row["signature"], r=record, n=row["seq"],
        )  # fmt: skip
    sql("UPDATE entry SET previous = :d WHERE record = :r AND seq = 3", d=writer.previous, r=record)
    db.session.commit()
    for who in ("ben", "mia"):
        with pytest.raises(RecordTampered):
            read(net, who, record)
    make_code_anew(record)  # with the instance key it is an invented report; its filer sees that it is not theirs
    db.session.commit()
    assert words(read(net, "ben", record))[0] == "a lie"
    with pytest.raises(RecordTampered):
        read(net, "mia", record)


def test_an_erased_entry_takes_its_signature_along(net: Network, record: str) -> None:
    erase(record, 2)
    assert words(read(net, "ben", record)) == ["what happened", "erased", "and more", "a reply"]


def known(chain: Chain, *compartments: str) -> dict[str, Known]:
    keys = {place: key for place, key in chain.keys.items() if place[0] in compartments}
    return {chain.row.id: Known(chain.length, chain.head, keys)}


def followed(net: Network, record: str, before: dict[str, Known]) -> Chain | RecordTampered:
    ring = f"desk:{net.desks['Andes']}"
    return following.open_many(net.actor("ben"), [record], ["incident"], before, ring)[record]


def test_an_index_that_knew_a_record_takes_no_forged_words_before_an_erased_entry(net: Network, record: str) -> None:
    before = known(opened(net, record), "report")
    erase(record, 2)
    put_words(opened(net, record), 1, "a lie", copied(1))
    db.session.commit()
    assert isinstance(followed(net, record, before), RecordTampered)


def test_an_index_looks_at_the_author_of_what_it_could_not_open_before(net: Network) -> None:
    desk = f"desk:{net.desks['Andes']}"
    readers = {"report": [FILER, desk], "desk": [desk]}
    record = file(net, readers=readers, entries=[("report", Note("what happened")), ("desk", Note("a note"))])
    before = known(opened(net, record), "report")
    put_words(opened(net, record), 2, "a lie", copied(2))
    sql("UPDATE record SET head = (SELECT digest FROM entry WHERE record = :r AND seq = 2) WHERE id = :r", r=record)
    make_code_anew(record)
    db.session.commit()
    ((head,),) = sql("SELECT head FROM record WHERE id = :r", r=record)
    before = {record: Known(2, bytes(head), before[record].keys)}
    assert isinstance(followed(net, record, before), RecordTampered)


def test_an_index_looks_again_at_no_author_that_it_knew(
    net: Network, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = known(opened(net, record), "report", "desk")
    monkeypatch.setattr(Chain, "verify", lambda *_: pytest.fail("verified again"))
    chain = followed(net, record, before)
    assert isinstance(chain, Chain)
    assert words(chain.opened) == ["what happened", "erased", "and more", "a reply"]
