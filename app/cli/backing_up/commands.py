"""`flask backup` and `flask restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.backing_up.restoring import restore_backup, target_of
from app.cli.backing_up.writing import write_backup
from app.cli.preparing import CannotRun, alone_in, is_installed, keep_secrets_in
from app.errors import Refusal
from app.vault.instance import read_key

FOLDER = click.Path(path_type=Path, file_okay=False, resolve_path=True)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--with-key", is_flag=True, help="Put the instance key into the backup too.")
@with_appcontext
def backup_command(folder: Path, with_key: bool) -> None:
    """Write a verified backup into FOLDER. The server may go on running."""
    keep_secrets_in()
    home: Path = current_app.config["INSTANCE"]
    if current_app.config["INSTANCE_KEY"] is None and read_key(home) is None:
        raise click.ClickException(f"There is no instance in {home}.")
    try:
        if not is_installed():
            raise CannotRun(f"There is no instance in {home}.")
        made = write_backup(folder, with_key)
    except (CannotRun, Refusal) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Backup of {made.made_on}: {len(made.files)} files in {folder}, written and read back.")
    if with_key:
        click.echo("It holds the instance key: e-mail addresses can be read with it. Keep it as you keep the key.")
    else:
        click.echo("The instance key is not in it. A restore needs it: keep a copy of it in another place.")


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--replace", is_flag=True, help="Replace the instance that is here. What came after the backup is lost.")
@click.option("--name", help="Sign-in name of an administrator; asked for if missing.")
@click.option(
    "--passphrase-file", type=click.File(), help="File with the passphrase in its first line; - for standard input."
)
@with_appcontext
def restore_command(folder: Path, replace: bool, name: str | None, passphrase_file: TextIO | None) -> None:
    """Restore the backup in FOLDER, signed by an administrator. Stop the server first."""
    keep_secrets_in()
    values = current_app.config

    def ask() -> tuple[str, str]:
        click.echo("The backup verifies. An administrator signs its restoring.", err=True)
        known = name or str(click.prompt("Sign-in name", err=True))
        if passphrase_file is not None:
            return known, "".join(passphrase_file.read().splitlines()[:1]).strip()
        return known, str(click.prompt("Passphrase", hide_input=True, err=True))

    target = target_of(values["INSTANCE"], values["SQLALCHEMY_DATABASE_URI"], values["INSTANCE_KEY"])
    try:
        with alone_in(target.folder):
            found = restore_backup(folder, target, replace, ask)
    except (CannotRun, Refusal) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Restored the backup of {found.made_on}. Everybody signs in again.")
    click.echo("If other web nodes serve this instance, copy its file directory-head to each before they start.")
