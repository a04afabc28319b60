"""Commands a person or a clock runs."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register the commands under `flask --app app`."""
