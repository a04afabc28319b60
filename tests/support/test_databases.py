"""The ground under the tests: if a copy leaked or a cluster stayed, other tests would lie."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy
from flask import Flask

from tests.support.databases import Databases
from tests.support.postgres import OWNER

ROOT = Path(__file__).parents[2]


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        results = [connection.execute(sqlalchemy.text(statement)) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def test_a_copy_holds_what_its_original_held_and_changes_alone(databases: Databases, empty_database_url: str) -> None:
    run(empty_database_url, "CREATE TABLE notes (word text)", "INSERT INTO notes VALUES ('one')")
    copy = databases.copy(empty_database_url)
    run(copy, "INSERT INTO notes VALUES ('two')")
    assert run(copy, "SELECT word FROM notes ORDER BY word") == [("one",), ("two",)]
    assert run(empty_database_url, "SELECT word FROM notes") == [("one",)]
    databases.drop(copy)


def test_tables_are_made_once_and_every_test_gets_its_own(databases: Databases, backend: str) -> None:
    made: list[str] = []
    maker = Databases(databases.folder, databases.run_folder, databases.controller, f"{databases.worker}_again")

    def migrate(url: str) -> None:
        made.append(url)
        run(url, "CREATE TABLE notes (word text)")

    first, second = maker.migrated(backend, migrate), maker.migrated(backend, migrate)
    run(first, "INSERT INTO notes VALUES ('mine')")
    assert len(made) == 1
    assert run(second, "SELECT * FROM notes") == []
    for url in (first, second, *made):
        maker.discard(url)


def test_a_database_given_back_comes_again_with_nothing_of_before(databases: Databases, backend: str) -> None:
    maker = Databases(databases.folder, databases.run_folder, databases.controller, f"{databases.worker}_third")

    def migrate(url: str) -> None:
        run(url, "CREATE TABLE notes (word text PRIMARY KEY)", "CREATE TABLE about (word text REFERENCES notes (word))")

    url = maker.migrated(backend, migrate)
    run(url, "INSERT INTO notes VALUES ('mine')", "INSERT INTO about VALUES ('mine')")
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with contextlib.suppress(sqlalchemy.exc.OperationalError), engine.connect() as stays:  # one who is sent away
        stays.execute(sqlalchemy.text("INSERT INTO notes VALUES ('never committed')"))
        maker.drop(url)
        again = maker.migrated(backend, migrate)
        assert run(again, "SELECT * FROM notes UNION SELECT * FROM about") == []
        run(again, "INSERT INTO notes VALUES ('never committed')")
    for change in (
        "ALTER TABLE notes ADD COLUMN more text", "DROP TABLE about", "CREATE TABLE other (word text)",
        "CREATE INDEX found ON about (word)", "CREATE VIEW seen AS SELECT * FROM notes",
    ):  # fmt: skip
        run(again, change)
        maker.drop(again)
        again = maker.migrated(backend, migrate)
        with sqlalchemy.create_engine(again, poolclass=sqlalchemy.NullPool).connect() as connection:
            found = sqlalchemy.inspect(connection)
            columns, tables = [one["name"] for one in found.get_columns("notes")], found.get_table_names()
        assert (columns, sorted(tables)) == (["word"], ["about", "notes"]), change


def test_the_cluster_runs_as_an_ordinary_user_without_a_network_port(databases: Databases) -> None:
    cluster = databases.cluster
    with cluster.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT current_user").fetchone() == (OWNER,)
    process = int((cluster.data / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{process}").stat().st_uid != 0


def test_an_application_starts_on_a_migrated_database_of_its_own(app: Flask, backend: str) -> None:
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        assert engine.dialect.name == backend
        assert {"account", "record", "entry"} <= set(sqlalchemy.inspect(engine).get_table_names())


@pytest.mark.parametrize(("strictness", "code"), [("0", pytest.ExitCode.OK), ("1", pytest.ExitCode.TESTS_FAILED)])
def test_a_skipped_test_fails_where_skipping_is_forbidden(tmp_path: Path, strictness: str, code: int) -> None:
    test = tmp_path / "test_skipped.py"
    test.write_text("import pytest\ndef test_skipped():\n    pytest.skip('no reason')\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c", os.devnull]
    environment = {**os.environ, "AMPARO_REQUIRE_ALL": strictness}
    result = subprocess.run([*command, "--rootdir", tmp_path, test], cwd=ROOT, env=environment, capture_output=True)
    assert result.returncode == code, result.stdout.decode() + result.stderr.decode()


def test_the_cluster_ends_with_its_run_even_when_that_is_killed(tmp_path: Path) -> None:
    test = tmp_path / "test_forever.py"
    test.write_text(
        "import time\n"
        "def test_forever(databases):\n"
        "    print(databases.run_folder, databases.cluster.folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-m", "pytest", "-s", "-q", "-p", "no:cacheprovider", "-p", "tests.support.databases"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with subprocess.Popen(
        [*command, "--rootdir", str(tmp_path), "-c", os.devnull, str(test)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdout is not None
        words = child.stdout.readline().split()
        if len(words) != 2:
            child.kill()
            pytest.fail(f"the run did not start its cluster: {words} {child.stdout.read()}")
        run_folder, cluster_folder = map(Path, words)
        postmaster = int((cluster_folder / "data/postmaster.pid").read_text().split()[0])
        child.kill()
    until = time.monotonic() + 20
    while run_folder.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not run_folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(postmaster, 0)
