"""One command serves an instance: made for show where there is none, kept where there is one, never beyond loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from app.cli import demonstration, run, serving
from app.cli.preparing import CannotRun
from app.vault.instance import read_head
from tests.cli.test_installing import init
from tests.support.commands import PATIENCE, ROOT, command, environment, free_port, listens, refused, served

pytestmark = pytest.mark.long(25)


class Running(NamedTuple):
    """A server on a demo network: how the folder was before, where it listens and what the command said."""

    folder: Path
    before: tuple[object, str]
    port: int
    said: str


def state(folder: Path) -> tuple[object, str]:
    return read_head(folder), (folder / "instance.key").read_text()


@pytest.fixture(scope="module")
def running(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The next run on a demo network, for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("running") / "instance"
    shutil.copytree(made_demo, folder)
    before = state(folder)
    with served(folder) as (port, said):
        yield Running(folder, before, port, said)
    assert state(folder) == before
    log = folder.with_suffix(".log").read_text()
    assert "/spotlights" not in log
    assert "GET" not in log


def test_a_demo_network_is_marked_and_kept_by_the_next_run(running: Running) -> None:
    assert (running.folder / demonstration.MARK).read_text() == demonstration.MADE
    assert "ana carries paper lanterns over seven rivers" in running.said
    assert state(running.folder) == running.before
    for path in running.folder.iterdir():
        assert not path.stat().st_mode & 0o077, path


def test_a_demo_instance_refuses_to_listen_beyond_loopback(demo: Path) -> None:
    assert "loopback" in refused(demo, "--host", "0.0.0.0")
    assert "loopback" in refused(demo, "--host", "::")
    assert "loopback" in refused(demo, AMPARO_HOSTS="amparo.example", AMPARO_SCHEME="https")


def test_no_demo_network_is_made_where_others_could_reach_it(tmp_path: Path) -> None:
    public = {"AMPARO_HOSTS": "amparo.example", "AMPARO_SCHEME": "https"}
    assert "flask --app app init" in refused(tmp_path / "public", **public)
    assert "flask --app app init" in refused(tmp_path / "other", DATABASE_URL=f"sqlite:///{tmp_path / 'mine.sqlite'}")
    assert not (tmp_path / "public" / demonstration.MARK).exists()
    assert not (tmp_path / "other" / demonstration.MARK).exists()


def test_a_half_made_demo_network_is_made_again_and_a_real_instance_never(demo: Path, tmp_path: Path) -> None:
    half, real = tmp_path / "half", tmp_path / "real"
    shutil.copytree(demo, half)
    (half / demonstration.MARK).write_text(demonstration.HALF_MADE)
    demonstration.remove_half_made(half)
    assert {path.name for path in half.iterdir()} == {"instance.key"}, "an index of what is gone would not be made anew"
    shutil.copytree(demo, real)
    (real / demonstration.MARK).unlink()
    demonstration.remove_half_made(real)
    assert (real / demonstration.DATABASE).exists()


def test_an_instance_of_ones_own_is_served_without_a_demo_network(
    tmp_path: Path, insecure_fast_passphrase_hashing: None
) -> None:
    folder = tmp_path / "own"
    assert init(folder, f"sqlite:///{folder / 'amparo.sqlite'}").exit_code == 0
    with served(folder) as (_port, said):
        assert "lanterns" not in said
    assert not (folder / demonstration.MARK).exists()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}" in refused(tmp_path / "new", port=port)
    assert not (tmp_path / "new").exists()


def test_two_servers_do_not_share_a_port(running: Running) -> None:
    assert f":{running.port}" in refused(running.folder, port=running.port)


def test_an_instance_whose_key_is_lost_gets_no_new_one(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, headless = tmp_path / "lost", tmp_path / "headless"
    shutil.copytree(demo, lost)
    key = (lost / "instance.key").read_text().strip()
    (lost / "instance.key").unlink()
    shutil.copytree(lost, headless)
    (headless / "directory-head").unlink()
    for folder in (lost, headless):
        monkeypatch.setenv("AMPARO_INSTANCE", str(folder))
        with pytest.raises(CannotRun, match=r"instance\.key.*AMPARO_INSTANCE_KEY"):
            run.prepare("127.0.0.1")
        assert not (folder / "instance.key").exists()
    assert "AMPARO_INSTANCE_KEY" in refused(lost)
    monkeypatch.setenv("AMPARO_INSTANCE_KEY", key)
    run.prepare("127.0.0.1")


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    said = refused(tmp_path / "new", DATABASE_URL=f"postgresql://amparo:hidden@127.0.0.1:{free_port()}/amparo")
    assert "DATABASE_URL" in said and "hidden" not in said


def test_unsafe_settings_stop_the_command(tmp_path: Path) -> None:
    said = refused(tmp_path / "new", AMPARO_HOSTS="*", AMPARO_INSTANCE_KEY="short", AMPARO_PROXIES="abc")
    assert "AMPARO_PROXIES" in said
    assert "AMPARO_HOSTS" in said
    assert "AMPARO_INSTANCE_KEY" in said


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_is_known(host: str) -> None:
    serving.require_safe({"DEMO": True, "SCHEME": "http"}, host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "localhost.example", ""])
def test_what_is_not_loopback_needs_tls_and_no_demo(host: str) -> None:
    with pytest.raises(CannotRun):
        serving.require_safe({"DEMO": True, "SCHEME": "https"}, host)
    with pytest.raises(CannotRun):
        serving.require_safe({"DEMO": False, "SCHEME": "http"}, host)
    serving.require_safe({"DEMO": False, "SCHEME": "https"}, host)


@pytest.mark.parametrize("seconds", [0.0, 0.3, 2.5])  # the workers begin, load the application, have loaded it
def test_workers_leave_when_their_parent_is_killed(demo: Path, seconds: float) -> None:
    port = free_port()
    with (demo.parent / "killed.log").open("w") as output:
        server = subprocess.Popen(
            command(demo, port), cwd=ROOT, env=environment(), stdout=output, stderr=output, start_new_session=True
        )
    try:
        until = time.monotonic() + PATIENCE
        while not listens(port):
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(seconds)
        server.kill()
        server.wait()
        until = time.monotonic() + 60
        while is_there(server.pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert not is_there(server.pid), "a worker was left alone"
        assert not listens(port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def is_there(group: int) -> bool:
    """Tell whether any process of a group is left; one that has ended and that nobody has asked about is not."""
    found = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and "Z" not in line.split()[1] for line in found.splitlines())


def test_no_core_is_dumped_and_no_access_log_written(running: Running) -> None:
    arguments = serving.command("127.0.0.1", 8000)
    assert "--no-access-log" in arguments
    urllib.request.urlopen(f"http://127.0.0.1:{running.port}/spotlights", timeout=10).close()
    processes = subprocess.run(["pgrep", "-f", f"granian.*--port {running.port}"], capture_output=True, text=True)
    assert processes.stdout.split()
    for process in processes.stdout.split():
        limits = Path("/proc", process, "limits").read_text()
        assert next(line for line in limits.splitlines() if "core" in line).split()[4:6] == ["0", "0"]
    log = running.folder.with_suffix(".log").read_text()
    assert "/spotlights" not in log
    assert "GET" not in log
