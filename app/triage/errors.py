"""What triage refuses. Each message says what the person should do next."""

from app.errors import Invalid


class RiskRefused(Invalid):
    """An assessment cannot be stored as sent."""
