"""A withdrawn report is kept for the days that its desk states, then two people destroy it, and nothing is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import transaction
from app.desks import service as desks
from app.desks.errors import BadDesk
from app.incidents.rules.states import State
from app.triage import queue as queues
from app.triage.queue import Filters
from app.triage.service import deciding
from app.triage.service.moving import Sent
from app.vault import moments
from app.withdrawal import service as withdrawal
from tests.desks.test_desk_pages import save
from tests.desks.test_promises import FAST, sent
from tests.factories import Network
from tests.triage.desks import browser, file, length, send, state

NOTHING_HELD = "You hold no report with this reference."


def withdrawn(net: Network) -> str:
    record = file(net)
    with net.app.app_context(), transaction():
        withdrawal.withdraw(net.actor("mia"), record, (), "")
    return record


def to_destroy(net: Network, days: float, who: str = "rosa", desk: str = "Andes") -> tuple[str, ...]:
    """Return what a desk's queue says is to be destroyed, so many days from now."""
    with net.app.app_context():
        now = moments.now() + timedelta(days=days)
        return queues.page(net.actor(who), net.desks[desk], Filters(), now=now).to_destroy


def keep(net: Network, days: int, desk: str = "Andes") -> None:
    with net.app.app_context(), transaction():
        desks.set_targets(net.actor("admin"), net.desks[desk], (), retention=days)


def purge(net: Network, record: str) -> None:
    """Propose and agree, as two people do."""
    seen = length(net, record)
    with net.app.app_context(), transaction():
        deciding.propose(net.actor("rosa"), record, "purge", Sent(reason="The period has passed."), seen=seen)
    incident = state(net, record)
    with net.app.app_context(), transaction():
        proposal = incident.waiting[0].stamp.seq
        assert deciding.agree(net.actor("ben"), record, proposal, seen=incident.last_seq)


def test_after_thirty_days_the_queue_lists_it_and_two_people_destroy_it(net: Network) -> None:
    record, _kept = withdrawn(net), file(net)
    assert to_destroy(net, 29.9) == ()
    assert to_destroy(net, 30.1) == (record,)
    assert to_destroy(net, 30.1, "gita", "Global") == (), "another desk's"
    purge(net, record)
    assert to_destroy(net, 30.1) == ()


def test_the_period_that_a_desk_states_counts_for_what_was_withdrawn_before_too(net: Network) -> None:
    record = withdrawn(net)
    assert to_destroy(net, 8) == ()
    keep(net, 7)
    assert to_destroy(net, 6.9) == () and to_destroy(net, 7.1) == (record,)
    keep(net, 0)
    assert to_destroy(net, 8) == ()


def test_one_person_alone_destroys_nothing_however_late_it_is(net: Network) -> None:
    record = withdrawn(net)
    keep(net, 1)
    seen = length(net, record)
    with net.app.app_context(), transaction():
        deciding.propose(net.actor("rosa"), record, "purge", Sent(reason="Late."), seen=seen)
    incident = state(net, record)
    with net.app.app_context(), pytest.raises(Exception, match="second person"), transaction():
        deciding.agree(net.actor("rosa"), record, incident.waiting[0].stamp.seq, seen=incident.last_seq)
    assert state(net, record).state is State.WITHDRAWN and to_destroy(net, 2) == (record,)


def test_an_administrator_sets_the_days_and_the_filer_reads_them_before_withdrawing(app: Flask, net: Network) -> None:
    admin, mia, record = browser(app, net, "admin"), browser(app, net, "mia"), file(net)
    assert "When 30 days have passed" in text(mia, f"/incidents/{record}")
    path = f"/admin/desks/{net.desks['Andes']}/targets"
    assert 'name="retention"' in text(admin, path) and 'value="30"' in text(admin, path)
    assert save(admin, path, **sent(FAST), retention="1")[0] == 303
    assert "When 1 day has passed" in text(mia, f"/incidents/{record}")
    for wrong in ("0", "-3", "367", "soon"):
        assert save(admin, path, **sent(FAST), retention=wrong)[0] == 422, wrong
    assert save(admin, f"/admin/desks/{net.desks['Andes']}", name="The Andes", countries=["COL"])[0] == 303
    with app.app_context():
        assert desks.get(net.desks["Andes"]).retention == 1, "another change of the desk leaves them"
        with pytest.raises(BadDesk):
            desks.set_targets(net.actor("admin"), net.desks["Andes"], (), retention=367)
    assert send(mia, f"/incidents/{record}/withdraw").status_code == 303
    assert "When 1 day has passed since then" in text(mia, f"/incidents/{record}")


def test_the_queue_names_what_is_to_be_destroyed(app: Flask, net: Network) -> None:
    rosa, _new = browser(app, net, "rosa"), withdrawn(net)
    assert "to be destroyed" not in text(rosa, "/desk")
    with moments.played(moments.now() - timedelta(days=31)):
        record = withdrawn(net)
    page = text(rosa, "/desk")
    assert "1 withdrawn report is to be destroyed" in page and f"/desk/{record}" in page


def test_what_was_destroyed_is_answered_like_what_never_was(app: Flask, net: Network) -> None:
    record, others = withdrawn(net), file(net, "noor")
    purge(net, record)
    mia = browser(app, net, "mia")
    pages = []
    for reference in (record, others, "0000000000000000", "nonsense"):
        for part in ("", "/receipt"):
            answer = mia.get(f"/incidents/{reference}{part}")
            assert answer.status_code == 404 and NOTHING_HELD in answer.get_data(as_text=True), reference
            pages.append(answer.get_data(as_text=True).replace(reference, "").replace("%2Freceipt", ""))
        assert NOTHING_HELD in send(mia, f"/incidents/{reference}/withdraw").get_data(as_text=True)
    assert "destroyed after the period its desk states" in pages[0]
    assert record not in text(mia, "/incidents").replace("-", "")


def text(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)
