"""Coming in, staying in, and being out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import AccountRow, SessionRow
from app.accounts.service import people, sessions
from app.database import db, transaction
from app.web import clock
from tests.factories import Network, csrf, passphrase_of, signed_in
from tests.web.entering import ACCOUNT, is_in, try_to_enter


def test_one_comes_in_and_goes_out_by_post_alone(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    assert is_in(client)
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)
    assert client.post("/sign-out").status_code == 400, "no token, no sign-out"
    assert is_in(client)
    key = client.get_cookie("sid").value
    assert client.post("/sign-out", data={"csrf_token": csrf(client, ACCOUNT)}).status_code == 303
    assert not is_in(client)
    client.set_cookie("sid", key)
    assert not is_in(client), "the old cookie opens nothing"


def test_the_passphrase_may_differ_in_capitals_and_spaces(app: Flask, net: Network) -> None:
    assert try_to_enter(app, " Mia ", "  " + passphrase_of("mia").upper().replace(" ", "   "))[0] == 303


def test_after_signing_in_one_is_where_one_was_going_and_never_elsewhere(app: Flask, net: Network) -> None:
    for target, expected in (
        ("/account/codes", "/account/codes"),
        ("//evil.example/", None),
        ("https://evil.example/", None),
        ("/\\evil.example", None),
    ):
        client = app.test_client()
        fields = {"sign_in_name": "mia", "sign_in_passphrase": passphrase_of("mia")}
        fields["csrf_token"] = csrf(client, "/sign-in")
        location = client.post("/sign-in", query_string={"next": target}, data=fields).location
        assert location == expected if expected else "evil" not in location


def test_the_database_holds_no_key_of_a_session(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    cookie = client.get_cookie("sid").value
    key = base64.urlsafe_b64decode(cookie)
    with app.app_context():
        row = db.session.scalars(select(SessionRow)).one()
        account = net.people["mia"].actor.account
        for stored in (row.id.encode(), row.sealed, row.note):
            assert cookie.encode() not in stored
            for part in (key[at : at + 8] for at in range(25)):
                assert part not in stored and part.hex().encode() not in stored
            assert account.encode() not in stored
        for guess in (row.id, base64.urlsafe_b64encode(bytes.fromhex(row.id) * 2).decode()):
            thief = app.test_client()
            thief.set_cookie("sid", guess)
            assert not is_in(thief)
        assert sessions.resume(bytes.fromhex(row.id) * 2, clock.minutes()) is None


def test_a_session_row_under_another_sessions_name_opens_nothing(app: Flask, net: Network) -> None:
    mia, noor = signed_in(app, "mia"), signed_in(app, "noor")
    key = base64.urlsafe_b64decode(mia.get_cookie("sid").value)
    with app.app_context(), transaction():
        theirs = db.session.get_one(SessionRow, sessions.session_id(key))
        other = db.session.scalars(select(SessionRow).where(SessionRow.id != theirs.id)).one()
        theirs.sealed, other.sealed = other.sealed, theirs.sealed
    assert not is_in(mia) and not is_in(noor)


def test_a_session_ends_after_half_an_hour_without_use(
    app: Flask, net: Network, pass_time: Callable[[timedelta], None]
) -> None:
    client = signed_in(app, "mia")
    for _ in range(3):
        pass_time(timedelta(minutes=29))
        assert is_in(client), "use keeps it open"
    pass_time(timedelta(minutes=30))
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_of_use(
    app: Flask, net: Network, pass_time: Callable[[timedelta], None]
) -> None:
    client = signed_in(app, "mia")
    for _ in range(12 * 60 // 20 - 1):
        pass_time(timedelta(minutes=20))
        assert is_in(client)
    pass_time(timedelta(minutes=20))
    assert not is_in(client)


def test_a_second_device_leaves_the_first_alone_and_can_be_ended_from_it(app: Flask, net: Network) -> None:
    phone, desk = signed_in(app, "mia"), signed_in(app, "mia")
    noor = signed_in(app, "noor")
    assert is_in(phone) and is_in(desk)
    with app.app_context():
        actor = net.actor("mia")
        listed = sessions.own(actor, clock.minutes())
        assert len(listed) == 2, "one's own sessions, nobody else's"
        noors = sessions.own(net.actor("noor"), clock.minutes())[0].id
    of_desk = sessions.session_id(base64.urlsafe_b64decode(desk.get_cookie("sid").value))
    for name in (of_desk, noors, "\x00", "é" * 300):
        phone.post("/account/sessions", data={"csrf_token": csrf(phone, ACCOUNT), "session": name})
    assert is_in(phone) and not is_in(desk)
    assert is_in(noor), "nobody ends another's session"


def test_all_other_sessions_can_be_ended_at_once(app: Flask, net: Network) -> None:
    here, *others = [signed_in(app, "mia") for _ in range(3)]
    noor = signed_in(app, "noor")
    here.post("/account/sessions", data={"csrf_token": csrf(here, ACCOUNT)})
    assert is_in(here) and is_in(noor) and not any(is_in(other) for other in others)


def test_a_removed_account_is_out_at_once_and_stays_out(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    with app.app_context(), transaction():
        people.remove(net.actor("admin"), net.people["mia"].actor.account)
    assert not is_in(client)
    assert try_to_enter(app, "mia", passphrase_of("mia"))[0] == 422


def test_signing_in_leaves_no_trace_in_the_account(app: Flask, net: Network) -> None:
    def row() -> tuple[object, ...]:
        with app.app_context():
            found = db.session.scalars(select(AccountRow).where(AccountRow.id == net.people["mia"].actor.account)).one()
            return tuple(getattr(found, column.key) for column in AccountRow.__table__.columns)

    before = row()
    assert is_in(signed_in(app, "mia"))
    assert row() == before


def test_a_form_sent_after_the_session_ran_out_goes_through_after_signing_in_again(
    app: Flask, net: Network, pass_time: Callable[[timedelta], None]
) -> None:
    client = signed_in(app, "mia")
    fields = {
        "csrf_token": csrf(client, "/account/profile"),
        "full_name": "Mía <b>",
        "organisation": "A&B",
        "contact": "",
    }
    pass_time(timedelta(minutes=31))
    answer = client.post("/account/profile", data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert 'name="full_name" value="Mía &lt;b&gt;"' in page and 'value="/account/profile"' in page
    again = {
        **fields,
        "resume_target": "/account/profile",
        "sign_in_name": "mia",
        "sign_in_passphrase": "wrong the first time",
    }
    wrong = client.post("/sign-in", data=again)
    assert wrong.status_code == 422 and 'name="full_name" value="Mía &lt;b&gt;"' in wrong.get_data(as_text=True)
    again["sign_in_passphrase"] = passphrase_of("mia")
    answer = client.post("/sign-in", data=again)
    assert answer.status_code == 307 and answer.location == "/account/profile"
    assert client.post(answer.location, data=again).status_code == 303  # what a browser does with 307
    assert "Mía &lt;b&gt;" in client.get(ACCOUNT).get_data(as_text=True)


def test_signing_in_again_in_one_browser_ends_what_was_open_there(app: Flask, net: Network) -> None:
    client = signed_in(app, "mia")
    old = client.get_cookie("sid").value
    fields = {
        "csrf_token": csrf(client, "/account"),
        "sign_in_name": "noor",
        "sign_in_passphrase": passphrase_of("noor"),
    }
    assert client.post("/sign-in", data=fields).status_code == 303
    thief = app.test_client()
    thief.set_cookie("sid", old)
    assert not is_in(thief) and is_in(client)
