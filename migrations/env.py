"""Alembic's environment: the application's own engine and tables."""

from __future__ import annotations

from alembic import context
from flask import current_app

from app.accounts import models as _accounts  # noqa: F401 - tables register by being imported
from app.audit import models as _audit  # noqa: F401
from app.database import Base
from app.vault import models as _vault  # noqa: F401

engine = current_app.extensions["migrate"].db.engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
