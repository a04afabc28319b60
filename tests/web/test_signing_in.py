"""Coming in and going out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Network, csrf, network, passphrase_of, signed_in


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def test_in_and_out(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    client.post("/sign-out", data={"csrf_token": csrf(client, "/language")})
