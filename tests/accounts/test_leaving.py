"""When the last session of an account ends, the indexes that it alone read are closed and their keys forgotten."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import people, sessions
from app.database import transaction
from app.index.pool import POOL
from tests.factories import Network, csrf
from tests.support.sessions import enter


def readers(net: Network) -> set[str]:
    accounts = {joined.actor.account: name for name, joined in net.people.items()}
    ours = [found for path, found in POOL.readers.items() if path.is_relative_to(net.app.config["INSTANCE"])]
    return {accounts[one] for found in ours for one in found}


def held(net: Network) -> int:
    return sum(len(idle) for path, idle in POOL.idle.items() if path.is_relative_to(net.app.config["INSTANCE"]))


@pytest.fixture
def reading(app: Flask, net: Network) -> list[FlaskClient]:
    """Rosa in two browsers and Ben in one, who have all looked at the queue."""
    clients = [app.test_client() for _ in range(3)]
    for client, name in zip(clients, ("rosa", "rosa", "ben"), strict=True):
        enter(app, client, net, name)
        assert client.get("/desk").status_code == 200
    assert {"rosa", "ben"} <= readers(net) and held(net)
    return clients


def test_signing_out_everywhere_closes_what_nobody_else_reads(net: Network, reading: list[FlaskClient]) -> None:
    one, two, ben = reading
    one.post("/sign-out", data={"csrf_token": csrf(one, "/account")})
    assert "rosa" in readers(net), "another browser of hers is open"
    two.get("/exit")
    assert "rosa" not in readers(net) and held(net), "Ben reads on"
    ben.post("/sign-out", data={"csrf_token": csrf(ben, "/account")})
    assert not readers(net) and not held(net)


def test_ending_all_sessions_or_the_account_forgets_the_reader(
    app: Flask, net: Network, reading: list[FlaskClient]
) -> None:
    with app.app_context():
        with transaction():
            sessions.revoke_all(net.actor("rosa"))
        assert "rosa" not in readers(net)
        with transaction():
            people.remove(net.actor("admin"), net.people["ben"].actor.account)
        assert not readers(net) and not held(net)


def test_ending_the_other_sessions_forgets_nobody_who_stays(net: Network, reading: list[FlaskClient]) -> None:
    one = reading[0]
    one.post("/account/sessions", data={"csrf_token": csrf(one, "/account")})
    assert "rosa" in readers(net)
