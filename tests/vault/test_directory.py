"""The directory in the database: whatever is changed, cut or rolled back there is refused by its number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.service import people
from app.database import db, transaction
from app.vault import instance, rings
from app.vault.directory import store
from app.vault.directory.content import AccountRemoved, DeskSet
from app.vault.errors import DirectoryTampered
from app.vault.instance import HEAD_FILE, read_head
from tests.factories import Network
from tests.vault.worlds import another_worker, file, forget, leave, read, sql, words

COLUMNS = ("previous", "body", "signer", "signature", "digest")


def last() -> int:
    return int(sql("SELECT max(number) FROM directory")[0][0])


def row(number: int) -> dict[str, object]:
    found = sql("SELECT number, previous, body, signer, signature, digest FROM directory WHERE number = :n", n=number)
    return dict(found[0]._mapping)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_row_is_refused_wherever_it_is(net: Network, column: str) -> None:
    for number in (1, last() // 2, last()):
        kept = row(number)
        value = kept[column]
        forged = "root" if value != "root" else "0" * 16
        if not isinstance(value, str):
            text = bytearray(bytes(value))  # type: ignore[call-overload]
            text[len(text) // 2] ^= 1
            forged = bytes(text)  # type: ignore[assignment]
        sql(f"UPDATE directory SET {column} = :v WHERE number = :n", v=forged, n=number)
        forget()
        with pytest.raises(DirectoryTampered) as refused:
            store.current()
        assert refused.value.number in (number, number + 1)
        db.session.rollback()
    forget()
    assert store.current().number == last()


def test_cut_swapped_and_doubled_rows_are_refused(net: Network) -> None:
    middle, end = last() // 2, last()
    attacks = {
        "cut in the middle": [f"DELETE FROM directory WHERE number = {middle}"],
        "cut and renumbered": [
            f"DELETE FROM directory WHERE number = {middle}",
            f"UPDATE directory SET number = number - 1 WHERE number = {middle + 1}",
        ],
        "cut at the end": [f"DELETE FROM directory WHERE number = {end}"],
        "cut to nothing": ["DELETE FROM directory"],
        "swapped": [
            f"UPDATE directory SET number = 0 WHERE number = {middle}",
            f"UPDATE directory SET number = {middle} WHERE number = {middle + 1}",
            f"UPDATE directory SET number = {middle + 1} WHERE number = 0",
        ],
        "replayed": [
            "INSERT INTO directory SELECT number + 1, previous, body, signer, signature, digest FROM directory "
            f"WHERE number = {end}"
        ],
    }
    for name, statements in attacks.items():
        for statement in statements:
            sql(statement)
        forget()
        with pytest.raises(DirectoryTampered):
            store.current()
            pytest.fail(name)
        db.session.rollback()


def test_a_roll_back_is_refused_and_nothing_is_opened_or_sealed(net: Network) -> None:
    record = file(net)
    with transaction():
        people.remove(net.actor("admin"), net.people.pop("ben").actor.account)
    assert store.current().number == read_head(instance.instance().folder)[0]  # type: ignore[index]
    with transaction():
        sql("DELETE FROM directory WHERE number = :n", n=last())
    actor = dataclasses.replace(net.people["rosa"].actor, opened={})
    for fresh in (False, True):
        if fresh:
            forget()
        with pytest.raises(DirectoryTampered):
            read(net, "rosa", record)
        with pytest.raises(DirectoryTampered):
            rings.public_key(f"desk:{net.desks['Andes']}")
        with pytest.raises(DirectoryTampered):
            rings.secret(actor, f"desk:{net.desks['Andes']}", 1)


def test_another_instance_s_whole_directory_is_refused(
    net: Network,
) -> None:
    home = instance.instance()
    number, _digest = read_head(home.folder)  # type: ignore[misc]
    (home.folder / HEAD_FILE).write_text(f"{number} {'0' * 64}\n")
    forget()
    with pytest.raises(DirectoryTampered) as refused:
        store.current()
    assert refused.value.number == number


def test_the_head_file_follows_commits_and_never_runs_ahead(net: Network, make_app: Callable[..., Flask]) -> None:
    home, desk = instance.instance(), DeskSet("0" * 16, "Desk", ())
    store.current()
    before, root = read_head(home.folder), rings.root_keys(net.actor("admin"))
    assert before is not None
    assert before[0] == last()
    with pytest.raises(ZeroDivisionError), transaction():
        store.add_as_root(desk, root)
        assert store.current().number == before[0] + 1
        with db.session.begin_nested():  # a savepoint inside: what follows it must not take the entry for committed
            sql("SELECT 1")
        assert store.current().number == before[0] + 1
        assert read_head(home.folder) == before
        raise ZeroDivisionError
    assert read_head(home.folder) == before
    assert store.current().number == before[0]
    with another_worker(net, make_app).app_context():
        assert store.current().number == before[0]
        leave()
    with transaction():
        store.add_as_root(desk, root)
    assert store.current().number == before[0] + 1
    assert read_head(home.folder) == (before[0] + 1, store.current().head)


def test_a_savepoint_taken_back_does_not_lose_what_is_pending(net: Network) -> None:
    root, before = rings.root_keys(net.actor("admin")), store.current().number
    with transaction():
        store.add_as_root(DeskSet("0" * 16, "Desk", ()), root)
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            raise ZeroDivisionError
        store.add_as_root(DeskSet("0" * 16, "Desk again", ()), root)
        with pytest.raises(RuntimeError), db.session.begin_nested():
            store.add_as_root(DeskSet("0" * 16, "Never", ()), root)
    assert store.current().number == before + 2
    assert store.current().desks["0" * 16].name == "Desk again"


def test_every_worker_follows_what_another_wrote(net: Network, make_app: Callable[..., Flask]) -> None:
    other = another_worker(net, make_app)
    with other.app_context():
        seen = store.current().number
        db.session.rollback()
    with transaction():
        people.remove(net.actor("admin"), net.people["noor"].actor.account)
    with other.app_context():
        assert store.current().number == seen + 1
        assert store.current().accounts[net.people["noor"].actor.account].removed
        leave()


def test_adding_starts_from_what_another_process_added_a_moment_ago(
    net: Network, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, changes = rings.root_keys(net.actor("admin")), store._changes
    before = store.current().number
    db.session.rollback()
    kept = db.session.info[store.SEEN] = (store.current(), float("inf"), changes)
    with another_worker(net, make_app).app_context():
        with transaction():
            store.add_as_root(DeskSet("0" * 16, "Desk", ()), root)
        leave()
    monkeypatch.setattr(store, "_changes", changes)  # another process counts for itself
    db.session.info[store.SEEN] = kept
    with transaction():
        store.add_as_root(DeskSet("0" * 15 + "1", "Desk", ()), root)
    assert store.current().number == before + 2


def test_the_vault_writes_no_entry_that_it_would_refuse(net: Network) -> None:
    mia, before = net.actor("mia"), last()
    with pytest.raises(DirectoryTampered), transaction():
        store.add_as_root(AccountRemoved(mia.account), mia.keys)
    with pytest.raises(DirectoryTampered), transaction():
        store.add(AccountRemoved(mia.account), mia.account, mia.keys.sign)
    assert last() == before
    assert words(read(net, "mia", file(net)))[0] == "what happened"
