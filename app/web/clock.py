"""The time, in one place, so that a test can move it."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def minutes() -> int:
    """Return whole minutes since 1970."""
    return int(now().timestamp()) // 60


def today() -> date:
    """Return the day, in UTC."""
    return now().date()
