"""Drafts: the filer's alone, destroyed at filing, expiring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.database import db, transaction
from app.incidents.content.draft import DraftSaved, Filing
from app.incidents.content.report import Narrative
from app.incidents.errors import NotComplete, ReportUnknown
from app.incidents.service import drafts, filing
from app.vault import opening, records
from app.vault.actor import Actor
from app.vault.entries import Status
from app.vault.models import EntryRow, GrantRow, RecordRow
from tests.factories import Network, network
from tests.incidents.chains import filing as smallest
from tests.incidents.chains import report


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    with app.app_context():
        yield network(app)


def filed(actor: Actor, content: Filing | None = None, submission: str = "once", **fields: object) -> str:
    with transaction():
        return filing.file_incident(actor, content or andean(), submission=submission, **fields).record


def andean(**fields: object) -> Filing:
    return smallest(report=report(country="COL", **fields))


def draft(actor: Actor, content: Filing, token: str = "draft") -> str:
    with transaction():
        return drafts.start_draft(actor, DraftSaved(filing=content), token)


def rows(record: str) -> int:
    tables = ((RecordRow, RecordRow.id), (EntryRow, EntryRow.record), (GrantRow, GrantRow.record))
    return sum(
        db.session.scalar(select(func.count()).select_from(table).where(column == record)) or 0
        for table, column in tables
    )


def test_a_draft_is_the_filers_alone(net: Network) -> None:
    name = draft(net.actor("mia"), andean())
    assert drafts.open_draft(net.actor("mia"), name).saved.filing == andean()
    for other in ("noor", "rosa", "paz", "admin"):
        with pytest.raises(ReportUnknown):
            drafts.open_draft(net.actor(other), name)
        with transaction():
            drafts.discard_draft(net.actor(other), name)
    assert rows(name) and [one.id for one in drafts.own_drafts(net.actor("mia"))] == [name]
    assert drafts.own_drafts(net.actor("noor")) == []


def test_what_was_deleted_from_a_draft_is_nowhere(net: Network) -> None:
    mia = net.actor("mia")
    name = draft(mia, andean(narrative=Narrative(text="a name that must go")))
    before = {row.sealed for row in db.session.scalars(select(EntryRow).where(EntryRow.record == name))}
    saved = drafts.open_draft(mia, name).saved
    with transaction():
        drafts.save_draft(mia, name, msgspec.structs.replace(saved, filing=andean()))
    after = {row.sealed for row in db.session.scalars(select(EntryRow).where(EntryRow.record == name))}
    assert not before & after
    assert len([one for one in opening.read(mia, name) if one.status is Status.OPEN]) == 1


def test_an_old_window_does_not_write_over_a_draft(net: Network) -> None:
    mia = net.actor("mia")
    name = draft(mia, andean())
    old = drafts.open_draft(mia, name).saved
    with transaction():
        drafts.save_draft(mia, name, old)
    with pytest.raises(drafts.SavedElsewhere), transaction():
        drafts.save_draft(mia, name, old)


def test_a_crash_while_filing_a_draft_files_nothing_and_loses_nothing(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = net.actor("mia")
    name = draft(mia, andean())

    def crash(actor: Actor, record: str) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError), transaction():
        patch.setattr(records, "destroy", crash)
        drafts.file_draft(mia, name)
    assert records.own(mia, "incident") == [] and rows(name)
    with transaction():
        receipt = drafts.file_draft(net.actor("mia"), name)
    assert records.own(mia, "incident") == [receipt.record] and not rows(name)
    with transaction():
        assert drafts.file_draft(net.actor("mia"), name) == receipt
    with pytest.raises(ReportUnknown), transaction():
        drafts.file_draft(net.actor("noor"), name)


def test_an_unfinished_draft_is_not_filed(net: Network) -> None:
    mia = net.actor("mia")
    name = draft(mia, Filing())
    with pytest.raises(NotComplete), transaction():
        drafts.file_draft(mia, name)
    assert rows(name)


def test_forgotten_drafts_expire_and_reports_do_not(net: Network) -> None:
    mia = net.actor("mia")
    old, new, report_id = draft(mia, andean(), "a"), draft(mia, smallest(), "b"), filed(mia)
    today = date.fromisoformat(db.session.get_one(RecordRow, new).arrived_on)
    long_ago = (today - timedelta(days=drafts.DAYS + 1)).isoformat()
    db.session.execute(update(RecordRow).where(RecordRow.id.in_([old, report_id])).values(arrived_on=long_ago))
    db.session.commit()
    with transaction():
        assert drafts.drop_expired_drafts(today) == 1
    assert not rows(old) and rows(new) and rows(report_id)
