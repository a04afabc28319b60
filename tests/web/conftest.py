"""A network, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.web import clock
from tests.factories import Network, network


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Return a function that moves the clock of every page forward."""
    began, moved = clock.now(), [timedelta()]

    def now() -> datetime:
        return began + moved[0]

    def move(by: timedelta) -> None:
        moved[0] += by

    monkeypatch.setattr(clock, "now", now)
    return move
