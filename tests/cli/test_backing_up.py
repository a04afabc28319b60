"""A backup made while people file holds all that was acknowledged before it began, and comes back signed."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from flask import Flask

from app import create_app
from app.accounts.service import sessions
from app.audit import service as audit
from app.cli.backing_up import postgres, restoring
from app.cli.backing_up.restoring import restore_backup, target_of
from app.cli.backing_up.writing import write_backup
from app.cli.preparing import CannotRun, keep_secrets_in
from app.database import db, transaction
from app.errors import Refusal
from app.incidents.content.consent import Consent
from app.incidents.content.draft import Filing
from app.incidents.content.report import Narrative, Person, Report
from app.incidents.service.filing import file_incident
from app.incidents.service.following import own_entries
from app.vault.directory.store import current
from app.vault.errors import DirectoryTampered
from app.vault.instance import instance, read_head
from app.vault.roles import Role
from tests.factories import Network, network, passphrase_of
from tests.support.databases import Databases

pytestmark = pytest.mark.usefixtures("connections_close")  # nobody else may be in a database that is restored

FILERS = 4
TODAY = date(2026, 11, 22)


def filing() -> Filing:
    said = Narrative(text="They came back.")
    report = Report(country="COL", act_group="threat", danger="no", narrative=said, persons=(Person("P1"),))
    return Filing(report=report, consents=(Consent(person="P1", given_by="self", uses={"U1": "yes"}),))


def file_one(net: Network, name: str, token: str) -> str:
    with transaction():
        return file_incident(net.actor(name), filing(), submission=token, today=TODAY).record


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    with app.app_context():
        made = network(app)
    yield made


@pytest.fixture
def elsewhere(databases: Databases, backend: str, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An empty folder and an empty database of the same kind."""
    folder, url = tmp_path / "restored", databases.empty(backend)
    folder.mkdir()
    yield folder, url
    databases.drop(url)


def made_backup(net: Network, folder: Path, with_key: bool = False) -> Path:
    with net.app.app_context():
        write_backup(folder, with_key)
    return folder


def restored(source: Path, folder: Path, url: str, replace: bool = False, name: str = "admin") -> None:
    app = create_app({"INSTANCE": folder, "DATABASE_URL": url})
    with app.app_context():
        target = target_of(folder, app.config["SQLALCHEMY_DATABASE_URI"], None)
        restore_backup(source, target, replace, lambda: (name, passphrase_of(name)))


