"""A filer's pages: the quick alert, the full report in steps, one's own reports."""

from app.incidents.views import alert, own, report
from app.incidents.views.blueprint import blueprint

__all__ = ["alert", "blueprint", "own", "report"]
