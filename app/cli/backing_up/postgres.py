"""PostgreSQL: copied by pg_dump, whose snapshot sees one moment however many people write."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL

from app.cli.preparing import CannotRun

FILE = "amparo.dump"
ASIDE = "amparo_before_restore"
PATIENCE = 3.0  # seconds for connections that are being closed


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Raises CannotRun."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise CannotRun(f"{name} is missing. On Debian or Ubuntu: apt-get install postgresql-client")
    return found


def address(url: URL) -> str:
    """Return a connection address without the password, which goes through the environment."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(url: URL, *arguments: str) -> None:
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotRun(f"{Path(arguments[0]).name} failed: {done.stderr.strip()}")


def dump(url: URL, folder: Path) -> Path:
    """Write the database into one file of the folder and return its path. Raises CannotRun."""
    target = folder / FILE
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run(url, program("pg_dump"), *options, f"--dbname={address(url)}")
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return target


def check(url: URL, path: Path) -> None:
    """Read a dump from beginning to end, as for a restore. Raises CannotRun when it cannot be read."""
    _run(url, program("pg_restore"), "--file=/dev/null", str(path))


@contextmanager
def replaced(url: URL, path: Path) -> Iterator[None]:
    """Put a dump in the place of the database's tables; they come back if what follows fails. Raises CannotRun."""
    with connect(url) as connection:
        require_alone(connection)
        connection.execute(f"ALTER SCHEMA public RENAME TO {ASIDE}")
        connection.execute("CREATE SCHEMA public")
    try:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(url, program("pg_restore"), *options, f"--dbname={address(url)}", str(path))
        yield
    except BaseException:
        with connect(url) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute(f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    with connect(url) as connection:
        connection.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def require_alone(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Wait for connections that are being closed, as a stopped server leaves them. Raises CannotRun."""
    end = time.monotonic() + PATIENCE
    while True:
        others = connection.execute(OTHERS).fetchone()
        if others is not None and not others[0]:
            return
        if time.monotonic() > end:
            raise CannotRun("The database is in use. Stop the server, then restore.")
        time.sleep(0.05)


OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""  # the database's own workers come and go


def connect(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    """Return a connection that commits each statement."""
    return psycopg.connect(address(url), password=url.password, autocommit=True)
