"""A network where something of everything has happened."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network, network
from tests.spotlight.making import Person, hand_over, publish, start


@pytest.fixture
def busy(app: Flask) -> Network:
    """A network with a report in the desk's hands, one told in a published story, and a story to be reviewed."""
    with app.app_context():
        made = network(app)
    people = {name: Person(app, made, name) for name in ("edna", "abel", "paz")}
    first, second = hand_over(made, "mia"), hand_over(made, "noor")
    publish(made, people, start(people["edna"], first))
    waiting = start(people["edna"], second, title="The ferry at dawn", alt="A ferry")
    people["edna"].step(waiting, "submit")
    return made
