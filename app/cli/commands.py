"""The commands under `flask --app app`."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from app.cli.backing_up.commands import backup_command, restore_command
from app.cli.clocks import clocks_command
from app.cli.installing import init_command
from app.cli.preparing import MIGRATIONS
from app.cli.recovering import recover_command
from app.cli.tidying import tidy_command
from app.cli.translations import translations
from app.database import db


def register(app: Flask) -> None:
    """Register the commands, those of migrations included."""
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    kept = (backup_command, restore_command, recover_command)
    for command in (init_command, *kept, tidy_command, clocks_command, translations):
        app.cli.add_command(command)
