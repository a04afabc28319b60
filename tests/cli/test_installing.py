"""A new instance is made once, by somebody with a strong passphrase, and its secrets are nobody else's to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

import config
from app import create_app
from app.accounts.passphrases import points
from app.accounts.service.signing_in import sign_in
from app.database import db, transaction
from app.desks.installation import take_share
from app.errors import NotFound
from app.vault.directory.store import current
from app.vault.instance import read_head
from app.vault.roles import Role

STRONG = "quiet herons count the copper moons"

pytestmark = pytest.mark.usefixtures("insecure_fast_passphrase_hashing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new"


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def app_of(folder: Path, url: str) -> Flask:
    return create_app({"INSTANCE": folder, "DATABASE_URL": url})


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def init(folder: Path, url: str, passphrase: str = STRONG, *more: str) -> Result:
    app = app_of(folder, url)
    words = ("init", "--name", "chief", "--work-name", "Chief", "--passphrase-file", "-")
    result = run(app, *words, *more, typed=f"{passphrase}\n")
    close(app)
    return result


def test_init_makes_an_administrator_who_can_sign_in_and_shares_that_show_once(
    folder: Path, empty_database_url: str
) -> None:
    result = init(folder, empty_database_url)
    assert result.exit_code == 0, result.output
    assert STRONG not in result.output
    assert len(re.findall(r"^ {4}(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}$", result.output, re.MULTILINE)) == 8
    tokens = re.findall(r"/share/([0-9A-Z]+)", result.output)
    assert len(set(tokens)) == 3
    app = app_of(folder, empty_database_url)
    with app.app_context():
        with transaction():
            found = sign_in("chief", STRONG, "test", 1)
        assert found is not None
        assert found[0].has(Role.ADMINISTRATOR)
        with transaction():
            assert len(take_share(tokens[0]).split()) == 33
        with pytest.raises(NotFound), transaction():
            take_share(tokens[0])
        assert read_head(folder) == (current().number, current().head)
    close(app)


def test_init_refuses_where_there_is_an_instance(folder: Path, empty_database_url: str) -> None:
    assert init(folder, empty_database_url).exit_code == 0
    key = (folder / "instance.key").read_text()
    again = init(folder, empty_database_url)
    assert again.exit_code == 1
    assert "already" in again.output
    assert (folder / "instance.key").read_text() == key
    (folder / "directory-head").unlink()  # the database alone is enough to tell
    again = init(folder, empty_database_url)
    assert "already" in again.output
    assert (folder / "instance.key").read_text() == key


def test_init_refuses_a_passphrase_that_could_be_guessed_and_leaves_no_instance(
    folder: Path, empty_database_url: str
) -> None:
    for weak in ("", "password", "chief chief chief"):
        result = init(folder, empty_database_url, weak)
        assert result.exit_code == 1
        assert "could be guessed" in result.output
    assert not (folder / "instance.key").exists()
    assert init(folder, empty_database_url).exit_code == 0


def test_init_asks_for_everything_and_offers_words(folder: Path, empty_database_url: str) -> None:
    app = app_of(folder, empty_database_url)
    typed = f"chief\n\nweak\nweak\n{STRONG}\nother\n{STRONG}\n{STRONG}\n"
    result = run(app, "init", typed=typed)
    close(app)
    assert result.exit_code == 0, result.output
    assert STRONG not in result.output
    offered = re.search(r"^ {4}([a-z]+(?: [a-z]+){5})$", result.output, re.MULTILINE)
    assert offered
    assert points(offered.group(1)) > 0


def test_a_threshold_that_protects_nothing_is_refused(folder: Path, empty_database_url: str) -> None:
    for shares, threshold in (("3", "1"), ("2", "3"), ("17", "2")):
        result = init(folder, empty_database_url, STRONG, "--shares", shares, "--threshold", threshold)
        assert result.exit_code == 1
    assert not (folder / "instance.key").exists()


def test_the_key_and_the_folder_are_private(folder: Path, tmp_path: Path) -> None:
    assert init(folder, f"sqlite:///{folder / 'amparo.sqlite'}").exit_code == 0
    for path in (folder, *folder.iterdir()):
        assert not path.stat().st_mode & 0o077, path


def test_unsafe_settings_are_all_named_at_once(folder: Path) -> None:
    folder.mkdir()
    (folder / "demo").touch()
    (folder / "instance.key").write_text("00" * 32)
    (folder / "instance.key").chmod(0o644)
    settings = {
        "INSTANCE": folder,
        "HOSTS": "amparo.example,*",
        "INSTANCE_KEY": "short",
        "DATABASE_URL": "postgres:///x",
    }
    with pytest.raises(config.Unsafe) as refused:
        create_app(settings)
    for word in ("AMPARO_INSTANCE_KEY", "AMPARO_SCHEME=https", "loopback", "SQLite", "* is not a name", "chmod 600"):
        assert word in str(refused.value)
