"""Make the instance of AMPARO_INSTANCE, migrated, with the smallest network and so many members."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import flask_migrate

from app import create_app
from app.crypto import passphrase
from app.crypto.passphrase import Cost
from app.vault.instance import KEY_FILE, write_key
from app.vault.roles import Role
from tests.factories import network


def main(members: int) -> None:
    """Make it. People join with a cheap key derivation except the first, whose sign-in is measured."""
    folder = Path(os.environ["AMPARO_INSTANCE"])
    if not (folder / KEY_FILE).exists():
        write_key(folder)
    real, passphrase.COST = passphrase.COST, Cost(memory_kib=8, passes=1)
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        made = network(app)
        for number in range(members):
            made.add(f"member{number}", (Role.MEMBER, ""))
        passphrase.COST = real
        made.add("measured", (Role.MEMBER, ""))


if __name__ == "__main__":
    main(int(sys.argv[1]))
