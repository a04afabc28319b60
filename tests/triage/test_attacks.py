"""What is enforced on the server, whatever a page shows: every form here is one that no page would send."""

from __future__ import annotations

import html
import threading

import pytest
from flask import Flask

from app.accounts.service import people
from app.database import transaction
from app.incidents.rules.states import MOVES, Move, State
from app.triage.service import assigning, deciding, moving, talking, verifying
from app.triage.service.moving import Sent
from app.vault.roles import Role
from tests.factories import Network
from tests.triage.desks import browser, file, length, rows, send, state

EVERYTHING = {
    "reason": "r",
    "words": "w",
    "outcome": "released",
    "referral": "r",
    "other_record": "0123456789ABCDEF",
}
POSTS = (
    ("messages", "message", {"text": "x"}),
    ("notes", "note", {"text": "x"}),
    ("risk", "risk", {"threat": "3", "vulnerability": "3", "capacity": "3"}),
    ("plan", "plan", {"text": "x"}),
    ("sources", "source", {"connection": "witness"}),
    ("sources/names", "named", {"source": "S1", "name": "x"}),
    ("acts/A1", "A1", {"status": "in_verification"}),
    ("moves/acknowledge", "acknowledge", {}),
    ("proposals/1", "p1", {}),
    ("assignee", "assign", {"to": ""}),
    ("hand-over", "hand", {"to": "", "left": "x"}),
    ("facts", "facts", {"country": "PER", "danger": "no"}),
    ("conflict", "conflict", {}),
    ("partner", "partner", {"reason": "x"}),
    ("names", "names", {"purpose": "to read it all"}),
    ("withdrawals", "withdraw", {"person": "P1", "uses": "U2", "how": "by phone"}),
    ("erasures", "erase", {"entry": "1", "reason": "x"}),
    ("safeguarding", "sign", {"reason": "x"}),
)


def member_and_reviewer(net: Network, name: str, role: Role = Role.REVIEWER) -> None:
    """Add somebody who files reports and works at the desk that reads them."""
    with net.app.app_context():
        net.add(name, (Role.MEMBER, ""), (role, "Andes"))


@pytest.mark.parametrize("name", ["gita", "gus", "edna", "mia", "audra", "admin"])
def test_nobody_of_another_desk_or_role_writes(app: Flask, net: Network, name: str) -> None:
    record = file(net)
    before, client = rows(net, record), browser(app, net, name)
    csrf = csrf_of(client)
    for path, prefix, fields in POSTS:
        seen = {f"{prefix}-seen": "4"}
        data = {"csrf_token": csrf, **seen, **{f"{prefix}-{key}": value for key, value in fields.items()}}
        assert client.post(f"/desk/{record}/{path}", data=data).status_code == 404, path
    assert rows(net, record) == before


def csrf_of(client: object) -> str:
    import re

    page = client.get("/language").get_data(as_text=True)  # type: ignore[attr-defined]
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_post_without_its_token_is_refused(app: Flask, net: Network) -> None:
    record = file(net)
    before, client = rows(net, record), browser(app, net, "rosa")
    for path, prefix, fields in POSTS:
        data = {f"{prefix}-{key}": value for key, value in fields.items()}
        assert client.post(f"/desk/{record}/{path}", data=data).status_code in (400, 404), path
    assert rows(net, record) == before


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PROTECTION_OFFICER])
def test_nobody_works_on_their_own_report(app: Flask, net: Network, role: Role) -> None:
    member_and_reviewer(net, "vera", role)
    record = file(net, "vera")
    before, client = rows(net, record), browser(app, net, "vera")
    for path, prefix, fields in POSTS:
        answer = send(client, f"/desk/{record}/{path}", prefix, seen="5", **fields)
        assert answer.status_code in (403, 404), path
    for tab in ("", "/talk", "/work", "/history"):
        assert client.get(f"/desk/{record}{tab}").status_code == 403
    assert rows(net, record) == before
    queue = client.get("/desk").get_data(as_text=True)
    assert "No open work" in queue and record not in queue.replace("-", "")


