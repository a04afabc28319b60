"""A network."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network, network


@pytest.fixture
def net(app: Flask) -> Network:
    """A network with one person of every role."""
    with app.app_context():
        return network(app)
