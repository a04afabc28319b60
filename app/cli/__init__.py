"""Commands a person or a clock runs."""

from __future__ import annotations

from flask import Flask

from app.cli.backing_up.commands import backup_command, restore_command
from app.cli.installing import init_command
from app.cli.tidying import tidy_command
from app.cli.translations import translations


def register(app: Flask) -> None:
    """Register the commands under `flask --app app`."""
    for command in (init_command, backup_command, restore_command, tidy_command, translations):
        app.cli.add_command(command)
