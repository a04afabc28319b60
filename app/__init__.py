"""Amparo. `create_app` takes the configuration in and registers the rooms in order; nothing imports it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Flask, Response

import config
from app import web
from app.accounts import views as accounts_views
from app.audit import views as audit_views
from app.database import db
from app.desks import views as desks_views
from app.incidents import views as incidents_views
from app.spotlight import views as spotlight_views
from app.triage import views as triage_views
from app.vault.instance import KEY_FILE, Instance, attach, read_key
from app.web import orphans
from app.web import views as web_views
from app.web.door import Door

SWITCH_SECONDS = 0.0005  # a thread that holds the write lock waits so long for each other thread, not ten times longer

BLUEPRINTS = (
    web_views.blueprint,
    triage_views.blueprint,
    accounts_views.blueprint,
    desks_views.blueprint,
    audit_views.blueprint,
    incidents_views.blueprint,
    spotlight_views.public,
    spotlight_views.editor,
    spotlight_views.appreciation,
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application for one instance. `settings` override the environment (see config.py).

    Raises config.Unsafe, naming everything that is missing, when the settings are not safe for production.
    """
    app = Flask(__name__, instance_relative_config=False)
    values = config.load(settings)
    app.config.update(values)
    db.init_app(app)
    with app.app_context():
        key = values["INSTANCE_KEY"] or read_key(values["INSTANCE"])
        if key is not None:
            home = Instance(values["INSTANCE"], key)
            attach(db.engine, home)
            app.secret_key = home.derived("cookie")
        else:
            app.before_request(_without_key)
    web.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if values.get("COMMANDS", True):  # 20 MB that a worker has no use for
        import_module("app.cli.commands").register(app)
    return app


def _without_key() -> Response:
    """Answer every request to an instance that has no key yet or lost it; `flask init` must start all the same."""
    return Response("This site is not set up: its instance key is missing.\n", 503, mimetype="text/plain")


def create_worker() -> Door:
    """Return the application for one worker of the server. It connects to the database itself, never by its parent.

    Raises config.Unsafe, as create_app does, and where there is no instance key.
    """
    orphans.watch()
    app = create_app({"COMMANDS": False})
    if app.secret_key is None:
        raise config.Unsafe(f"Amparo does not start:\n- there is no {KEY_FILE} in {app.config['INSTANCE']}")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()  # what was imported never goes, and looking through it holds up a request for a tenth of a second
    door = Door(app)
    door.crowd.watch()
    return door
