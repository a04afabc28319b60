"""Trustees bring back a group that nobody can open, without a server; what they hold opens nothing of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.accounts.models import ShareRow
from app.accounts.service import people
from app.audit import service as audit
from app.crypto.envelope import membership_info
from app.crypto.keys import Keys, ring_keys
from app.crypto.primitives import CannotOpen
from app.crypto.recovery import join, new_seed, recovery_keys, split
from app.database import db, transaction
from app.desks.installation import share_waits, take_share
from app.incidents.service.filing import file_incident
from app.vault import recovering, rings
from app.vault.directory.content import RecoveryChanged, RingRecovered
from app.vault.directory.store import add, current
from app.vault.entries import FILER
from app.vault.errors import DirectoryTampered, NoSuchRecord
from app.vault.models import DirectoryRow, EpochRow, MembershipRow, SealedSecretRow
from app.vault.roles import Role
from tests.factories import Network, network, signed_in
from tests.incidents.chains import filing, report
from tests.vault.test_readers import opens, remove, ring_of, sign_in
from tests.vault.worlds import Note, file, read, words, write


@pytest.fixture
def net(app: Flask) -> Iterator[Network]:
    with app.app_context():
        yield network(app)
        db.session.remove()


def old_shares(net: Network) -> list[str]:
    with transaction():
        return [take_share(token) for token in net.trustees[:2]]


def recover(app: Flask, shares: list[str], *arguments: str, agree: str = "y") -> Result:
    typed = "".join(f"{line}\n" for line in [*shares, agree])
    return app.test_cli_runner().invoke(args=["recover", *arguments], input=typed)


def give_role(net: Network, who: str, role: Role, desk: str = "") -> None:
    with transaction():
        people.set_roles(net.actor("admin"), net.people[who].actor.account, [(role, net.desks.get(desk, ""))])


def only_rosa_is_left_and_noor_comes(net: Network) -> None:
    for who in ("ben", "paz"):
        remove(net, who)
    sign_in(net, "rosa")  # the last time: she loses her keys
    give_role(net, "noor", Role.REVIEWER, "Andes")


def filed(net: Network, *also: str) -> str:
    """File a report that the desk reads, and others: there is nobody left to open names."""
    compartments = ("report", "match", "desk")
    readers = {name: [ring_of(net), *also] for name in compartments} | {"report": [FILER, ring_of(net), *also]}
    return file(net, readers=readers, entries=[("report", Note("what happened")), ("match", Note("sounds"))])


def opened_by(recovery: Keys) -> list[Keys]:
    """Return every ring secret that a recovery key opens in the database as it is."""
    found = []
    for row in db.session.scalars(select(MembershipRow).where(MembershipRow.account == "recovery")):
        try:
            found.append(ring_keys(recovery.open(row.sealed, membership_info(row.ring, row.epoch, "recovery"))))
        except CannotOpen:
            continue
    return found


def everything() -> list[object]:
    """Return all that a ceremony could change."""
    db.session.rollback()
    tables = (DirectoryRow, EpochRow, MembershipRow, SealedSecretRow, ShareRow)
    return [sorted(map(tuple, db.session.execute(table.__table__.select())), key=repr) for table in tables]


def test_a_group_whose_only_member_lost_their_keys_is_read_again_and_goes_on(app: Flask, net: Network) -> None:
    only_rosa_is_left_and_noor_comes(net)
    record, shares = filed(net), old_shares(net)
    with pytest.raises(NoSuchRecord):
        read(net, "noor", record)
    result = recover(app, shares, "--open", ring_of(net), "noor")
    assert result.exit_code == 0, result.output
    assert "Rosa" in result.output, "who must be admitted again is named"
    assert ring_of(net) in sign_in(net, "noor")
    assert words(read(net, "noor", record)) == ["what happened", "sounds"]
    write(net, "noor", record, "report", "we are here again")
    assert words(read(net, "mia", record))[-1] == "we are here again"
    later = filed(net)
    assert words(read(net, "noor", later)) == ["what happened", "sounds"]
    assert rings.waiting(net.actor("noor")) == [(ring_of(net), net.people["rosa"].actor.account)]


def test_the_old_shares_open_nothing_that_is_written_afterwards(app: Flask, net: Network) -> None:
    only_rosa_is_left_and_noor_comes(net)
    record, shares = filed(net), old_shares(net)
    old = recovery_keys(join(shares))
    stolen_before = opened_by(old)
    assert opens(stolen_before, record) == {1, 2}
    assert recover(app, shares, "--open", ring_of(net), "noor").exit_code == 0
    assert opened_by(old) == [], "they open no group in the database as it is now"
    for who in ("noor", "gita", "gus", "edna", "audra", "admin"):
        sign_in(net, who)
    later = filed(net, "publication")
    write(net, "noor", record, "report", "after")
    assert opens(stolen_before, later) == set(), "nor with what they opened in a copy from before"
    assert opens(stolen_before, record) == {1, 2}
    again = recover(app, shares, "--open", ring_of(net), "noor")
    assert again.exit_code == 1 and "do not make this instance's recovery key" in again.output


def test_the_new_shares_open_every_group_and_the_old_links_none(app: Flask, net: Network) -> None:
    shares = old_shares(net)
    result = recover(app, ["", *shares], "--shares", "4", "--threshold", "3")
    assert result.exit_code == 0, result.output
    assert not any(share_waits(token) for token in net.trustees)
    tokens = re.findall(r"/share/([0-9A-Z]+)", result.output)
    assert len(set(tokens)) == 4
    with transaction():
        new = recovery_keys(join([take_share(token) for token in tokens[1:]]))
    assert recovering.is_present(new)
    every = sum(len(ring.epochs) for ring in current().rings.values())
    assert len(opened_by(new)) == every
    assert set(sign_in(net, "admin")) == {"administrators"}
    assert recovering.root_keys(new).sign_public == current().root


def test_a_group_that_began_anew_gets_its_past_back_also_in_its_index(app: Flask) -> None:
    with app.app_context():
        net = network(app)
        with transaction():
            reference = file_incident(net.actor("mia"), filing(report=report(country="COL")), submission="x").record
        for who in ("rosa", "ben", "paz"):
            remove(net, who)
        net.add("nils", (Role.REVIEWER, "Andes"))
        shares, ring = old_shares(net), ring_of(net)
    assert reference not in queue(app, "nils")
    result = recover(app, shares, "--open", ring, "nils")
    assert result.exit_code == 0, result.output
    assert reference in queue(app, "nils")


def queue(app: Flask, who: str) -> str:
    page = signed_in(app, who).get("/desk").get_data(as_text=True)
    return page.replace("-", "")


def test_when_the_administrators_are_lost_the_trustees_name_one(app: Flask, net: Network) -> None:
    shares, root = old_shares(net), current().root
    refused = recover(app, shares, "--open", "administrators", "gita")
    assert refused.exit_code == 1 and "roles do not open this group" in refused.output
    result = recover(app, shares, "--open", "administrators", "gita", "--make-administrator")
    assert result.exit_code == 0, result.output
    assert set(sign_in(net, "gita")) >= {"administrators"}
    assert current().root != root, "the root key that passed through the ceremony signs nothing any more"
    assert net.actor("gita").has(Role.REVIEWER, net.desks["Global"]), "nothing is taken from them"
    with transaction():
        people.remove(net.actor("gita"), net.people["admin"].actor.account)
    assert current().accounts[net.people["admin"].actor.account].removed


def test_the_audit_says_what_the_trustees_did_and_names_no_secret(app: Flask, net: Network) -> None:
    only_rosa_is_left_and_noor_comes(net)
    shares = old_shares(net)
    result = recover(app, shares, "--open", ring_of(net), "noor")
    pairs = {pair for share in shares for pair in pairwise(share.split())}  # single words of a share are everyday words
    assert not pairs & set(pairwise(re.findall(r"\w+", result.output)))
    lines = [one.line for one in audit.page(net.actor("audra"), None, 3)]
    assert [(line.event, line.about) for line in lines if line] == [
        ("recovery_changed", ""),
        ("member_recovered", net.people["noor"].actor.account),
        ("ring_recovered", ring_of(net)),
    ]


Given = tuple[list[str], list[str], str]  # shares typed, further arguments, what is said
REFUSALS: dict[str, Callable[[Network, list[str]], Given]] = {
    "of another instance": lambda net, own: (split(new_seed(), 2, 3)[:2], [ring_of(net), "noor"], "do not make"),
    "of two sets": lambda net, own: ([own[0], split(new_seed(), 2, 3)[1]], [ring_of(net), "noor"], "do not make"),
    "too few": lambda net, own: ([own[0], ""], [ring_of(net), "noor"], "Too few shares: 1 of 2"),
    "one twice": lambda net, own: ([own[0], own[0], ""], [ring_of(net), "noor"], "typed already"),
    "misspelt": lambda net, own: ([own[0][:-2], ""], [ring_of(net), "noor"], "wrong or missing"),
    "no share": lambda net, own: ([""], [ring_of(net), "noor"], "Too few shares: 0"),
    "no role": lambda net, own: (own, [ring_of(net), "mia"], "roles do not open this group"),
    "a role at another desk": lambda net, own: (own, [ring_of(net), "gita"], "roles do not open this group"),
    "nobody": lambda net, own: (own, [ring_of(net), "nemo"], "Nobody has this sign-in name"),
    "somebody removed": lambda net, own: (own, [ring_of(net), "ben"], "Nobody has this sign-in name"),
    "no group": lambda net, own: (own, ["desk:0000000000000000", "noor"], "no such group"),
    "second thoughts": lambda net, own: (own, [ring_of(net), "noor"], "The links above are void"),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_what_is_refused_says_why_and_changes_nothing(app: Flask, net: Network, why: str) -> None:
    only_rosa_is_left_and_noor_comes(net)
    shares, arguments, said = REFUSALS[why](net, old_shares(net))
    before = everything()
    result = recover(app, shares, "--open", *arguments, agree="n")
    assert result.exit_code == 1, result.output
    assert said in result.output and ("Nothing was changed" in result.output)
    assert everything() == before


def test_without_the_trustees_shares_the_root_key_gives_no_group_to_anybody(net: Network) -> None:
    only_rosa_is_left_and_noor_comes(net)
    root, noor, mine = rings.root_keys(net.actor("admin")), net.people["noor"].actor.account, recovery_keys(new_seed())
    for entry in (RingRecovered(ring_of(net), noor), RecoveryChanged(mine.box_public, mine.sign_public)):
        for signer, keys in (("root", root), ("recovery", root), ("recovery", mine)):
            with pytest.raises(DirectoryTampered), transaction():
                add(entry, signer, keys.sign)
    assert sign_in(net, "noor") == []
