"""A demo instance answers this machine alone, whatever address its server was told to listen on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import app as amparo
from app.web.demo import REFUSED, is_local
from tests.factories import prepare_folder


def get(folder: Path, peer: str, path: str = "/language", **settings: Any) -> tuple[int, str]:
    """Ask for a page under a name of this machine, as if from somewhere."""
    headers = settings.pop("headers", {})
    app = amparo.create_app({"INSTANCE": folder, "TESTING": True, **settings})
    where = {"REMOTE_ADDR": peer, "HTTP_HOST": "127.0.0.1"}
    answer = app.test_client().get(path, environ_overrides=where, headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    prepare_folder(tmp_path / "instance")
    (tmp_path / "instance" / "demo").touch()
    return tmp_path / "instance"


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "", "localhost.example"])
def test_a_stranger_with_a_forged_host_gets_nothing_of_a_demo(demo: Path, peer: str) -> None:
    for path in ("/", "/sign-in", "/static/amparo.css", "/nothing-here"):
        assert get(demo, peer, path) == (403, REFUSED)


def test_no_header_makes_a_stranger_local(demo: Path) -> None:
    forged = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Real-IP": "127.0.0.1"}
    for proxies in (0, 1):
        assert get(demo, "192.0.2.7", headers=forged, PROXIES=proxies) == (403, REFUSED)
    assert get(demo, "127.0.0.1", headers={"X-Forwarded-For": "192.0.2.7"}, PROXIES=1) == (403, REFUSED)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_a_demo_answers_this_machine(demo: Path, peer: str) -> None:
    assert is_local(peer)
    assert get(demo, peer)[0] == 200


def test_an_instance_that_is_no_demo_answers_others(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "instance")
    assert get(tmp_path / "instance", "192.0.2.7")[0] == 200
