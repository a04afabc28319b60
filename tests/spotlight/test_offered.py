"""Which reports an editor is offered: what desks handed over and may still be told, page by page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.database import transaction
from app.incidents.service import withdrawing
from app.spotlight.service import reading
from app.vault.errors import NoKey
from tests.factories import Network
from tests.spotlight.making import hand_over

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_reports_are_offered_once_each_and_no_longer_than_they_may_be_told(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    handed = {hand_over(net) for _ in range(3)}
    own = hand_over(net, member="edna")
    with app.app_context():
        edna = net.actor("edna")
        seen: list[str] = []
        after = ""
        for _page in range(4):
            offered = reading.handed_over(edna, NOW, after)
            seen += [source.record for source in offered.sources]
            after = offered.next
            if not after:
                break
        assert sorted(seen) == sorted(handed)
        assert own in {source.record for source in reading.sources(edna, [own])}
        with transaction():
            withdrawing.withdraw(net.actor("mia"), seen[0], [])
        assert seen[0] not in {source.record for source in reading.handed_over(edna, NOW).sources}
        with pytest.raises(NoKey):
            reading.handed_over(net.actor("rosa"), NOW)
