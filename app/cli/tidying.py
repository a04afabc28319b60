"""`flask tidy`: what has expired goes. A clock may run it once a day; it needs no key but the instance's."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import ColumnElement, delete, true

from app.accounts.models import SessionRow
from app.accounts.service import joining
from app.accounts.service.sessions import IDLE_MINUTES
from app.cli.forgetting import forget_order
from app.database import begin_writing, db, transaction
from app.incidents.service.drafts import drop_expired_drafts
from app.incidents.service.importing.keeping import drop_expired_imports
from app.spotlight.service.forgetting import forget_traces
from app.spotlight.service.offering import drop_expired_offers
from app.triage.service.exporting import drop_expired_requests


@click.command("tidy")
@with_appcontext
def tidy_command() -> None:
    """Remove what has expired: drafts, lists, requests for files, sessions, invitations; and the order of writing."""
    now = datetime.now(UTC)
    with transaction():
        drafts = drop_expired_drafts(now.date())
    with transaction():
        lists = drop_expired_imports(now.date())
    with transaction():
        files = drop_expired_requests(now.date())
    with transaction():
        drop_expired_offers(now.date())
    with transaction():
        ended = end_sessions(now)
    with transaction():
        waiting = joining.open_invitations(now.date())
    in_use = forget_order()
    forget_traces()
    click.echo(
        f"Removed {drafts} drafts, {lists} lists, {files} requests for files and {ended} sessions. "
        f"{waiting} invitations are open."
    )
    if in_use:
        click.echo(f"In use, so left for the next time: {', '.join(in_use)}.")


def end_sessions(now: datetime | None = None) -> int:
    """Remove the sessions that have ended by now, or every session (None). Returns how many."""
    which: ColumnElement[bool] = true()
    if now is not None:
        minutes = int(now.timestamp()) // 60
        which = (SessionRow.ends <= minutes) | (SessionRow.seen <= minutes - IDLE_MINUTES)
    begin_writing()
    gone = db.session.execute(delete(SessionRow).where(which).execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]
