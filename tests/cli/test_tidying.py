"""What has expired goes, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import SessionRow
from app.accounts.service import joining, sessions
from app.database import db, transaction
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.service.drafts import own_drafts, start_draft
from app.vault import moments
from app.vault.roles import Role
from tests.factories import network

NOW = datetime.now(UTC)
MINUTE = int(NOW.timestamp()) // 60


def test_tidy_removes_what_has_expired_and_keeps_the_rest(app: Flask) -> None:
    with app.app_context():
        net = network(app)
        mia = net.actor("mia")
        for days in (15, 13):
            with moments.played(NOW - timedelta(days=days)), transaction():
                start_draft(mia, DraftSaved(filing=Filing()), f"{days} days old")
        with transaction():
            kept = sessions.start(mia.account, net.people["mia"].secret, "new", MINUTE)
        for age in (31, 13 * 60):
            with transaction():
                db.session.add(SessionRow(id=f"{age}", sealed=b"", note=b"", seen=MINUTE - age, ends=MINUTE + 60 - age))
        for age in (20, 1):
            with transaction():
                joining.invite(net.actor("admin"), [(Role.MEMBER, "")], NOW.date() - timedelta(days=age))
    said = app.test_cli_runner().invoke(args=["tidy"])
    assert said.exit_code == 0, said.output
    assert said.output == "Removed 1 drafts, 0 lists, 0 requests for files and 2 sessions. 1 invitations are open.\n"
    with app.app_context():
        assert len(own_drafts(net.actor("mia"))) == 1
        assert list(db.session.scalars(select(SessionRow.id))) == [sessions.session_id(kept)]
