"""A clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.web import clock


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
