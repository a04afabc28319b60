"""The forms inside an act: what is asked about a detention, proceedings, a digital attack, a killing, property.

Answers of yes, no, unknown are text; "" is not asked yet. Dates are EDTF text.
"""

from app.incidents.content.base import Part


class Detention(Part, frozen=True):
    """Who holds the person, where, since when, and who has been able to see them."""

    authority: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    acknowledged: str = ""
    counsel: str = ""
    family: str = ""
    doctor: str = ""
    charge: str = ""
    next_hearing: str = ""
    bail: str = ""


class Proceedings(Part, frozen=True):
    """A case in court or before an authority."""

    kind: str = ""
    court: str = ""
    stage: str = ""
    law: str = ""
    next_date: str = ""
    outcome: str = ""


class Digital(Part, frozen=True):
    """An attack online, and whether a copy of it is kept."""

    platform: str = ""
    handle: str = ""
    url: str = ""
    captured: str = ""
    reported: str = ""
    taken_down: str = ""


class Killing(Part, frozen=True):
    """What is known of a killing and of its investigation."""

    prior_threats: str = ""
    autopsy: str = ""
    certificate: str = ""
    investigation: str = ""


class Property(Part, frozen=True):
    """What was taken or destroyed."""

    what: str = ""
    value: str = ""
    compensation: str = ""
