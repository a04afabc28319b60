"""A private PostgreSQL cluster for one test run, reached through a Unix socket only.

The first test that needs it starts it; a guardian process stops it and deletes its files as soon as the run ends,
whether the run ends well, by an error or by `kill -9`. PostgreSQL refuses to run as root: then it gets another user.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

OWNER = "amparo"
START_SECONDS = 60
SPEED_OVER_SAFETY = {
    "fsync": "off",
    "autovacuum": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class Cluster:
    """A running cluster: `folder` holds its socket and `data`, its files on disk; `programs` is where pg_dump is."""

    folder: str
    programs: str

    @property
    def data(self) -> Path:
        return Path(self.folder, "data")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=self.folder, user=OWNER, dbname=database, autocommit=True)

    def dump(self, database: str) -> bytes:
        """Return what a thief of a backup would hold: pg_dump's plain output."""
        command = [f"{self.programs}/pg_dump", "--host", self.folder, "--username", OWNER, database]
        return subprocess.run(command, check=True, capture_output=True).stdout


def programs() -> str | None:
    """Return the folder of the newest PostgreSQL server programs, or None where there are none."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which("initdb")
    return str(Path(found).resolve().parent) if found else None


def cluster(run_folder: Path, controller: int) -> Cluster:
    """Return the cluster of this test run, starting it if nobody has. Raises RuntimeError with its log if it cannot."""
    found = programs()
    if found is None:
        raise LookupError("PostgreSQL is not installed: sudo apt-get install postgresql")
    ready, log = run_folder / "ready", run_folder / "guardian.log"
    with (run_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            arguments = [sys.executable, __file__, str(run_folder), str(controller), found]
            with log.open("w") as output:
                subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            until = time.monotonic() + START_SECONDS
            while not ready.exists():
                if (run_folder / "ended").exists() or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
                time.sleep(0.05)
    return Cluster(**json.loads(ready.read_text()))


def stop(run_folder: Path) -> None:
    """Ask the guardian to stop the cluster, and wait until it is gone."""
    guardian = run_folder / "guardian"
    if guardian.exists():
        os.kill(int(guardian.read_text()), signal.SIGTERM)
        until = time.monotonic() + START_SECONDS
        while not (run_folder / "ended").exists() and time.monotonic() < until:
            time.sleep(0.02)


def unprivileged() -> dict[str, object]:
    """Return subprocess arguments that make a child an ordinary user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise LookupError("neither user postgres nor nobody exists")


def start(run_folder: Path, found: str) -> tuple[Cluster, subprocess.Popen[bytes]]:
    """Make an empty cluster and start it; returns when it answers."""
    ordinary = unprivileged()
    folder = run_folder / "postgresql"
    folder.mkdir(mode=0o700)
    if ordinary:
        os.chown(folder, ordinary["user"], ordinary["group"])
    made = Cluster(str(folder), found)
    arguments = ["--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    initdb = [f"{found}/initdb", f"--pgdata={made.data}", *arguments]
    subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **ordinary)
    settings = {"listen_addresses": "", "unix_socket_directories": folder, **SPEED_OVER_SAFETY}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen([f"{found}/postgres", "-D", made.data, *options], cwd=folder, **ordinary)
    while True:
        try:
            made.connect().close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return made, server


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def guard(run_folder: Path, controller: int, found: str) -> None:
    """Hold a cluster for as long as the controller lives and nobody sends SIGTERM."""
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    (run_folder / "guardian").write_text(str(os.getpid()))
    try:
        made, server = start(run_folder, found)
        (run_folder / "starting").write_text(json.dumps(asdict(made)))
        (run_folder / "starting").rename(run_folder / "ready")
        while alive(controller) and not told and server.poll() is None:
            time.sleep(0.1)
        server.send_signal(signal.SIGINT)  # fast shutdown: does not wait for clients
        server.wait(START_SECONDS)
    finally:
        shutil.rmtree(run_folder / "postgresql", ignore_errors=True)
        (run_folder / "ended").touch()
        if not alive(controller):
            shutil.rmtree(run_folder, ignore_errors=True)


if __name__ == "__main__":
    if os.fork() == 0:  # the worker that asked may end long before the others do
        os.setsid()
        guard(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
