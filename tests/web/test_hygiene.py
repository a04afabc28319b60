"""Whatever is sent, the answer is a readable page below 500; and every answer says what browsers need to be told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import config
from app.accounts.views import pacing
from app.web.access import Permission, permission_of
from tests.contracts.test_access import address, rules
from tests.factories import Network, csrf, network
from tests.support.sessions import enter

# Who gets furthest with a form; everybody else is turned away before it is read (tests/contracts/test_access.py).
WHO = {
    Permission.DESK_READ: "rosa",
    Permission.DESK_WORK: "rosa",
    Permission.IDENTITY_OPEN: "paz",
    Permission.STORY_READ: "edna",
    Permission.STORY_WRITE: "edna",
    Permission.STORY_REVIEW: "paz",
    Permission.STORY_APPROVE: "abel",
    Permission.AUDIT_READ: "audra",
    Permission.ADMINISTER: "admin",
}
FORM = "application/x-www-form-urlencoded"
ODD = ["0000000000000000", "%00", "%ED%A0%80", "..%2f..%2fetc", "a" * 300, "7K3M-9QXT", "%F0%9F%92%A9", "-1", "'--"]
FIELDS = (
    "text", "country", "act_group", "danger", "who", "agree", "desk", "do", "seen", "seq", "submission", "words",
    "reason", "title", "body", "region", "year", "language", "next", "to", "status", "on", "hit", "name", "role",
    "countries", "threat", "vulnerability", "capacity", "purpose", "sign_in_name", "sign_in_passphrase", "code",
)  # fmt: skip
VALUES: dict[str, str] = {
    "huge number": "9" * 400,
    "below zero": "-99999999999999999999",
    "nul": "a\x00b",
    "control": "\x1b[31m\x08",
    "replacement": "\ufffd",
    "unknown code": "XYZ'\";--",
    "markup": "<script>alert(1)</script>",
    "format": "%(x)s %s {0} {{7*7}}",
    "not a number": "NaN",
    "right to left": "\u202egnp.exe",
    "long": "x" * 300_000,
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong sign-ins by the hundred would make each next one wait."""
    monkeypatch.setattr(pacing, "sleep", lambda _seconds: None)


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def posts(app: Flask, name: str) -> list[str]:
    """Every address that takes this person's POST, but signing out: that would end the session of the test."""
    return [
        address(rule)
        for rule in rules(app)
        if "POST" in rule.methods
        and rule.endpoint != "accounts.sign_out"
        and WHO.get(permission_of(app.view_functions[rule.endpoint]), "mia") == name  # type: ignore[arg-type]
    ]


def fit(answer: TestResponse, what: str) -> None:
    """Fail unless an answer is below 500 and something that a person can read."""
    assert answer.status_code < 500, f"{what}: {answer.status_code}"
    if answer.status_code >= 400:
        text = answer.get_data(as_text=True)
        assert len(text) > 20 and "Traceback" not in text, what


def people(app: Flask, net: Network) -> list[tuple[str, FlaskClient, str]]:
    """Return each name with a browser and its token."""
    made = []
    for name in sorted({*WHO.values(), "mia"}):
        client = app.test_client()
        enter(app, client, net, name)
        made.append((name, client, csrf(client, "/account")))
    return made


@pytest.mark.parametrize("kind", VALUES)
def test_odd_values_in_every_field_of_every_form(app: Flask, net: Network, kind: str) -> None:
    value = VALUES[kind]
    for name, client, token in people(app, net):
        fields: dict[str, Any] = dict.fromkeys(FIELDS, value[:4000])
        for path in posts(app, name):
            fit(client.post(path, data={**fields, "csrf_token": token}), f"{kind} {path}")
            fit(client.post(path, data={"csrf_token": token, "text": value, "country": [value, value]}), path)


