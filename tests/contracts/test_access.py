"""Contract 2: every route declares its access; every role tries every route; no POST without a token."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.vault.roles import Role
from app.web.access import TABLE, Permission, permission_of
from tests.factories import Network, network
from tests.support.sessions import enter

SURFACE = Path(__file__).parent / "routes.json"
# A value for each kind of variable part: well-formed, but of nothing that exists.
NOBODYS = {"default": "0000000000000000", "string": "0000000000000000", "int": "1", "path": "x"}
PEOPLE = {
    None: None,
    Role.ADMINISTRATOR: "admin",
    Role.REVIEWER: "rosa",
    Role.PROTECTION_OFFICER: "paz",
    Role.EDITOR: "edna",
    Role.APPROVER: "abel",
    Role.AUDITOR: "audra",
    Role.MEMBER: "mia",
}


def rules(app: Flask) -> list[Rule]:
    return sorted((rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"), key=lambda rule: rule.rule)


def address(rule: Rule) -> str:
    values = {name: NOBODYS.get(kind(rule, name), NOBODYS["default"]) for name in rule._converters}
    path = rule.rule
    for name, value in values.items():
        start = path.index("<")
        end = path.index(">", start)
        path = path[:start] + value + path[end + 1 :]
        assert name
    return path


def kind(rule: Rule, name: str) -> str:
    return type(rule._converters[name]).__name__.removesuffix("Converter").lower()


@pytest.fixture
def net(app: Flask) -> Network:
    with app.app_context():
        return network(app)


def test_every_route_declares_its_access(app: Flask) -> None:
    undeclared = [rule.endpoint for rule in rules(app) if permission_of(app.view_functions[rule.endpoint]) is None]
    assert not undeclared


def test_an_undeclared_route_is_denied(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 403


def test_the_surface_is_the_one_that_was_reviewed(app: Flask) -> None:
    """A new door shows in the diff of routes.json: method, address and what it asks."""
    surface = [
        f"{','.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))} {rule.rule} "
        f"{permission_of(app.view_functions[rule.endpoint])}"
        for rule in rules(app)
    ]
    assert surface == json.loads(SURFACE.read_text())


@pytest.mark.parametrize("role", list(PEOPLE), ids=lambda role: role or "nobody")
def test_each_role_opens_its_pages_and_no_others(app: Flask, net: Network, role: Role | None) -> None:
    client = app.test_client()
    if PEOPLE[role]:
        enter(app, client, net, PEOPLE[role])
    for rule in rules(app):
        permission = permission_of(app.view_functions[rule.endpoint])
        if "GET" not in rule.methods or rule.endpoint in ("web.leave",):
            continue
        answer = client.get(address(rule))
        where = f"{role} {rule.rule} {permission}: {answer.status_code}"
        assert answer.status_code < 500, where
        if permission is Permission.PUBLIC:
            assert answer.status_code in (200, 302, 303, 404), where
        elif role is None:
            assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"], where
        elif permission is Permission.SIGNED_IN or role in TABLE[permission]:
            assert answer.status_code in (200, 302, 303, 404), where
            if not rule.arguments:
                assert answer.status_code != 404, where
        else:
            assert answer.status_code == 404, where


@pytest.mark.parametrize("name", [None, "admin", "rosa", "paz", "edna", "abel", "mia"])
def test_no_post_without_its_token(app: Flask, net: Network, name: str | None) -> None:
    client = app.test_client()
    if name:
        enter(app, client, net, name)
    tried = 0
    for rule in rules(app):
        if "POST" in rule.methods:
            answer = client.post(address(rule), data={"csrf_token": "forged"})
            assert answer.status_code == 400, f"{name} {rule.rule}: {answer.status_code}"
            tried += 1
    assert tried


def test_changes_are_made_by_post_alone(app: Flask) -> None:
    """GET /exit is the one declared exception."""
    changing = {rule.endpoint for rule in rules(app) if rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}}
    assert not changing
