"""Amparo starts with settings that work and are safe, or names all that are not."""

from __future__ import annotations

import ctypes
from pathlib import Path
from unittest.mock import Mock

import pytest

import config
from app import create_app, create_worker


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("PROXIES", ("abc", "-1", -1, "1.5", "12345678901", "٣")),
        ("EXIT", ("javascript:alert(1)", "//x.example", "/exit", "data:text/html,x", "https://", "https://[x")),
        ("DATABASE_URL", ("mysql://amparo:hidden@db/amparo", "amparo.sqlite", "postgresql+psycopg2://amparo:hidden@db/x")),
        ("HOSTS", ("https://amparo.example", ".example", "amparo.example/x", "*.example", "a b", ",")),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_work_is_named_with_all_others(
    tmp_path: Path, setting: str, values: tuple[str | int, ...]
) -> None:
    (tmp_path / "instance.key").write_text("no key")
    (tmp_path / "instance.key").chmod(0o600)
    for value in values:
        with pytest.raises(config.Unsafe) as refused:
            config.load({"INSTANCE": tmp_path, "SCHEME": "ftp", setting: value})
        for named in ("AMPARO_SCHEME", "instance.key", setting):
            assert named in str(refused.value), (value, named)
        assert "hidden" not in str(refused.value)


def test_settings_that_work_are_taken(tmp_path: Path) -> None:
    hosts = "amparo.example,amparo.example:8443,[::1]:8000,::1,127.0.0.1,xn--mgb.example"
    given = {"INSTANCE": tmp_path, "SCHEME": "https", "PROXIES": "2", "EXIT": "https://example.org/a?b=c#d"}
    values = config.load({**given, "HOSTS": hosts, "DATABASE_URL": "postgres://amparo@db/amparo"})
    assert values["PROXIES"] == 2
    assert len(values["HOSTS"]) == 6


def test_without_a_key_no_page_is_served_and_no_worker_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = create_app({"INSTANCE": tmp_path}).test_client().get("/sign-in")
    assert (answer.status_code, "key is missing" in answer.get_data(as_text=True)) == (503, True)
    monkeypatch.setenv("AMPARO_INSTANCE", str(tmp_path))
    monkeypatch.setattr(ctypes, "CDLL", Mock())
    with pytest.raises(config.Unsafe, match=r"instance\.key"):
        create_worker()