def test_the_verbs_themselves_refuse_ones_own_report(app: Flask, net: Network) -> None:
    from app.incidents.errors import NotYours

    member_and_reviewer(net, "vera")
    record = file(net, "vera")
    with app.app_context():
        vera = net.actor("vera")
        for verb in (
            lambda: moving.move(vera, record, "acknowledge", Sent(), seen=5),
            lambda: talking.add_note(vera, record, "x"),
            lambda: assigning.assign(vera, record, vera.account),
            lambda: deciding.agree(vera, record, 1, seen=5),
            lambda: deciding.propose(vera, record, "purge", Sent(reason="x"), seen=5),
            lambda: verifying.verify_act(vera, record, verifying.ActVerified(act="A1", status="in_verification")),
        ):
            with pytest.raises(NotYours):
                verb()


def test_a_conflict_of_interest_closes_the_report_for_good(app: Flask, net: Network) -> None:
    record = file(net)
    rosa = browser(app, net, "rosa")
    ben = net.people["ben"].actor.account
    assert send(rosa, f"/desk/{record}/conflict", "conflict", to=ben).status_code == 303
    assert state(net, record, "ben").assignee == ben
    before = rows(net, record)
    for path, prefix, fields in POSTS:
        assert send(rosa, f"/desk/{record}/{path}", prefix, seen="6", **fields).status_code in (403, 404), path
    assert rosa.get(f"/desk/{record}").status_code == 403
    assert record[:4] not in rosa.get("/desk").get_data(as_text=True)
    assert rows(net, record) == before
    mine = net.people["rosa"].actor.account
    client = browser(app, net, "ben")
    answer = send(client, f"/desk/{record}/assignee", "assign", to=mine, seen=str(length(net, record)))
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["gita", "mia", "paz", "edna"])
def test_a_report_is_given_to_a_colleague_alone(app: Flask, net: Network, name: str) -> None:
    record = file(net)
    rosa, seen = browser(app, net, "rosa"), str(length(net, record))
    account = net.people[name].actor.account
    assert send(rosa, f"/desk/{record}/assignee", "assign", to=account, seen=seen).status_code == 422
    with app.app_context(), pytest.raises(assigning.AssignmentRefused):
        assigning.assign(net.actor("rosa"), record, account)
    assert not state(net, record).assignee


