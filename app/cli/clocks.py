"""`flask clocks`: whose promises have passed. For a timer, every quarter of an hour; it needs no key of any record."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from app.database import transaction
from app.triage.service import due


@click.command("clocks")
@with_appcontext
def clocks_command() -> None:
    """Put a notice into the spool for each coordinator whose desk has missed a promise. Says how many, and no more."""
    with transaction():
        put = due.tell(datetime.now(UTC))
    click.echo(f"{put} notices were put into the spool.")
