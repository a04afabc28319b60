"""Trying to come in, and being in."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import csrf

ACCOUNT = "/account"


def try_to_enter(app: Flask, name: str, passphrase: str, address: str = "127.0.0.1") -> tuple[int, str]:
    client = app.test_client()
    fields = {"csrf_token": csrf(client, "/sign-in"), "sign_in_name": name, "sign_in_passphrase": passphrase}
    answer = client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.get_data(as_text=True)


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200
