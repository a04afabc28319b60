"""A network on each database."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network, network


@pytest.fixture
def net(app: Flask) -> Network:
    """An installed network. Requests are made outside an application context: in one they would share who is there."""
    with app.app_context():
        return network(app)
