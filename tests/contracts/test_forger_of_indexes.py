"""A forger who has keys and writes to the database tries to have an index believe what no reader would."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.crypto.envelope import DataKey, Place, Signature, digest, seal_entry, seal_signature
from app.database import transaction
from app.index import keeping
from app.index.absorbing import Absorber
from app.index.asking import rows
from app.triage.projection import DESK
from app.vault import sealing
from app.vault.chains import Inner
from app.vault.directory.store import current
from app.vault.entries import FILER, Opened
from tests.contracts.forgeries import GRANT
from tests.contracts.test_forger import make_code_anew
from tests.contracts.test_forger_inside import opened
from tests.factories import Network
from tests.index.reading import NOW
from tests.vault.worlds import Note, file, net, sql, write

__all__ = ["net"]


def reader(net: Network) -> Absorber:
    return Absorber(net.actor("rosa"), f"desk:{net.desks['Andes']}", DESK, NOW)


def asked(one: Absorber, sql: str) -> list[tuple[Any, ...]]:
    return one._use(lambda index: rows(index, sql))


def kept(one: Absorber) -> list[Opened]:
    return [entry for (told,) in asked(one, "SELECT entries FROM opened") for entry in keeping.DECODER.decode(told)]


def grants(record: str, condition: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in sql(f'SELECT * FROM "grant" WHERE record = :r AND {condition}', r=record)]


def put_back(taken: list[dict[str, Any]]) -> None:
    for one in taken:
        sql(GRANT, r=one["record"], c=one["compartment"], k=one["key_no"], h=one["holder"], s=bytes(one["sealed"]))


def append_forged(net: Network, record: str, key: DataKey, author: str) -> None:
    """Append a note of the desk as if somebody had written it, beside a signature of zeros."""
    desk = net.desks["Andes"]
    (row,) = sql("SELECT * FROM record WHERE id = :r", r=record)
    seq, previous = row.length + 1, bytes(row.head)
    place = Place(record, row.kind, "desk", 1, seq, previous)
    body = msgspec.Raw(msgspec.json.encode(Note("forged")))
    sealed = seal_entry(key, place, msgspec.json.encode(Inner(author, current().number, "2026-01-01T00:00Z", body)))
    made = digest(place, sealed)
    sql(
        "INSERT INTO entry (record, seq, compartment, key_no, previous, digest, sealed, signature, desk, arrival) "
        "VALUES (:r, :n, 'desk', 1, :p, :d, :s, :g, :e, :a)",
        r=record, n=seq, p=previous, d=made, s=sealed, g=seal_signature(key, made, Signature(seq, seq, bytes(64))),
        e=desk, a=sealing.next_number(f"arrival {desk}"),
    )  # fmt: skip
    sql("UPDATE record SET length = :n, head = :d WHERE id = :r", n=seq, d=made, r=record)


@pytest.mark.parametrize("taken_away", ["desk", "report"])
def test_what_was_closed_for_a_while_is_not_believed_because_its_key_was_known_before(
    net: Network, taken_away: str
) -> None:
    """With the instance key, too: a grant is taken away while the forged entry is read, and comes back."""
    ring = f"desk:{net.desks['Andes']}"
    readers = {"report": [FILER, ring], "desk": [ring]}
    record = file(net, readers=readers, entries=[("report", Note("what happened")), ("desk", Note("a note"))])
    one = reader(net)
    one.absorb(60)
    chain = opened(net, record)
    key, taken = chain.data_key(chain.keys["desk", 1]), grants(record, f"compartment = '{taken_away}'")
    with transaction():
        sql(f"""DELETE FROM "grant" WHERE record = :r AND compartment = '{taken_away}'""", r=record)
        append_forged(net, record, key, net.actor("ben").account)
        make_code_anew(record)
    one.absorb(60)
    with transaction():
        put_back(taken)
        make_code_anew(record)
    one.absorb(60)
    one.compare()
    assert not [entry for entry in kept(one) if b"forged" in entry.body]


def test_a_shared_record_is_not_forgotten_because_its_grants_are_gone(net: Network) -> None:
    """Forgotten and put back to an earlier state, it would be believed without the instance key."""
    andes = f"desk:{net.desks['Andes']}"
    other = next(desk for name, desk in net.desks.items() if name != "Andes")
    record = file(net, desk=other, readers={"report": [FILER, f"desk:{other}", andes]}, entries=[("report", Note("1"))])
    old = dict(sql("SELECT * FROM record WHERE id = :i", i=record)[0]._mapping)
    write(net, "mia", record, "report", "2")
    one = reader(net)
    one.absorb(60)
    assert asked(one, "SELECT length, verifies FROM record") == [(2, 1)]
    taken = grants(record, f"holder LIKE '{andes}/%'")
    with transaction():
        sql(f"""DELETE FROM "grant" WHERE record = :r AND holder LIKE '{andes}/%'""", r=record)
        sql(
            "INSERT INTO entry (record, seq, compartment, key_no, previous, digest, desk, arrival) "
            "VALUES (:r, 99, 'report', 1, :x, :x, :d, :a)",
            r=record, x=bytes(32), d=other, a=sealing.next_number(f"arrival {other}"),
        )  # fmt: skip
    one.absorb(60)
    file(net, "noor", desk=other, readers={"report": [FILER, f"desk:{other}"]}, entries=[("report", Note("honest"))])
    one.absorb(60)
    with transaction():
        sql("DELETE FROM entry WHERE record = :r AND seq > 1", r=record)
        sql(
            "UPDATE record SET length = 1, head = :h, head_mac = :m WHERE id = :i",
            h=bytes(old["head"]), m=bytes(old["head_mac"]), i=record,
        )  # fmt: skip
        put_back(taken)
    one.absorb(60)
    one.compare()
    assert asked(one, "SELECT length, verifies FROM record") == [(2, 0)], "the earlier state is not believed"
