"""`flask clocks`: whose promises have passed, and where nobody looks. For a timer, every quarter of an hour; no key."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from app.database import transaction
from app.triage.service import due


@click.command("clocks")
@with_appcontext
def clocks_command() -> None:
    """Put a notice into the spool for each coordinator whose desk has missed a promise, or has not been opened.

    Says how many, and no more.
    """
    now = datetime.now(UTC)
    with transaction():
        put = due.tell(now) + due.tell_of_unopened(now)
    click.echo(f"{put} notices were put into the spool.")
