"""A backup has no index in it, and after a restore none from before is believed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from app.cli.backing_up.restoring import restore_backup, target_of
from app.cli.backing_up.writing import write_backup
from app.database import db, transaction
from app.index import files
from app.triage.service import talking
from tests.factories import Network, passphrase_of
from tests.index.reading import absorb, ask, close, everything, file_of
from tests.support.databases import Databases
from tests.triage.desks import file

pytestmark = pytest.mark.usefixtures("connections_close")  # nobody else may be in a database that is restored


@pytest.fixture
def elsewhere(databases: Databases, backend: str, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """An empty folder and an empty database of the same kind."""
    folder, url = tmp_path / "restored", databases.empty(backend)
    folder.mkdir()
    yield folder, url
    databases.drop(url)


def test_a_restore_leads_to_an_index_made_anew(net: Network, elsewhere: tuple[Path, str], tmp_path: Path) -> None:
    record, (folder, url) = file(net), elsewhere
    absorb(net)
    kept = everything(net)
    write_backup(tmp_path / "backup", True)
    names = [path.relative_to(tmp_path / "backup") for path in (tmp_path / "backup").rglob("*")]
    assert names and not [name for name in names if files.FOLDER in name.parts]
    with transaction():
        talking.add_note(net.actor("rosa"), record, "written after the backup")
    absorb(net)
    close()
    later, before = files.folder(), file_of(net).name

    app = create_app({"INSTANCE": folder, "DATABASE_URL": url})
    with app.app_context():
        place = target_of(folder, app.config["SQLALCHEMY_DATABASE_URI"], None)
        restore_backup(tmp_path / "backup", place, False, lambda: ("admin", passphrase_of("admin")))
        db.session.remove()
        db.engine.dispose()
    assert not (folder / files.FOLDER).exists()
    shutil.copytree(later, folder / files.FOLDER)  # somebody puts the index of after the backup back as well
    app = create_app({"INSTANCE": folder, "DATABASE_URL": url, "TESTING": True})
    with app.app_context():
        there = Network(app, net.people, net.desks)
        assert absorb(there).complete
        assert everything(there) == kept, "nothing of the index from before the restore is there"
        assert ask(there, "SELECT length FROM record WHERE record = ?", record) == [(4,)]
        assert file_of(there).name != before
        close()
        db.session.remove()
        db.engine.dispose()
