"""Pages of accounts: coming in, the way back, and one's own account."""

from app.accounts.views import entering, joining
from app.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "entering", "joining"]
