"""A form that waits, or a page left open, is sent by whoever wrote it and by nobody else."""

from __future__ import annotations

import base64
import html
import zlib
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Network, csrf, passphrase_of, signed_in
from tests.journeys.pages import forms
from tests.support.html import assert_valid_html
from tests.web.entering import is_in

PROFILE = "/account/profile"
LONG = "A long name of an office"
WRITTEN = {"full_name": "Mía <b>", "organisation": LONG, "contact": ""}


def wrote(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": csrf(client, PROFILE), **WRITTEN}


def sign_in_with(page: str, name: str) -> dict[str, str]:
    """Return what the sign-in page sends when somebody signs in on it, with the form that waits in it."""
    (form,) = [one for one in forms(page) if one.action.startswith("/sign-in")]
    return {**dict(form.pairs), "sign_in_name": name, "sign_in_passphrase": passphrase_of(name)}


def shown(client: FlaskClient) -> str:
    return html.unescape(client.get(PROFILE).get_data(as_text=True))


def test_somebody_else_who_signs_in_does_not_send_the_form_and_its_writer_still_can(
    app: Flask, net: Network, pass_time: Callable[[timedelta], None]
) -> None:
    client = signed_in(app, "mia")
    fields = wrote(client)
    pass_time(timedelta(minutes=31))
    asked = client.post(PROFILE, data=fields)
    assert asked.status_code == 401
    refused = client.post("/sign-in", data=sign_in_with(asked.text, "noor"))
    assert refused.status_code == 409 and "Somebody else wrote the form that waits here." in refused.text
    assert_valid_html(refused.text)
    assert not is_in(client), "who may not send it is not signed in beside it"
    for name in ("mia", "noor"):
        assert "Mía <b>" not in shown(signed_in(app, name))
    sent = sign_in_with(refused.text, "mia")
    assert {**sent, **WRITTEN} == sent, "nothing is lost"
    answer = client.post("/sign-in", data=sent)
    assert answer.status_code == 307 and answer.location == PROFILE
    assert client.post(answer.location, data=sent).status_code == 303
    assert "Mía <b>" in shown(client)


def test_a_form_that_waits_is_not_sent_once_another_has_signed_in_elsewhere_in_the_browser(
    app: Flask, net: Network, pass_time: Callable[[timedelta], None]
) -> None:
    client = signed_in(app, "mia")
    fields = wrote(client)
    pass_time(timedelta(minutes=31))
    asked = client.post(PROFILE, data=fields).text
    signing = {"csrf_token": csrf(client, "/sign-in"), "sign_in_name": "noor"}
    assert client.post("/sign-in", data={**signing, "sign_in_passphrase": passphrase_of("noor")}).status_code == 303
    for name in ("noor", "mia"):
        answer = client.post("/sign-in", data=sign_in_with(asked, name))
        assert answer.status_code == 400 and LONG in answer.text, "it can still be copied"
    assert LONG not in shown(client) and LONG not in shown(signed_in(app, "mia"))


def test_a_page_left_open_sends_nothing_for_the_next_person_in_that_browser(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    fields = wrote(client)
    signing = {"csrf_token": fields["csrf_token"], "sign_in_name": "noor"}
    assert client.post("/sign-in", data={**signing, "sign_in_passphrase": passphrase_of("noor")}).status_code == 303
    answer = client.post(PROFILE, data=fields)
    assert answer.status_code == 400 and LONG in answer.text
    assert "Mía <b>" not in shown(client)
    again = {"csrf_token": csrf(client, PROFILE), **WRITTEN}
    assert client.post(PROFILE, data=again).status_code == 303, "her own pages work"


def test_who_signs_in_again_keeps_the_pages_they_had_open(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    fields = wrote(client)
    signing = {"csrf_token": fields["csrf_token"], "sign_in_name": "mia", "sign_in_passphrase": passphrase_of("mia")}
    assert client.post("/sign-in", data=signing).status_code == 303
    assert client.post(PROFILE, data=fields).status_code == 303


def test_the_mark_in_the_browser_names_nobody(app: Flask, net: Network) -> None:
    first, second = (signed_in(app, "mia").get_cookie("form").value for _ in range(2))
    texts = []
    for cookie in (first, second):
        body = cookie.lstrip(".").split(".")[0]
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        texts.append(zlib.decompress(raw).decode() if cookie.startswith(".") else raw.decode())
    marks = [text.split('"owner":"')[1].split('"')[0] for text in texts]
    assert marks[0] != marks[1], "two browsers of one person have nothing in common"
    assert not any(net.people["mia"].actor.account in text or "mia" in text for text in texts)
