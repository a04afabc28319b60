"""No question of the queue's page walks through every record of the desk: its time must not grow with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import apsw
import pytest

from app.index import absorbing
from app.triage.queue import DUE, NEWEST, RISK, URGENT
from tests.factories import Network
from tests.index.reading import ask
from tests.triage.desks import file
from tests.triage.test_queue import page

T = TypeVar("T")
LARGE = ("record", "incident", "queue", "q", "told", "match", "kept", "person", "act", "data_key", "opened")
WALKS = re.compile(rf"^SCAN ({'|'.join(LARGE)})\b(?!.*USING (COVERING )?INDEX)")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The plan of every statement that was run on an index since, by its text."""
    plans: dict[str, list[str]] = {}
    use = absorbing.use

    def traced(actor: Any, ring: str, projections: Any, work: Callable[[apsw.Connection], T]) -> T:
        def watched(connection: apsw.Connection) -> T:
            ran: list[tuple[str, Any]] = []
            connection.exec_trace = lambda _cursor, sql, given: ran.append((sql, given)) or True
            try:
                return work(connection)
            finally:
                connection.exec_trace = None
                for sql, given in ran:
                    if re.match(r"\s*(SELECT|WITH|UPDATE)", sql):
                        found = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)
                        plans[sql] = [str(row[3]) for row in found]

        return use(actor, ring, projections, watched)

    for module in ("app.triage.indexes.use", "app.index.absorbing.use"):
        monkeypatch.setattr(module, traced)
    return plans


def walking(plans: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(line, sql) for sql, lines in plans.items() for line in lines if WALKS.match(line)]


@pytest.mark.parametrize("sort", [URGENT, DUE, NEWEST, RISK])
@pytest.mark.parametrize("filters", [{}, {"country": "COL"}, {"state": "all"}, {"assignee": "me"}])
def test_a_page_without_words_walks_through_no_large_table(
    net: Network, asked: dict[str, list[str]], sort: str, filters: dict[str, str]
) -> None:
    for _ in range(3):
        file(net)
    page(net)
    asked.clear()
    page(net, sort=sort, **filters)
    assert len(asked) > 6 and walking(asked) == []


def test_the_check_sees_a_walk(net: Network, asked: dict[str, list[str]]) -> None:
    file(net)
    page(net)
    asked.clear()
    with net.app.app_context():
        ask(net, "SELECT withdrawn.record FROM withdrawn JOIN record USING (id) WHERE record.desk = ?", "x")
    assert [line for line, _sql in walking(asked)] == ["SCAN record"]
