"""Administration of people: roles, invitations, removal."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AccountRow
from app.accounts.service import people
from app.database import db, transaction
from app.errors import Refusal
from app.vault import rings
from app.vault.directory.store import current
from app.vault.roles import Role
from tests.factories import Network, csrf, signed_in


def account(net: Network, name: str) -> str:
    return net.people[name].actor.account


def roles_of(app: Flask, net: Network, name: str) -> set[tuple[str, str]]:
    with app.app_context():
        return {(held.role, held.scope) for held in current().accounts[account(net, name)].roles}


def version_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="version"[^>]*value="([^"]*)"', client.get(path).get_data(as_text=True))
    assert found
    return found.group(1)


def change_roles(client: FlaskClient, who: str, *roles: str) -> tuple[int, str]:
    path = f"/admin/people/{who}/roles"
    fields = {"csrf_token": csrf(client, path), "version": version_on(client, path), "roles": list(roles)}
    answer = client.post(path, data=fields)
    return answer.status_code, answer.get_data(as_text=True)


def admin_paths(net: Network) -> list[str]:
    who = account(net, "rosa")
    return [
        "/admin",
        f"/admin/people/{who}",
        f"/admin/people/{who}/roles",
        "/admin/invite",
        "/admin/desks",
        "/admin/desks/new",
        f"/admin/desks/{net.desks['Andes']}",
        "/admin/recovery",
    ]


def test_nobody_but_an_administrator_finds_these_pages(app: Flask, net: Network) -> None:
    paths = admin_paths(net)
    posts = [*paths[2:4], *paths[5:7], "/admin/invite/cancel", f"/admin/people/{account(net, 'mia')}/remove"]
    for name in ("mia", "rosa", "paz", "edna", "abel", "audra"):
        client = signed_in(app, name)
        token = csrf(client, "/account")
        assert {client.get(path).status_code for path in paths} == {404}, name
        sent = {"csrf_token": token, "roles": "administrator:"}
        assert {client.post(path, data=sent).status_code for path in posts} == {404}, name
    assert {app.test_client().get(path).status_code for path in paths} == {303}
    assert roles_of(app, net, "mia") == {("member", "")}


def test_every_page_opens_for_an_administrator_and_names_people(net: Network, admin: FlaskClient) -> None:
    for path in admin_paths(net):
        assert admin.get(path).status_code == 200, path
    page = admin.get("/admin").get_data(as_text=True)
    assert "Rosa" in page and "Desk reviewer" in page and "Andes" in page


def test_roles_are_changed_and_a_ring_taken_away_is_due_a_new_key(app: Flask, net: Network, admin: FlaskClient) -> None:
    ring = f"desk:{net.desks['Andes']}"
    assert change_roles(admin, account(net, "ben"), "member:", f"reviewer:{net.desks['Global']}")[0] == 303
    assert roles_of(app, net, "ben") == {("member", ""), ("reviewer", net.desks["Global"])}
    with app.app_context():
        assert account(net, "ben") not in current().ring(ring).members
        assert current().ring(ring).mandate and current().ring(ring).current == 1
    signed_in(app, "rosa")
    with app.app_context():
        assert current().ring(ring).current == 2, "the next member to sign in makes the new key"


@pytest.mark.parametrize(
    "forged",
    [
        "owner:",
        "administrator:x",
        "administrator:{andes}",
        "reviewer:",
        "reviewer:NOSUCHDESK000000",
        ":",
        "member:\x00",
        "",
    ],
)
def test_forged_roles_are_refused(app: Flask, net: Network, admin: FlaskClient, forged: str) -> None:
    before, value = roles_of(app, net, "ben"), forged.format(andes=net.desks["Andes"])
    status, page = change_roles(admin, account(net, "ben"), "member:", value)
    assert status == 422 and "There is a problem" in page
    assert roles_of(app, net, "ben") == before
    fields = {"csrf_token": csrf(admin, "/admin/invite"), "roles": ["member:", value]}
    answer = admin.post("/admin/invite", data=fields)
    assert answer.status_code == 422 and "/join/" not in answer.get_data(as_text=True)


def test_no_role_at_all_is_refused(app: Flask, net: Network, admin: FlaskClient) -> None:
    assert change_roles(admin, account(net, "ben"))[0] == 422
    assert roles_of(app, net, "ben") == {("reviewer", net.desks["Andes"])}


def test_the_last_administrator_can_neither_be_removed_nor_lose_the_role(
    app: Flask, net: Network, admin: FlaskClient
) -> None:
    who = account(net, "admin")
    assert change_roles(admin, who, "member:")[0] == 403
    assert admin.post(f"/admin/people/{who}/remove", data={"csrf_token": csrf(admin, "/admin")}).status_code == 403
    assert ("administrator", "") in roles_of(app, net, "admin")
    with app.app_context():
        net.add("ada", (Role.ADMINISTRATOR, ""))
    assert change_roles(admin, who, "member:")[0] == 303


def test_two_administrators_cannot_remove_each_other_at_once(app: Flask, net: Network) -> None:
    with app.app_context():
        net.add("ada", (Role.ADMINISTRATOR, ""))
        ada, admin = net.actor("ada"), net.actor("admin")  # both sessions began before either removal
        with transaction():
            people.remove(ada, admin.account)
        with pytest.raises(Refusal), transaction():
            people.remove(admin, ada.account)
        assert people.holding(Role.ADMINISTRATOR) == [ada.account]


def test_the_second_of_two_changes_is_told_and_overwrites_nothing(app: Flask, net: Network, admin: FlaskClient) -> None:
    path = f"/admin/people/{account(net, 'mia')}/roles"
    version = version_on(admin, path)
    assert change_roles(admin, account(net, "mia"), "member:", "editor:")[0] == 303
    late = {"csrf_token": csrf(admin, path), "version": version, "roles": ["member:", "auditor:"]}
    answer = admin.post(path, data=late)
    assert answer.status_code == 409
    assert re.search(r'value="auditor:"[^>]* checked', answer.get_data(as_text=True)), "what was ticked stays ticked"
    assert roles_of(app, net, "mia") == {("member", ""), ("editor", "")}


def test_removal_says_what_it_does_and_does_it(app: Flask, net: Network, admin: FlaskClient) -> None:
    ben, path = signed_in(app, "ben"), f"/admin/people/{account(net, 'ben')}"
    assert "Nothing can take that back" in admin.get(path).get_data(as_text=True)
    assert admin.post(path + "/remove", data={"csrf_token": csrf(admin, "/admin")}).status_code == 303
    assert ben.get("/account").status_code == 303
    assert "<bdi>Ben</bdi>" not in admin.get("/admin").get_data(as_text=True)
    assert "<bdi>Ben</bdi>" in admin.get("/admin?removed=1").get_data(as_text=True)
    assert admin.post(path + "/remove", data={"csrf_token": csrf(admin, "/admin")}).status_code == 404


def test_an_invitation_link_is_shown_once_and_can_be_made_void(app: Flask, net: Network, admin: FlaskClient) -> None:
    path = "/admin/invite"
    fields = {"csrf_token": csrf(admin, path), "roles": ["member:", f"reviewer:{net.desks['Andes']}"]}
    found = re.search(r"/join/[0-9A-Z]+", admin.post(path, data=fields).get_data(as_text=True))
    assert found and app.test_client().get(found.group()).status_code == 200
    page = admin.get(path).get_data(as_text=True)
    assert "1 link was made and not used yet" in page and found.group() not in page
    admin.post("/admin/invite/cancel", data={"csrf_token": csrf(admin, path)})
    assert app.test_client().get(found.group()).status_code == 404


def test_people_are_listed_some_at_a_time(app: Flask, net: Network) -> None:
    with app.app_context():
        admin, page = net.actor("admin"), people.page(net.actor("admin"), limit=4)
        seen = [person.work_name for person in page.people]
        while page.after:
            page = people.page(admin, page.after, limit=4)
            assert len(page.people) <= 4
            seen += [person.work_name for person in page.people]
        assert sorted(seen, key=str.casefold) == seen and len(seen) == len(net.people)


def test_a_colleague_is_admitted_by_a_member_and_by_nobody_else(app: Flask, net: Network, admin: FlaskClient) -> None:
    ring, mia = f"desk:{net.desks['Andes']}", account(net, "mia")
    assert change_roles(admin, mia, "member:", f"reviewer:{net.desks['Andes']}")[0] == 303
    assert "waiting to be admitted" in signed_in(app, "mia").get("/account").get_data(as_text=True)
    for name in ("noor", "admin", "mia", "gita"):
        client = signed_in(app, name)
        fields = {"csrf_token": csrf(client, "/account"), "ring": ring, "account": mia}
        assert client.post("/colleagues", data=fields).status_code == 409, name
    rosa = signed_in(app, "rosa")
    page = rosa.get("/colleagues").get_data(as_text=True)
    assert 'My account <span class="badge info num">1</span>' in page, "every page tells that somebody waits"
    assert "Mia" in page and "Readers of the desk Andes" in page
    fields = {"csrf_token": csrf(rosa, "/colleagues"), "ring": ring, "account": mia}
    assert rosa.post("/colleagues", data={**fields, "account": account(net, "noor")}).status_code == 409
    assert rosa.post("/colleagues", data=fields).status_code == 303
    assert rosa.post("/colleagues", data=fields).status_code == 409, "once is enough"
    with app.app_context():
        assert rings.secret(net.actor("mia"), ring, 1)


def test_a_profile_that_does_not_verify_hides_nobody_else(app: Flask, net: Network, admin: FlaskClient) -> None:
    with app.app_context(), transaction():
        mine = db.session.get_one(AccountRow, account(net, "mia"))
        mine.profile = db.session.get_one(AccountRow, account(net, "noor")).profile
    assert admin.get("/admin").status_code == 200
    page = admin.get(f"/admin/people/{account(net, 'mia')}").get_data(as_text=True)
    assert "does not open" in page and "noor" not in page


def test_a_new_administrator_can_do_nothing_before_a_colleague_admits_them(
    app: Flask, net: Network, admin: FlaskClient
) -> None:
    assert change_roles(admin, account(net, "mia"), "member:", "administrator:")[0] == 303
    client = signed_in(app, "mia")
    assert client.get("/admin").status_code == 200
    assert change_roles(client, account(net, "noor"), "member:", "auditor:")[0] == 423
    assert roles_of(app, net, "noor") == {("member", "")}
