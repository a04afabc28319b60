"""The blueprint that all these pages share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")
