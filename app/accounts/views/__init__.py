"""Pages of accounts: coming in, the way back, and one's own account."""

from app.accounts.views import colleagues, entering, joining, own
from app.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "colleagues", "entering", "joining", "own"]
