"""From an invitation link to an account whose owner holds the way back."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import AccountRow, InvitationRow
from app.accounts.passphrases import ENOUGH, offered, points
from app.accounts.profiles import own_email, own_profile, profile_of
from app.accounts.service import joining, keeping, signing_in
from app.crypto.passphrase import normal_code
from app.database import db, transaction
from app.vault.directory.store import current
from app.vault.roles import Role
from tests.factories import TODAY, Network, csrf, passphrase_of

CODE = re.compile(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}")


def link(app: Flask, net: Network, *roles: tuple[Role, str]) -> str:
    with app.app_context(), transaction():
        held = [(role, net.desks.get(scope, scope)) for role, scope in roles or ((Role.MEMBER, ""),)]
        return "/join/" + joining.invite(net.actor("admin"), held, TODAY)


def filled(client: FlaskClient, path: str, **changes: str) -> dict[str, str]:
    return {
        "csrf_token": csrf(client, path),
        "do": "join",
        "name": "yara",
        "work_name": "Yara",
        "passphrase_choice": "own",
        "passphrase_offered": "",
        "passphrase_own": passphrase_of("yara"),
        "full_name": "Yara Ñandú",
        "organisation": "Casa",
        "contact": "+502 1",
        "email": "yara@example.org",
        **changes,
    }


def codes_in(page: str) -> list[str]:
    return [normal_code(code) for code in CODE.findall(page)]


def enters(app: Flask, name: str, passphrase: str) -> bool:
    client = app.test_client()
    fields = {"csrf_token": csrf(client, "/sign-in"), "sign_in_name": name, "sign_in_passphrase": passphrase}
    return client.post("/sign-in", data=fields).status_code == 303


def redeems(app: Flask, name: str, code: str, passphrase: str) -> bool:
    with app.app_context(), transaction():
        return keeping.redeem(name, code, passphrase, "127.0.0.1", 1) is not None


def test_joining_shows_the_codes_on_the_very_answer_that_makes_the_account(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    answer = client.post(path, data=filled(client, path))
    codes = codes_in(answer.get_data(as_text=True))
    assert answer.status_code == 200 and len(set(codes)) == 8
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/account").status_code == 200, "and its owner is in"
    assert redeems(app, "yara", codes[3], "another way of walking through gardens")


def test_a_lost_answer_can_be_asked_for_again_and_gives_fresh_codes(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    fields = filled(client, path)
    first = codes_in(client.post(path, data=fields).get_data(as_text=True))
    again = client.post(path, data=fields)  # a reload
    second = codes_in(again.get_data(as_text=True))
    assert again.status_code == 200 and len(second) == 8 and not set(first) & set(second)
    assert client.get("/account").status_code == 200
    assert not redeems(app, "yara", first[0], "another way of walking through gardens")
    assert redeems(app, "yara", second[0], "another way of walking through gardens")


def test_an_invitation_works_once(app: Flask, net: Network) -> None:
    path, client, other = link(app, net), app.test_client(), app.test_client()
    form = filled(other, path, name="zoe", work_name="Zoe", passphrase_own=passphrase_of("zoe"))
    assert client.post(path, data=filled(client, path)).status_code == 200
    refused = other.post(path, data=form)
    assert refused.status_code == 404 and "used already" in refused.get_data(as_text=True)
    assert "Casa" not in app.test_client().get(path).get_data(as_text=True)
    assert app.test_client().get(path).status_code == 404
    assert not enters(app, "zoe", passphrase_of("zoe"))


def test_of_two_who_use_one_invitation_at_once_one_joins(app: Flask, net: Network) -> None:
    path, answers = link(app, net), []
    ready = threading.Barrier(2)

    def join(name: str) -> None:
        client = app.test_client()
        form = filled(client, path, name=name, work_name=name.title(), passphrase_own=passphrase_of(name))
        ready.wait()
        answers.append(client.post(path, data=form).status_code)

    threads = [threading.Thread(target=join, args=(name,)) for name in ("yara", "zoe")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 404]
    assert [enters(app, name, passphrase_of(name)) for name in ("yara", "zoe")].count(True) == 1


def test_an_invitation_ends_after_two_weeks_and_forged_ones_open_nothing(
    app: Flask, net: Network, pass_time: object
) -> None:
    path, client = link(app, net), app.test_client()
    assert client.get(path).status_code == 200
    assert client.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    with app.app_context(), pytest.raises(joining.NoInvitation):
        joining.look_at(path.removeprefix("/join/"), TODAY + timedelta(days=15))


def test_the_token_in_the_link_is_nowhere_in_the_database(app: Flask, net: Network) -> None:
    token = link(app, net).removeprefix("/join/")
    with app.app_context():
        row = db.session.scalars(select(InvitationRow)).one()
        assert token not in row.id and token.encode() not in row.sealed


def test_weak_passphrases_are_refused_and_everything_typed_stays(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    for weak in (
        "password123456",
        "yara yara yara",
        "qwertyuiopasdf",
        "Yara Yara 2026",
        "short1!",
        "aaaaaaaaaaaaaaaaaaaaaa",
    ):
        answer = client.post(path, data=filled(client, path, passphrase_own=weak))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "could be guessed" in page, weak
        assert 'value="Yara Ñandú"' in page and 'href="#passphrase_own"' in page
    assert client.post(path, data=filled(client, path, passphrase_own="")).status_code == 422
    assert client.get(path).status_code == 200, "the invitation still stands"


def test_the_six_words_are_offered_readable_and_can_be_drawn_again(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    drawn = re.compile(r'name="passphrase_offered"[^>]*value="([^"]+)"')
    first = drawn.search(client.get(path).get_data(as_text=True)).group(1)
    again = client.post(path, data=filled(client, path, do="words", passphrase_offered=first)).get_data(as_text=True)
    second = drawn.search(again).group(1)
    assert len(first.split()) == len(second.split()) == 6 and first != second
    assert f">{second}<" in again and 'value="Yara Ñandú"' in again, "what was typed stays"
    form = filled(client, path, passphrase_choice="offered", passphrase_offered=second, passphrase_own="")
    assert client.post(path, data=form).status_code == 200
    assert enters(app, "yara", second)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "sw"])
def test_offered_words_are_strong_and_can_be_typed_anywhere(language: str) -> None:
    drawn = [offered(language) for _ in range(30)]
    assert len(set(drawn)) == 30
    for words in drawn:
        assert words.isascii() and len(words.split()) == 6 and points(words) >= ENOUGH


def test_names_in_use_are_refused_at_their_field(app: Flask, net: Network) -> None:
    path, client = link(app, net, (Role.REVIEWER, "Andes")), app.test_client()
    for changes, field in (
        ({"name": "MIA"}, "name"),
        ({"name": "a b"}, "name"),
        ({"work_name": ""}, "work_name"),
        ({"work_name": "rosa"}, "work_name"),
        ({"work_name": "<b>"}, "work_name"),
        ({"work_name": "Ro\u202esa"}, "work_name"),
        ({"email": "not an address"}, "email"),
    ):
        answer = client.post(path, data=filled(client, path, **changes))
        assert answer.status_code == 422 and f'href="#{field}"' in answer.get_data(as_text=True), changes


def test_a_member_needs_no_work_name_and_gets_one_that_says_nothing(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    assert client.post(path, data=filled(client, path, work_name="")).status_code == 200
    with app.app_context():
        name = next(known.work_name for known in current().accounts.values() if known.id not in
                    {joined.actor.account for joined in net.people.values()})  # fmt: skip
        assert re.fullmatch(r"Member [0-9A-Z]{6}", name)


def test_the_profile_is_sealed_to_the_person_and_the_administrators(app: Flask, net: Network) -> None:
    path, client = link(app, net), app.test_client()
    client.post(path, data=filled(client, path))
    with app.app_context():
        found = signing_in.sign_in("yara", passphrase_of("yara"), "", 1)
        assert found is not None
        yara = found[0]
        assert own_profile(yara).name == profile_of(net.actor("admin"), yara.account).name == "Yara Ñandú"
        assert own_email(yara) == "yara@example.org"
        with pytest.raises(Exception, match="admit"):
            profile_of(net.actor("rosa"), yara.account)
        row = db.session.get_one(AccountRow, yara.account)
        for sealed in (row.profile, row.email):
            assert not any(word in sealed for word in ("Ñandú".encode(), b"Casa", b"yara@"))


def test_the_page_says_which_roles_are_offered(app: Flask, net: Network) -> None:
    page = app.test_client().get(link(app, net, (Role.REVIEWER, "Andes"), (Role.EDITOR, ""))).get_data(as_text=True)
    assert "Desk reviewer" in page and "(Andes)" in page and "Editor" in page and "Administrator" not in page
