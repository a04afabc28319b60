"""The blueprint that the desk's pages share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("triage", __name__, url_prefix="/desk")

Answer = Response | str | tuple[str, int]