@contextlib.contextmanager
def opened(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app({"INSTANCE": folder, "DATABASE_URL": url})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_backup_taken_while_four_people_file_restores_to_an_instance_that_verifies(
    net: Network, tmp_path: Path, elsewhere: tuple[Path, str]
) -> None:
    acknowledged: list[tuple[str, str]] = []
    stop, problems = threading.Event(), []

    def keep_filing(number: int) -> None:
        name, count = ("mia", "noor")[number % 2], 0
        with net.app.app_context():
            while not stop.is_set():
                try:
                    record = file_one(net, name, f"{number} {count}")
                except Exception as problem:
                    problems.append(problem)
                    return
                acknowledged.append((name, record))
                count += 1
                stop.wait(0.05)

    threads = [threading.Thread(target=keep_filing, args=(number,)) for number in range(FILERS)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 3 * FILERS and not problems:
        stop.wait(0.02)
    before = list(acknowledged)
    backup = made_backup(net, tmp_path / "backup", with_key=True)
    stop.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(before) >= 3 * FILERS

    folder, url = elsewhere
    restored(backup, folder, url)
    with opened(folder, url):
        assert current().restores[-1].restored_on
        assert audit.first_broken() is None
        assert read_head(folder) == (current().number, current().head)
        for name, record in before:
            assert own_entries(net.actor(name), record)


def test_a_restore_over_an_instance_needs_to_be_asked_for_and_goes_back_in_time(
    net: Network, tmp_path: Path, database_url: str
) -> None:
    home = tmp_path / "instance"
    with net.app.app_context():
        kept = file_one(net, "mia", "one")
        with transaction():
            sessions.start(net.people["mia"].actor.account, net.people["mia"].secret, "phone", 1)
    backup = made_backup(net, tmp_path / "backup")
    with net.app.app_context():
        lost = file_one(net, "mia", "two")
        for late in ("ida", "ivo", "ilse"):  # the head in the folder is now higher than the restored one will be
            net.add(late, (Role.MEMBER, ""))
        higher = read_head(home)
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(CannotRun, match="already"):
        restored(backup, home, database_url)
    with opened(home, database_url):
        assert own_entries(net.actor("mia"), lost)
        assert read_head(home) == higher
    restored(backup, home, database_url, replace=True)
    with opened(home, database_url):
        assert higher is not None
        assert (read_head(home) or (0, b""))[0] < higher[0]
        assert own_entries(net.actor("mia"), kept)
        with pytest.raises(Refusal):
            own_entries(net.actor("mia"), lost)
        assert not db.session.connection().exec_driver_sql("SELECT count(*) FROM session").scalar()


def test_a_database_put_back_by_hand_is_still_refused(net: Network, tmp_path: Path, database_url: str) -> None:
    backup = made_backup(net, tmp_path / "backup")
    with net.app.app_context():
        net.add("late", (Role.MEMBER, ""))
        current()
        url = db.engine.url
        db.session.remove()
        db.engine.dispose()
    if (backup / postgres.FILE).exists():
        with postgres.replaced(url, backup / postgres.FILE):
            pass
    else:
        shutil.copy(backup / "amparo.sqlite", Databases.path(database_url))
    with opened(tmp_path / "instance", database_url), pytest.raises(DirectoryTampered):
        current()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def raise_in_manifest(backup: Path) -> None:
    path = backup / "manifest.json"
    found = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(found | {"directory": found["directory"] - 1}))


BREAKS: dict[str, Callable[[Path], None]] = {
    "a byte of the database": lambda backup: flip(next(backup.glob("amparo.*"))),
    "a byte of the head": lambda backup: flip(backup / "directory-head"),
    "a missing file": lambda backup: (backup / "directory-head").unlink(),
    "a file too many": lambda backup: (backup / "anchors").write_text("x"),
    "another manifest": raise_in_manifest,
    "no manifest": lambda backup: (backup / "manifest.json").unlink(),
}


def test_a_damaged_or_changed_backup_changes_nothing(net: Network, tmp_path: Path, elsewhere: tuple[Path, str]) -> None:
    backup = made_backup(net, tmp_path / "backup", with_key=True)
    folder, url = elsewhere
    for number, damage in enumerate(BREAKS.values()):
        broken = tmp_path / f"broken-{number}"
        shutil.copytree(backup, broken)
        damage(broken)
        with pytest.raises(CannotRun):
            restored(broken, folder, url)
        assert not list(folder.glob("*")) or {path.name for path in folder.iterdir()} <= {"amparo.sqlite"}
    restored(backup, folder, url)


def test_only_an_administrator_restores(net: Network, tmp_path: Path, elsewhere: tuple[Path, str]) -> None:
    backup = made_backup(net, tmp_path / "backup", with_key=True)
    folder, url = elsewhere
    for name in ("rosa", "audra", "nobody"):
        with pytest.raises(Refusal):
            restored(backup, folder, url, name=name)
    assert read_head(folder) is None
    app = create_app({"INSTANCE": folder, "DATABASE_URL": url})
    with app.app_context():
        assert not restoring._has_records(target_of(folder, app.config["SQLALCHEMY_DATABASE_URI"], None))
        db.engine.dispose()


def test_the_key_is_in_a_backup_only_when_asked_for(net: Network, tmp_path: Path) -> None:
    keep_secrets_in()
    plain, whole = made_backup(net, tmp_path / "plain"), made_backup(net, tmp_path / "whole", with_key=True)
    with net.app.app_context():
        key = instance().key
    for path in plain.rglob("*"):
        assert key not in path.read_bytes()
        assert key.hex().encode() not in path.read_bytes()
    assert (whole / "instance.key").read_text().strip() == key.hex()
    for path in (plain, *plain.iterdir(), whole / "instance.key"):
        assert not path.stat().st_mode & 0o077


def test_without_the_key_a_backup_is_not_restored(net: Network, tmp_path: Path, elsewhere: tuple[Path, str]) -> None:
    backup = made_backup(net, tmp_path / "backup")
    with pytest.raises(CannotRun, match="key"):
        restored(backup, *elsewhere)


def test_a_running_server_is_not_overwritten(net: Network, tmp_path: Path, database_url: str) -> None:
    backup = made_backup(net, tmp_path / "backup")
    with opened(tmp_path / "instance", database_url):
        file_one(net, "mia", "one")  # as a server would have it open
        db.session.remove()
        with pytest.raises(CannotRun, match="Stop the server"):
            restored(backup, tmp_path / "instance", database_url, replace=True)
    with opened(tmp_path / "instance", database_url):
        assert current().number


def test_a_backup_never_overwrites(net: Network, tmp_path: Path) -> None:
    backup = made_backup(net, tmp_path / "backup")
    with net.app.app_context(), pytest.raises(CannotRun, match="not empty"):
        write_backup(backup, with_key=False)
    assert (backup / "manifest.json").exists()


def test_a_copy_on_sqlite_is_one_whole_file(net: Network, tmp_path: Path) -> None:
    backup = made_backup(net, tmp_path / "backup")
    names = {path.name for path in backup.iterdir()}
    if (backup / postgres.FILE).exists():
        assert names == {postgres.FILE, "directory-head", "manifest.json"}
        return
    assert names == {"amparo.sqlite", "directory-head", "manifest.json"}
    with contextlib.closing(sqlite3.connect(f"{(backup / 'amparo.sqlite').as_uri()}?mode=ro", uri=True)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
