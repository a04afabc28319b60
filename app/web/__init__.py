"""What every page shares. `register` ties the rooms' pages to the application."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register everything shared, then the rooms' pages."""
