"""`flask recover`: trustees at the keyboard bring back groups that nobody can open, and get new shares.

It needs the instance folder and the database, no server and no administrator. What is typed is never shown, and
nothing secret is printed but the links to the new shares.
"""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.accounts.service.people import work_name
from app.cli.installing import require_sharing, show_links
from app.cli.preparing import alone_in, is_installed, keep_secrets_in
from app.crypto import recovery
from app.crypto.keys import Keys
from app.crypto.primitives import CannotOpen
from app.database import transaction
from app.desks import recovering
from app.desks import service as desks
from app.desks.recovering import NewKey, Opening
from app.errors import Refusal
from app.vault.directory.store import current
from app.vault.instance import read_key

NOTHING = "Nothing was changed."


@click.command("recover")
@click.option(
    "--open",
    "asked",
    nargs=2,
    multiple=True,
    metavar="GROUP NAME",
    help="A group, and the sign-in name of the person for whom it is opened. May be given several times.",
)
@click.option(
    "--make-administrator", is_flag=True, help="Give the role of administrator to whom the administrators are opened."
)
@click.option("--shares", default=3, show_default=True, help="How many trustees get a share of the new recovery key.")
@click.option("--threshold", default=2, show_default=True, help="How many of them together can recover.")
@with_appcontext
def recover_command(asked: tuple[tuple[str, str], ...], make_administrator: bool, shares: int, threshold: int) -> None:
    """Bring back groups that nobody can open, with the trustees' shares; then make a new recovery key."""
    keep_secrets_in()
    folder: Path = current_app.config["INSTANCE"]
    require_sharing(threshold, shares)
    if current_app.config["INSTANCE_KEY"] is None and read_key(folder) is None:
        raise click.ClickException(f"There is no instance in {folder}.")
    try:
        with alone_in(folder):
            _require_possible(folder)
            openings = _openings(list(asked) or _ask_openings(), make_administrator)
            old = _ask_shares()
            new = recovering.new_key(threshold, shares)
            _agree(openings, new, threshold)
            with transaction():
                missing = recovering.recover(old, openings, new, make_administrator)
            is_installed()  # reads it back, and keeps its head outside the database
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    _tell(openings, missing)


def _require_possible(folder: Path) -> None:
    if not is_installed():
        raise click.ClickException(f"There is no instance in {folder}.")
    if not current().recovery_sign:
        raise click.ClickException(
            f"This instance was made by a version whose trustees cannot act: its directory names no key with which "
            f"they sign. {NOTHING}"
        )


def _ask_openings() -> list[tuple[str, str]]:
    click.echo("Groups that have a key, and who is in them:\n")
    for group in recovering.groups():
        about = " (cannot read what was written before its key began anew)" if group.begun_anew else ""
        click.echo(f"    {group.ring}{_called(group.ring)}: {', '.join(group.members) or 'nobody'}{about}")
    click.echo("\nWhich are to be opened, and for whom? Leave the group empty when there is none left.")
    found = []
    while ring := str(click.prompt("Group", default="", show_default=False)).strip():
        found.append((ring, str(click.prompt("Sign-in name of the person"))))
    return found


def _called(ring: str) -> str:
    kind, _, desk = ring.partition(":")
    names = {one.id: one.name for one in desks.listed()}
    return f" ({'readers' if kind == 'desk' else 'protection officers'} of {names.get(desk, desk)})" if desk else ""


def _openings(asked: list[tuple[str, str]], make_administrator: bool) -> list[Opening]:
    if len({ring for ring, _name in asked}) < len(asked):
        raise click.ClickException(f"Name each group once: who is in it admits the others. {NOTHING}")
    found = [(ring, recovering.account_of(name)) for ring, name in asked]
    for opening in found:
        recovering.require_fit(opening, make_administrator)
    return found


def _ask_shares() -> Keys:
    """Return the recovery key, from as many shares as the first one says are needed."""
    typed: list[str] = []
    wanted = 2
    click.echo("\nThe trustees type their shares now, one after the other. Nothing will show.")
    while len(typed) < wanted:
        words = str(click.prompt(f"Share {len(typed) + 1}", default="", show_default=False, hide_input=True))
        words = " ".join(words.lower().split())
        if not words:
            raise click.ClickException(f"Too few shares: {len(typed)} of {wanted}. {NOTHING}")
        try:
            needed = recovery.needed(words)
        except CannotOpen:
            click.echo("A word of this share is wrong or missing. Type all of its words once more.")
            continue
        if words in typed:
            click.echo("This share was typed already. Another trustee's is needed.")
            continue
        typed.append(words)
        wanted = needed
    return recovering.joined(typed)


def _agree(openings: list[Opening], new: NewKey, threshold: int) -> None:
    """Say what will be, and show the links before anything is written: a broken connection must not lose them."""
    directory = current()
    for ring, account in openings:
        members = directory.ring(ring).members
        click.echo(f"\n{ring} will be opened for {work_name(account)}.")
        if others := sorted(work_name(other) for other in members if account not in members):
            click.echo(f"No longer in it until {work_name(account)} admits them again: {', '.join(others)}.")
    click.echo(f"\nThere will be a new recovery key, of which {threshold} of these {len(new.links)} shares are needed.")
    click.echo("Give each trustee one link; it shows the share once, to whoever opens it first:\n")
    show_links(new.links)
    click.echo(f"\nThe links work, and the earlier shares do not, as soon as you agree. {NOTHING[:-1]} yet.")
    if not click.confirm("Are the links copied down, and is all this right?"):
        raise click.ClickException(f"{NOTHING} The links above are void.")


def _tell(openings: list[Opening], missing: list[tuple[str, int]]) -> None:
    click.echo("\nDone, and written into the directory and the audit.")
    for ring, account in openings:
        click.echo(f"{work_name(account)} opens {ring} at their next sign-in, which gives it a new key.")
    click.echo("Every other group gets a new key when one of its members next signs in.")
    click.echo("The earlier shares still open copies of the database made before now: destroy both.")
    for ring, number in missing:
        click.echo(f"The recovery key did not open {ring}, generation {number}: what is stored is not what was signed.")
