"""A network that asks for files, which are encrypted with little work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.crypto import age
from tests.factories import Network


@pytest.fixture(autouse=True)
def insecure_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 2)


@pytest.fixture
def asking(app: Flask, net: Network) -> Iterator[Network]:
    with app.app_context():
        yield net