BODIES: dict[str, Callable[[str], tuple[bytes, str]]] = {
    "ten megabytes": lambda token: (b"csrf_token=" + token.encode() + b"&text=" + b"x" * 10_000_000, FORM),
    "broken utf-8": lambda token: (b"csrf_token=" + token.encode() + b"&text=%ff%fe\xc3\x28&%80=1", FORM),
    "lone surrogates": lambda token: (b"csrf_token=" + token.encode() + b"&text=%ED%A0%80%ED%B0%80", FORM),
    "a field many times": lambda token: (b"csrf_token=" + token.encode() + b"&text=a&country=COL" * 900, FORM),
    "too many fields": lambda token: (b"csrf_token=" + token.encode() + b"&a=1" * 20_000, FORM),
    "json": lambda token: (b'{"csrf_token": "' + token.encode() + b'", "text": {"a": [1]}}', "application/json"),
    "no type": lambda _token: (b"\x00\x01\x02", "application/octet-stream"),
    "an unknown charset": lambda token: (b"csrf_token=" + token.encode(), f"{FORM}; charset=klingon"),
    "multipart cut off": lambda token: (
        b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode() + b"\r\n--b\r\nCont",
        "multipart/form-data; boundary=b",
    ),
    "multipart without boundary": lambda _token: (b"--b\r\n\r\n", "multipart/form-data"),
    "a file where text belongs": lambda token: (
        b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode()
        + b'\r\n--b\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nx\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BODIES)
def test_odd_bodies_to_every_form(app: Flask, net: Network, kind: str) -> None:
    for name, client, token in people(app, net):
        body, sort = BODIES[kind](token)
        for path in posts(app, name):
            answer = client.post(path, data=body, content_type=sort)
            fit(answer, f"{kind} {path}")
            if kind == "ten megabytes":
                assert answer.status_code == 413, path


def test_odd_addresses_cookies_and_hosts(app: Flask, net: Network) -> None:
    for _name, client, _token in people(app, net):
        for rule in rules(app):
            if rule.arguments and "GET" in rule.methods:
                start, _, rest = rule.rule.partition("<")
                for odd in ODD:
                    fit(client.get(start + odd + rest.partition(">")[2].replace("<", "").replace(">", "")), rule.rule)
        for query in (
            "page=-1",
            "page=99999999999999999999",
            "page=NaN",
            "next=//evil",
            "a=%ff",
            "text=%00",
            "state=x",
        ):
            for path in ("/incidents", "/desk", "/spotlights", "/sign-in", "/language"):
                fit(client.get(f"{path}?{query}"), f"{path}?{query}")
    for cookie in ("sid=;", "sid=%%%", "sid=" + "A" * 4000, "form=x.y.z", "\xff\xfe", "locale=../..", "sid=\x01"):
        fit(app.test_client().get("/incidents", headers={"Cookie": cookie}), cookie)
    browser = app.test_client()
    for path in (
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\t/[x",
        "/a\r\nb: c",
        "https://evil.example",
    ):
        fields = {"csrf_token": csrf(browser, "/language"), "language": "en", "next": path}
        assert browser.post("/language", data=fields).headers["Location"] == "/", path
    for host in ("evil.example", "127.0.0.1.evil.example", "a b", "", "127.0.0.1:99999", "[::1"):
        answer = app.test_client().get("/sign-in", headers={"Host": host})
        fit(answer, host)
        assert "evil.example" not in answer.get_data(as_text=True)
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_every_answer_tells_the_browser_what_it_may_do(app: Flask, net: Network) -> None:
    mia, nobody = app.test_client(), app.test_client()
    enter(app, mia, net, "mia")
    for rule in rules(app):
        for client in (nobody, mia):
            if "GET" in rule.methods and rule.endpoint != "web.leave":
                answer = client.get(address(rule))
                headers = answer.headers
                policy = headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
                assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
                assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
                assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
                assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
                public = permission_of(app.view_functions[rule.endpoint]) is Permission.PUBLIC
                if headers["Cache-Control"] != "no-store":
                    assert public and answer.status_code == 200 and "Set-Cookie" not in headers, rule.rule
    for path in ("/no-such-page", "/incidents/new"):
        assert nobody.get(path).headers["Cache-Control"] == "no-store"


def test_cookies_over_https_are_bound_to_the_host(make_app: Callable[..., Flask], database_url: str) -> None:
    app = make_app(database_url, SCHEME="https", HOSTS="amparo.example")
    with app.app_context():
        net = network(app)
    client = app.test_client()
    base = "https://amparo.example"
    page = client.get("/sign-in", base_url=base)
    token = page.get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    from tests.factories import passphrase_of

    fields = {"csrf_token": token, "sign_in_name": "mia", "sign_in_passphrase": passphrase_of("mia")}
    # Our pages tell browsers to send no Referer: a form must go through without one, and never without its token.
    assert client.post("/sign-in", data=fields | {"csrf_token": "x"}, base_url=base).status_code == 400
    answer = client.post("/sign-in", data=fields, base_url=base)
    assert answer.status_code == 303 and net.people
    chosen = client.post("/language", data={"csrf_token": token, "language": "fr"}, base_url=base)
    assert 'lang="fr"' in client.get("/language", base_url=base).get_data(as_text=True)
    left = client.get("/exit", base_url=base)
    assert len(left.headers.getlist("Set-Cookie")) >= 3
    assert not client.get_cookie("__Host-sid", domain="amparo.example")
    cookies = [cookie for each in (page, answer, chosen, left) for cookie in each.headers.getlist("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-form", "__Host-sid", "__Host-language"}
    for cookie in cookies:
        assert cookie.startswith("__Host-") and "Domain" not in cookie, cookie
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "SameSite=Strict" in cookie or "SameSite=Lax" in cookie, cookie
    assert "Strict-Transport-Security" in answer.headers


def test_an_error_shows_a_number_and_its_log_line_nothing_else(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise RuntimeError("Qvortzilan was here")

    fail.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    app.add_url_rule("/fails/<name>", "fails", fail, defaults={})
    app.view_functions["fails"] = lambda name: fail()
    app.view_functions["fails"].permission = Permission.PUBLIC  # type: ignore[attr-defined]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        answer = app.test_client().get("/fails/7K3M9QXT4B2NWZ0C")
    page, lines = answer.get_data(as_text=True), caplog.text
    assert answer.status_code == 500 and answer.headers["Cache-Control"] == "no-store"
    number = lines.split("incident ")[1].split(":")[0]
    assert len(number) == 8 and number in page
    for told in (page, lines):
        assert not any(secret in told for secret in ("Qvortzilan", "7K3M9QXT4B2NWZ0C", "Traceback", "/fails"))


def test_an_unsafe_start_is_refused_naming_everything(tmp_path: Path) -> None:
    (tmp_path / "instance.key").write_text("00" * 32)
    (tmp_path / "instance.key").chmod(0o644)
    (tmp_path / "demo").touch()
    settings = {"INSTANCE": tmp_path, "INSTANCE_KEY": "beef", "SCHEME": "ftp", "HOSTS": "amparo.example,*"}
    with pytest.raises(config.Unsafe) as refused:
        config.load({**settings, "DATABASE_URL": "postgresql://x@/y"})
    for named in ("AMPARO_INSTANCE_KEY", "AMPARO_SCHEME", "AMPARO_HOSTS", "demo", "DATABASE_URL", "chmod 600"):
        assert named in str(refused.value), named
