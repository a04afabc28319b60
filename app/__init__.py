"""Amparo. `create_app` takes the configuration in and registers the rooms in order; nothing imports it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

import config
from app import cli, web
from app.accounts import views as accounts_views
from app.audit import views as audit_views
from app.database import db
from app.desks import views as desks_views
from app.incidents import views as incidents_views
from app.spotlight import views as spotlight_views
from app.triage import views as triage_views
from app.vault.instance import Instance, attach, read_key
from app.web import views as web_views

MIGRATIONS = Path(__file__).parent.parent / "migrations"

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
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        key = values["INSTANCE_KEY"] or read_key(values["INSTANCE"])
        if key is not None:
            home = Instance(values["INSTANCE"], key)
            attach(db.engine, home)
            app.secret_key = home.derived("cookie")
    web.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.register(app)
    return app
