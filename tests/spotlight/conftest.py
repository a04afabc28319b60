"""A network on each database, and the people of a story in their browsers."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network, network
from tests.spotlight.making import Person

NAMES = ("edna", "abel", "paz", "rosa", "mia", "noor")


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


@pytest.fixture
def people(app: Flask, net: Network) -> dict[str, Person]:
    return {name: Person(app, net, name) for name in NAMES}
