"""The way back: recovery codes, a change of passphrase, new codes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.views import pacing
from app.crypto import primitives
from tests.accounts.test_joining_pages import codes_in, enters
from tests.factories import Network, csrf, passphrase_of, signed_in

NEW = "quite another garden under seven slow moons"


def recover(app: Flask, name: str, code: str, passphrase: str = NEW) -> tuple[int, str]:
    client = app.test_client()
    fields = {
        "csrf_token": csrf(client, "/recover"),
        "do": "recover",
        "name": name,
        "recovery_code": code,
        "passphrase_choice": "own",
        "passphrase_own": passphrase,
    }
    answer = client.post("/recover", data=fields)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "sleep", lambda _seconds: None)


def test_a_code_opens_the_account_once_and_voids_all_old_ones(app: Flask, net: Network) -> None:
    old, stolen = net.people["mia"].codes, signed_in(app, "mia")
    typed = " ".join(old[2][at : at + 5] for at in range(0, 25, 5)).lower()
    status, page = recover(app, "mia", typed)
    fresh = codes_in(page)
    assert status == 200 and len(set(fresh)) == 8 and not set(fresh) & set(old)
    assert stolen.get("/account").status_code == 303, "every session before has ended"
    assert enters(app, "mia", NEW) and not enters(app, "mia", passphrase_of("mia"))
    for void in (old[2], old[0]):
        assert recover(app, "mia", void, "yet another garden under seven slow moons")[0] == 422
    assert recover(app, "mia", fresh[7], "yet another garden under seven slow moons")[0] == 200


def test_a_lost_answer_can_be_asked_for_again(app: Flask, net: Network) -> None:
    code = net.people["mia"].codes[0]
    first = codes_in(recover(app, "mia", code)[1])
    status, page = recover(app, "mia", code)  # the same form: its passphrase is the account's by now
    assert status == 200 and len(codes_in(page)) == 8 and not set(first) & set(codes_in(page))
    assert recover(app, "mia", first[0], "yet another garden under seven slow moons")[0] == 422


def test_unknown_names_and_wrong_codes_get_the_same_words_and_work(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    stretch, unseal = primitives.stretch, primitives.unseal
    monkeypatch.setattr(primitives, "stretch", lambda *a, **k: calls.append("stretch") or stretch(*a, **k))
    monkeypatch.setattr(primitives, "unseal", lambda *a, **k: calls.append("unseal") or unseal(*a, **k))
    seen = []
    for name in ("mia", "zoe"):
        calls.clear()
        status, page = recover(app, name, "0" * 25)
        lines = [line.replace(name, "___") for line in page.splitlines() if not _drawn_anew(line)]
        seen.append((status, lines, sorted(calls)))
    assert seen[0] == seen[1] and seen[0][0] == 422 and seen[0][2].count("stretch") == 1


def _drawn_anew(line: str) -> bool:
    return "csrf_token" in line or "passphrase_offered" in line or "translate=" in line


def test_a_weak_new_passphrase_is_refused_and_uses_no_code_up(app: Flask, net: Network) -> None:
    code = net.people["mia"].codes[0]
    status, page = recover(app, "mia", code, "mia12345")
    assert status == 422 and "could be guessed" in page
    assert recover(app, "mia", code)[0] == 200


def test_a_new_passphrase_ends_all_other_sessions_and_keeps_the_codes(app: Flask, net: Network) -> None:
    here, there = signed_in(app, "mia"), signed_in(app, "mia")
    fields = {
        "csrf_token": csrf(here, "/account/passphrase"),
        "do": "change",
        "passphrase_current": "not this one at all",
        "passphrase_choice": "own",
        "passphrase_own": NEW,
    }
    assert here.post("/account/passphrase", data=fields).status_code == 422
    assert enters(app, "mia", passphrase_of("mia"))
    fields["passphrase_current"] = passphrase_of("mia")
    assert here.post("/account/passphrase", data=fields).status_code == 303
    assert here.get("/account").status_code == 200 and there.get("/account").status_code == 303
    assert enters(app, "mia", NEW) and not enters(app, "mia", passphrase_of("mia"))
    assert recover(app, "mia", net.people["mia"].codes[0], "yet another garden under seven slow moons")[0] == 200


def test_new_codes_need_the_passphrase_and_void_the_old_ones(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    token = csrf(client, "/account/codes")
    wrong = client.post("/account/codes", data={"csrf_token": token, "passphrase_current": "not this one"})
    assert wrong.status_code == 422 and not codes_in(wrong.get_data(as_text=True))
    right = client.post("/account/codes", data={"csrf_token": token, "passphrase_current": passphrase_of("mia")})
    fresh = codes_in(right.get_data(as_text=True))
    assert right.status_code == 200 and len(set(fresh)) == 8
    assert recover(app, "mia", net.people["mia"].codes[0])[0] == 422
    assert recover(app, "mia", fresh[0])[0] == 200


def test_guessing_the_passphrase_from_a_stolen_session_is_slowed_down(
    app: Flask, net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(pacing, "sleep", waits.append)
    client = signed_in(app, "mia")
    for number in range(6):
        fields = {"csrf_token": csrf(client, "/account/codes"), "passphrase_current": f"guess {number}"}
        assert client.post("/account/codes", data=fields).status_code == 422
    assert waits == [0.5, 1.0] or waits == [0.5, 1.0, 2.0]
