"""`flask init`: the key ceremony of a new instance, with its first administrator at the keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from app.accounts import passphrases
from app.accounts.names import normal_name, normal_work_name
from app.accounts.service.keeping import require_strong
from app.cli.preparing import alone_in, attach_key, ensure_key, is_installed, keep_secrets_in, migrate
from app.database import transaction
from app.desks import installation
from app.desks.installation import Installed
from app.errors import Refusal
from app.vault.instance import read_head, read_key

CODE_GROUP = 5
MOST_SHARES = 16  # of SLIP-39


@click.command("init")
@click.option("--name", help="Sign-in name of the first administrator; asked for if missing.")
@click.option("--work-name", help="The name under which colleagues see the administrator.")
@click.option(
    "--passphrase-file",
    type=click.File(),
    help="File whose first line is the passphrase; - for standard input. Never an argument: others see those.",
)
@click.option("--shares", default=3, show_default=True, help="How many trustees get a share of the recovery key.")
@click.option("--threshold", default=2, show_default=True, help="How many of them together can recover.")
@with_appcontext
def init_command(
    name: str | None, work_name: str | None, passphrase_file: TextIO | None, shares: int, threshold: int
) -> None:
    """Make a new instance: its keys, its tables and its first administrator."""
    keep_secrets_in()
    folder: Path = current_app.config["INSTANCE"]
    require_sharing(threshold, shares)
    with alone_in(folder):
        _require_new(folder)
        try:
            installed = _install(name, work_name, passphrase_file, shares, threshold)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from None
    _tell(installed, folder, threshold)


def require_sharing(threshold: int, shares: int) -> None:
    """Refuse a threshold that protects nothing, and more shares than SLIP-39 knows."""
    if not 1 < threshold <= shares <= MOST_SHARES:
        raise click.ClickException(f"Choose a threshold of 2 or more, and at most {MOST_SHARES} shares.")


def show_links(tokens: Iterable[str]) -> None:
    """Print one link for each trustee."""
    base = f"{current_app.config['SCHEME']}://{current_app.config['HOSTS'][0]}"
    for token in tokens:
        click.echo(f"    {base}/share/{token}")


def _require_new(folder: Path) -> None:
    given = current_app.config["INSTANCE_KEY"]
    key = given or read_key(folder)
    if read_head(folder) is not None:
        raise click.ClickException(f"There is an instance in {folder} already. Nothing was changed.")
    migrate()
    attach_key(folder, key or bytes(32))  # whether there is a directory can be seen without the key
    if is_installed():
        raise click.ClickException("This database holds an instance already. Nothing was changed.")


def _install(name: str | None, work_name: str | None, file: TextIO | None, shares: int, threshold: int) -> Installed:
    name = normal_name(name or click.prompt("Sign-in name of the administrator (3 to 40 letters or digits)"))
    work_name = normal_work_name(work_name or click.prompt("Name that colleagues see", default=name.title()))
    passphrase = _read(file) if file is not None else _ask((name, work_name))
    require_strong(passphrase, (name, work_name))
    folder: Path = current_app.config["INSTANCE"]
    attach_key(folder, ensure_key(folder, current_app.config["INSTANCE_KEY"]))
    with transaction():
        made = installation.install(name, passphrase, work_name, datetime.now(UTC).date(), threshold, shares)
    is_installed()  # reads it back, and keeps its head outside the database from the first moment on
    return made


def _read(file: TextIO) -> str:
    lines = file.read().splitlines()
    return lines[0].strip() if lines else ""


def _ask(about: tuple[str, ...]) -> str:
    words = passphrases.offered()
    click.echo(f"\nA passphrase that nobody guesses, made for you now:\n\n    {words}\n")
    click.echo("Write it down before you go on. Type it, or one of your own that is as strong. Nothing will show.")
    while True:
        passphrase = str(click.prompt("Passphrase", hide_input=True, confirmation_prompt="The same once more"))
        try:
            require_strong(passphrase, about)
        except Refusal as refusal:
            click.echo(str(refusal))
        else:
            return passphrase


def grouped(code: str) -> str:
    """Return a code in groups of five, as it is copied by hand."""
    return "-".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP))


def _tell(installed: Installed, folder: Path, threshold: int) -> None:
    click.echo(f"\nThe instance is made in {folder}.\n")
    click.echo("Recovery codes of the administrator. Each opens the account once, should the passphrase be lost.")
    click.echo("They are shown only now:\n")
    for code in installed.administrator.codes:
        click.echo(f"    {grouped(code)}")
    click.echo(f"\nShares of the recovery key: {threshold} of these {len(installed.trustees)} together recover the")
    click.echo("instance. Give each trustee one link; it shows the share once, to whoever opens it first:\n")
    show_links(installed.trustees)
    if current_app.config["INSTANCE_KEY"] is None:
        click.echo("\nKeep a copy of instance.key apart from the database: without it the instance does not start.")
