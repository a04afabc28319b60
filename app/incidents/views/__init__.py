"""A filer's pages: the quick alert, the full report in steps, one's own reports."""

from app.incidents.views import alert, bringing, checking, importing, own, report, steps, withdrawing
from app.incidents.views.blueprint import blueprint

__all__ = ["alert", "blueprint", "bringing", "checking", "importing", "own", "report", "steps", "withdrawing"]
