"""What a forger does to the rows of a record, as well as it can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.crypto import primitives
from app.crypto.envelope import grant_info
from app.vault import rings
from app.vault.directory.store import current
from tests.factories import Network
from tests.vault.worlds import sql

GRANT = 'INSERT INTO "grant" (record, compartment, key_no, holder, sealed) VALUES (:r, :c, :k, :h, :s)'


@dataclass
class Scene:
    """Two records of two filers, written to by several people before and after one of them was removed."""

    net: Network
    record: str
    other: str
    andes: str  # the desk's ring

    @property
    def length(self) -> int:
        return int(sql("SELECT length FROM record WHERE id = :r", r=self.record)[0][0])


MATCH = """UPDATE "grant" SET {} WHERE record = :r AND compartment = 'match'"""
COPY = (
    "INSERT INTO entry (record, seq, compartment, key_no, previous, digest, sealed, signature, desk, arrival) "
    "SELECT record, seq + 1, compartment, key_no, digest, digest, sealed, signature, desk, arrival + 500 FROM entry "
    "WHERE record = :r AND seq = :n"
)


def each(*statements: str, **values: object) -> Callable[[Scene], None]:
    """Return an attack that runs statements; they may use :r, :o (the other record) and :d (its desk)."""

    def attack(scene: Scene) -> None:
        known = {"r": scene.record, "o": scene.other, "d": scene.andes.removeprefix("desk:")} | values
        for statement in statements:
            sql(statement, **{name: value for name, value in known.items() if f":{name}" in statement})

    return attack


def taken_from(column: str, source: str, target: str) -> str:
    return f"UPDATE entry SET {column} = (SELECT {column} FROM entry WHERE {source}) WHERE {target}"


def shorten(scene: Scene) -> None:
    """Cut the end as well as can be done without the instance key: length and head fit."""
    end = scene.length
    each(f"DELETE FROM entry WHERE record = :r AND seq = {end}")(scene)
    each(
        f"UPDATE record SET length = {end - 1}, head = (SELECT digest FROM entry WHERE record = :r AND seq = {end - 1})"
        " WHERE id = :r"
    )(scene)


def replay(scene: Scene) -> None:
    end = scene.length
    each(COPY, n=end)(scene)
    each(f"UPDATE record SET length = {end + 1} WHERE id = :r")(scene)


def slip_in(scene: Scene) -> None:
    """A grant of the next key, known to the forger, for the desk: what is written next would be sealed to it."""
    holder, public = rings.public_key(scene.andes)
    for compartment, number in (("report", 3), ("match", 2), ("desk", 2)):
        place = grant_info(scene.record, compartment, number, holder)
        forged = primitives.box_seal(public, bytes(32), place)
        sql(GRANT, r=scene.record, c=compartment, k=number, h=holder, s=forged)


def own_key(scene: Scene) -> None:
    """A key of the forger's in place of the one that was granted."""
    for row in sql('SELECT compartment, key_no, holder FROM "grant" WHERE record = :r', r=scene.record):
        ring, _, epoch = row.holder.partition("/")
        if epoch:
            public = current().ring(ring).epochs[int(epoch) - 1]
            forged = primitives.box_seal(
                public, bytes(32), grant_info(scene.record, row.compartment, row.key_no, row.holder)
            )
            sql(
                'UPDATE "grant" SET sealed = :s WHERE record = :r AND compartment = :c AND key_no = :k AND holder = :h',
                s=forged, r=scene.record, c=row.compartment, k=row.key_no, h=row.holder,
            )  # fmt: skip


def add_reader(scene: Scene) -> None:
    sql(GRANT, r=scene.record, c="report", k=2, h="publication/1", s=bytes(1168))


