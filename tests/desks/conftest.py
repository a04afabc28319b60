"""A network for tests of administration."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Network, network, signed_in


@pytest.fixture
def net(app: Flask) -> Network:
    """A network with one person of every role."""
    with app.app_context():
        return network(app)


@pytest.fixture
def admin(app: Flask, net: Network) -> FlaskClient:
    """The browser of an administrator."""
    return signed_in(app, "admin")
