"""A trustee's share is seen once, by one browser, and then it is on paper alone."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import ShareRow
from app.crypto.recovery import join, recovery_keys
from app.database import db
from app.vault.directory.store import current
from tests.factories import Network, csrf

WORD = re.compile(r'<strong class="ref">(\w+)</strong>')


def ask(client: FlaskClient, token: str) -> dict[str, str]:
    found = re.search(r'name="browser"[^>]*value="([^"]+)"', client.get(f"/share/{token}").get_data(as_text=True))
    assert found
    return {"csrf_token": csrf(client, f"/share/{token}"), "browser": found.group(1)}


def words(client: FlaskClient, token: str, fields: dict[str, str]) -> list[str]:
    return WORD.findall(client.post(f"/share/{token}", data=fields).get_data(as_text=True))


def test_two_shares_make_the_recovery_key(app: Flask, net: Network) -> None:
    shares = []
    for token in net.trustees[:2]:
        client = app.test_client()
        shares.append(words(client, token, ask(client, token)))
    assert [len(share) for share in shares] == [33, 33]
    with app.app_context():
        assert recovery_keys(join([" ".join(share) for share in shares])).box_public == current().recovery


def test_looking_at_the_link_shows_nothing_and_uses_nothing_up(app: Flask, net: Network) -> None:
    client, token = app.test_client(), net.trustees[0]
    for _ in range(2):
        assert not WORD.search(client.get(f"/share/{token}").get_data(as_text=True))
    assert len(words(client, token, ask(client, token))) == 33


def test_whoever_comes_second_is_told_and_sees_nothing(app: Flask, net: Network) -> None:
    trustee, thief, token = app.test_client(), app.test_client(), net.trustees[0]
    of_trustee, of_thief = ask(trustee, token), ask(thief, token)
    first = words(trustee, token, of_trustee)
    late = thief.post(f"/share/{token}", data=of_thief)
    assert late.status_code == 404 and "somebody else opened the link" in late.get_data(as_text=True)
    assert thief.post(f"/share/{token}/kept", data=of_thief).status_code == 404
    assert words(trustee, token, of_trustee) == first, "a broken connection loses nothing in the same browser"


def test_once_kept_it_is_gone_for_everybody(app: Flask, net: Network, admin: FlaskClient) -> None:
    client, token = app.test_client(), net.trustees[0]
    fields = ask(client, token)
    words(client, token, fields)
    assert client.post(f"/share/{token}/kept", data=fields).status_code == 200
    assert client.post(f"/share/{token}", data=fields).status_code == 404
    assert client.get(f"/share/{token}").status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(ShareRow)).all()) == 2
    assert "2 shares wait for their trustees" in admin.get("/admin/recovery").get_data(as_text=True)


def test_a_share_is_not_destroyed_before_it_was_shown(app: Flask, net: Network) -> None:
    client, token = app.test_client(), net.trustees[0]
    fields = ask(client, token)
    client.post(f"/share/{token}/kept", data=fields)
    assert len(words(client, token, fields)) == 33


def test_the_database_opens_no_share(app: Flask, net: Network) -> None:
    client, token = app.test_client(), net.trustees[0]
    share = words(client, token, ask(client, token))
    with app.app_context():
        for row in db.session.scalars(select(ShareRow)):
            assert share[5].encode() not in row.sealed and token not in row.id
    assert app.test_client().get("/share/" + "0" * 25).status_code == 404