ON_ENTRIES = {
    "sealed bytes swapped": each(
        taken_from("sealed", "record = :r AND seq = 1", "record = :r AND seq = 4"),
    ),
    "rows re-ordered": each(
        "UPDATE entry SET seq = 100 WHERE record = :r AND seq = 3",
        "UPDATE entry SET seq = 3 WHERE record = :r AND seq = 4",
        "UPDATE entry SET seq = 4 WHERE record = :r AND seq = 100",
    ),
    "cut in the middle": each("DELETE FROM entry WHERE record = :r AND seq = 3"),
    "cut and renumbered": each(
        "DELETE FROM entry WHERE record = :r AND seq = 5",
        "UPDATE entry SET seq = 5 WHERE record = :r AND seq = 6",
        "UPDATE record SET length = length - 1 WHERE id = :r",
    ),
    "cut before an erased end": each(
        "UPDATE entry SET sealed = NULL WHERE record = :r AND seq = 6",
        "DELETE FROM entry WHERE record = :r AND seq = 5",
        "UPDATE entry SET seq = 5 WHERE record = :r AND seq = 6",
        "UPDATE record SET length = length - 1 WHERE id = :r",
    ),
    "cut at the end": each("DELETE FROM entry WHERE record = :r AND seq = 6"),
    "cut at the end, the row made to fit": shorten,
    "cut to the header": each("DELETE FROM entry WHERE record = :r AND seq > 0"),
    "cut with the header": each("DELETE FROM entry WHERE record = :r"),
    "the header gone": each("DELETE FROM entry WHERE record = :r AND seq = 0"),
    "the header erased": each("UPDATE entry SET sealed = NULL WHERE record = :r AND seq = 0"),
    "another record's header": each(taken_from("sealed", "record = :o AND seq = 0", "record = :r AND seq = 0")),
    "replayed": replay,
    "an entry of another record": each(taken_from("sealed", "record = :o AND seq = 1", "record = :r AND seq = 1")),
    "another record's entry with its hash": each(
        taken_from("sealed", "record = :o AND seq = 3", "record = :r AND seq = 3"),
        taken_from("digest", "record = :o AND seq = 3", "record = :r AND seq = 3"),
    ),
    "sealed replaced": each("UPDATE entry SET sealed = :x WHERE record = :r AND seq = 2", x=bytes(1100)),
    "sealed emptied": each("UPDATE entry SET sealed = :x WHERE record = :r AND seq = 2", x=b""),
    "the signature gone": each("UPDATE entry SET signature = NULL WHERE record = :r AND seq = 1"),
    "the header's signature gone": each("UPDATE entry SET signature = NULL WHERE record = :r AND seq = 0"),
    "the signature replaced": each("UPDATE entry SET signature = :x WHERE record = :r AND seq = 1", x=bytes(108)),
    "another entry's signature": each(
        taken_from("signature", "record = :r AND seq = 0", "record = :r AND seq = 1"),
    ),
    "another record's signature": each(
        taken_from("signature", "record = :o AND seq = 1", "record = :r AND seq = 1"),
    ),
    "hash replaced": each("UPDATE entry SET digest = :x WHERE record = :r AND seq = 2", x=bytes(32)),
    "hash of an erased entry replaced": each(
        "UPDATE entry SET sealed = NULL, digest = :x WHERE record = :r AND seq = 6", x=bytes(32)
    ),
    "erased, and put into another compartment": each(
        "UPDATE entry SET sealed = NULL, signature = NULL, compartment = 'desk', key_no = 0 "
        "WHERE record = :r AND seq = 1"
    ),
    "erased, with a higher key number": each(
        "UPDATE entry SET sealed = NULL, signature = NULL, key_no = 2000000000 WHERE record = :r AND seq = 6"
    ),
    "previous replaced": each("UPDATE entry SET previous = :x WHERE record = :r AND seq = 2", x=bytes(32)),
    "key number lowered": each("UPDATE entry SET key_no = 1 WHERE record = :r AND seq = 6"),
    "key number below zero": each("UPDATE entry SET key_no = -1 WHERE record = :r AND seq = 1"),
    "another compartment": each("UPDATE entry SET compartment = 'desk' WHERE record = :r AND seq = 3"),
    "a compartment that is none": each("UPDATE entry SET compartment = 'x' WHERE record = :r AND seq = 3"),
    "an entry taken from its desk": each("UPDATE entry SET desk = NULL, arrival = NULL WHERE record = :r AND seq = 4"),
    "arrivals re-ordered": each("UPDATE entry SET arrival = arrival + 700 WHERE record = :r AND seq = 1"),
}
ON_THE_RECORD = {
    "another kind": each("UPDATE record SET kind = 'story' WHERE id = :r"),
    "another desk": each("UPDATE record SET desk = :g WHERE id = :r", g="0" * 16),
    "no desk": each(
        "UPDATE record SET desk = '' WHERE id = :r", "UPDATE entry SET desk = NULL, arrival = NULL WHERE record = :r"
    ),
    "another day": each("UPDATE record SET arrived_on = '2020-01-01' WHERE id = :r"),
    "another length": each("UPDATE record SET length = length + 1 WHERE id = :r"),
    "a length below zero": each("UPDATE record SET length = -1 WHERE id = :r"),
    "another head": each("UPDATE record SET head = :x WHERE id = :r", x=bytes(32)),
    "another code": each("UPDATE record SET head_mac = :x WHERE id = :r", x=bytes(32)),
    "another record's code": each(
        "UPDATE record SET head_mac = (SELECT head_mac FROM record WHERE id = :o) WHERE id = :r"
    ),
}
ON_GRANTS = {
    "all gone": each('DELETE FROM "grant" WHERE record = :r'),
    "the filer's gone": each("""DELETE FROM "grant" WHERE record = :r AND holder NOT LIKE '%/%'"""),
    "the newest gone": each('DELETE FROM "grant" WHERE record = :r AND key_no = 2'),
    "key number lowered": each("""UPDATE "grant" SET key_no = 0 WHERE record = :r AND key_no = 1"""),
    "key number raised": each("""UPDATE "grant" SET key_no = 9 WHERE record = :r AND key_no = 2"""),
    "key number below zero": each(MATCH.format("key_no = -1")),
    "another compartment": each(MATCH.format("compartment = 'x'")),
    "compartments swapped": each(
        MATCH.format("compartment = 'x'"),
        """UPDATE "grant" SET compartment = 'match' WHERE record = :r AND compartment = 'desk'""",
        """UPDATE "grant" SET compartment = 'desk' WHERE record = :r AND compartment = 'x'""",
    ),
    "another holder": each(MATCH.format("holder = 'publication/1'")),
    "a holder that is none": each(MATCH.format("holder = 'desk:x/y'")),
    "a reader added": add_reader,
    "a key slipped in for what comes next": slip_in,
    "the forger's key in place of the granted": own_key,
    "another record's grant": each(
        """UPDATE "grant" SET sealed = (SELECT sealed FROM "grant" AS g WHERE g.record = :o AND g.compartment = 'match')
        WHERE record = :r AND compartment = 'match'"""
    ),
    "replaced": each(MATCH.format("sealed = :x"), x=bytes(1168)),
}  # fmt: skip
ATTACKS = {
    f"{table}: {name}": attack
    for table, attacks in (("entry", ON_ENTRIES), ("record", ON_THE_RECORD), ("grant", ON_GRANTS))
    for name, attack in attacks.items()
}

# The forger who also has the instance key makes the head code anew. These must be refused all the same.
STILL_REFUSED = [
    name
    for name in ATTACKS
    if not name.startswith(("grant: all gone", "grant: the filer", "grant: the newest", "grant: key number"))
    and name
    not in {
        "entry: cut at the end, the row made to fit",  # SPEC.md, 11: anchors show it
        "entry: erased, and put into another compartment",
        "entry: erased, with a higher key number",
        "record: another day",
        "record: another code",  # made anew, it is the right one
        "record: another record's code",
        "grant: a reader added",  # SPEC.md, 11: only a ring of the instance, only for what comes later
        "grant: a key slipped in for what comes next",  # the next test
        "grant: another compartment",
        "grant: another holder",
        "grant: a holder that is none",
    }
]
