"""The pages of stories: for those who make them, for defenders who wish to be thanked, and for everybody."""

from app.spotlight.views import listings, offering, reading, steps, thanking, writing
from app.spotlight.views.blueprints import appreciation, editor, public

__all__ = ["appreciation", "editor", "listings", "offering", "public", "reading", "steps", "thanking", "writing"]
