"""A network on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import Network, network
from tests.vault.worlds import leave


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    """An installed network, inside an application context."""
    with app.app_context():
        yield network(app)
        leave()
