"""What `make run` calls: prepare the instance folder, tell how to enter, become the server."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError

import app as amparo
import config
from app.cli import demonstration, serving
from app.cli.preparing import (
    CannotRun,
    alone_in,
    ensure_key,
    is_installed,
    keep_secrets_in,
    migrate,
    require_fitting_key,
    require_key_of_instance,
)
from app.cli.translations import compile_stale
from app.database import db
from app.errors import Refusal
from app.vault.instance import read_key

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str]) -> None:
    """Prepare and serve. Ends with a message and status 1 when something stands in the way."""
    options = _parser().parse_args(arguments)
    keep_secrets_in()
    os.environ["AMPARO_INSTANCE"] = str(options.instance.resolve())
    os.chdir(ROOT)
    try:
        serving.require_free(options.host, options.port)
        prepare(options.host)
    except (CannotRun, config.Unsafe, Refusal) as problem:
        sys.exit(str(problem))
    except OperationalError:  # its message can hold the password
        sys.exit("The database does not answer, or refuses these settings. Start it, or put DATABASE_URL right.")
    print(welcome(options.host, options.port), flush=True)
    serving.become(serving.command(options.host, options.port))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.cli.run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--instance", type=Path, default=ROOT / "instance", help="folder of the instance")
    return parser


def prepare(host: str) -> None:
    """Make or migrate the instance that the environment names. Raises CannotRun, Unsafe or a refusal."""
    values = config.load()
    serving.require_safe(values, host)
    folder: Path = values["INSTANCE"]
    with alone_in(folder):
        demonstration.remove_half_made(folder)
        _ensure_key(folder, values["INSTANCE_KEY"])
        compile_stale()
        application = amparo.create_app()
        with application.app_context():
            migrate()
            try:
                require_fitting_key()
                if not is_installed():
                    demonstration.require_possible(values, host)
                    demonstration.make(folder)
            finally:
                db.session.remove()
                db.engine.dispose()  # the workers make connections of their own


def _ensure_key(folder: Path, given: bytes | None) -> None:
    if given is None and read_key(folder) is None:
        application = amparo.create_app()
        with application.app_context():
            require_key_of_instance(folder, given)
            db.engine.dispose()
    ensure_key(folder, given)


def welcome(host: str, port: int) -> str:
    """Return what is said once everything is ready."""
    values = config.load()
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    lines = [f"Amparo is on http://{shown}:{port} (Ctrl-C stops it)"]
    if values["DEMO"]:
        lines += ["", "A demo network: everything in it is invented. Sign in as:", "", *demonstration.sign_ins(), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