def test_every_move_that_is_not_offered_is_refused(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    for move in [*(move.value for move in Move), "verify", "submitted"]:
        if (State.SUBMITTED, move) in MOVES and move not in (Move.WITHDRAW, Move.MERGE):
            continue
        seen = str(length(net, record))
        answer = send(rosa, f"/desk/{record}/moves/{move}", move, seen=seen, **EVERYTHING)
        assert answer.status_code in (403, 404, 409, 422), move
    assert state(net, record).state is State.SUBMITTED and length(net, record) == 5 - 1
    assert ben.get(f"/desk/{record}").status_code == 200


def test_of_two_moves_the_second_gets_both_versions_and_loses_nothing(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    seen = str(length(net, record))
    first = send(rosa, f"/desk/{record}/moves/acknowledge", "acknowledge", seen=seen, words="We have it, says Rosa.")
    assert first.status_code == 303
    second = send(ben, f"/desk/{record}/moves/acknowledge", "acknowledge", seen=seen, words="We have it, says Ben.")
    page = html.unescape(second.get_data(as_text=True))
    assert second.status_code == 409 and "We have it, says Rosa." in page and "Rosa" in page
    assert "We have it, says Ben." in page, "what was typed is still there"
    assert len(state(net, record).passages) == 1


def test_a_move_sent_with_an_old_length_goes_through_once_compared(app: Flask, net: Network) -> None:
    record = file(net)
    rosa, ben = browser(app, net, "rosa"), browser(app, net, "ben")
    seen = str(length(net, record))
    assert send(ben, f"/desk/{record}/notes", "note", text="She called.").status_code == 303
    answer = send(rosa, f"/desk/{record}/moves/acknowledge", "acknowledge", seen=seen, words="Thank you.")
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409 and "She called." in page
    now = str(length(net, record))
    assert f'name="acknowledge-seen" type="hidden" value="{now}"' in page
    answer = send(rosa, f"/desk/{record}/moves/acknowledge", "acknowledge", seen=now, words="Thank you.")
    assert answer.status_code == 303


@pytest.mark.parametrize("seen", ["", "0", "-1", "99", "x", "9" * 40, "٤"])
def test_a_forged_length_moves_nothing(app: Flask, net: Network, seen: str) -> None:
    record = file(net)
    answer = send(browser(app, net, "rosa"), f"/desk/{record}/moves/acknowledge", "acknowledge", seen=seen)
    assert answer.status_code in (409, 422)
    assert state(net, record).state is State.SUBMITTED


def test_notes_and_messages_of_many_at_once_all_land(app: Flask, net: Network) -> None:
    record = file(net)
    failures: list[object] = []

    def write(name: str, number: int) -> None:
        try:
            with app.app_context():
                actor = net.actor(name)
                verb = talking.add_note if number % 2 else talking.send_message
                with transaction():
                    verb(actor, record, f"{name} {number}")
        except Exception as problem:
            failures.append(problem)

    threads = [threading.Thread(target=write, args=(name, n)) for n in range(4) for name in ("rosa", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    incident = state(net, record)
    assert not failures
    said = {one.text for one in (*incident.notes, *incident.messages)}
    assert said == {f"{name} {n}" for n in range(4) for name in ("rosa", "ben")}


def test_a_removed_reviewer_writes_nothing_more(app: Flask, net: Network) -> None:
    record = file(net)
    ben = browser(app, net, "ben")
    csrf = csrf_of(ben)
    assert ben.get(f"/desk/{record}").status_code == 200
    with app.app_context(), transaction():
        people.remove(net.actor("admin"), net.people["ben"].actor.account)
    before = rows(net, record)
    assert ben.get(f"/desk/{record}").status_code == 303
    answer = ben.post(f"/desk/{record}/notes", data={"csrf_token": csrf, "note-text": "still here"})
    assert answer.status_code == 401 and rows(net, record) == before
    rosa = browser(app, net, "rosa")
    account, seen = net.people["ben"].actor.account, str(length(net, record))
    assert send(rosa, f"/desk/{record}/assignee", "assign", to=account, seen=seen).status_code == 422


def test_a_reviewer_who_became_a_protection_officer_moves_nothing(app: Flask, net: Network) -> None:
    record = file(net)
    ben = browser(app, net, "ben")
    with app.app_context(), transaction():
        account = net.people["ben"].actor.account
        people.set_roles(net.actor("admin"), account, [(Role.PROTECTION_OFFICER, net.desks["Andes"])])
    seen = str(length(net, record))
    assert send(ben, f"/desk/{record}/moves/acknowledge", "acknowledge", seen=seen).status_code == 404
    assert send(ben, f"/desk/{record}/notes", "note", text="I see it.").status_code == 303


def test_an_editor_who_reviews_elsewhere_reads_no_desks_page_of_what_was_handed_over(app: Flask, net: Network) -> None:
    with app.app_context():
        net.add("ezra", (Role.EDITOR, ""), (Role.REVIEWER, "Global"))
    record = file(net, uses={"U7": "yes"})
    for move in ("acknowledge", "triage", "hand_to_editors"):
        with app.app_context(), transaction():
            moving.move(net.actor("rosa"), record, move, Sent(), seen=state(net, record).last_seq)
    assert state(net, record, "ezra").report, "as an editor they hold its key"
    client = browser(app, net, "ezra")
    before = rows(net, record)
    assert client.get(f"/desk/{record}").status_code == 404
    assert send(client, f"/desk/{record}/notes", "note", text="x").status_code == 404
    assert rows(net, record) == before
