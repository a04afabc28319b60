"""Pages of administration: people, roles, invitations, desks, and the trustees' links."""

from app.desks.views import desks, inviting, people, promises, trustees
from app.desks.views.blueprint import blueprint

__all__ = ["blueprint", "desks", "inviting", "people", "promises", "trustees"]
