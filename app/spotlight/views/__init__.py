"""The pages of stories: one set for those who make them, one for everybody."""

from app.spotlight.views import listings, reading
from app.spotlight.views.blueprints import editor, public

__all__ = ["editor", "listings", "public", "reading"]
