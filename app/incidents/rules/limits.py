"""How long each text may be, and which texts may hold several lines. What is not listed is a short line."""

import re

import msgspec

from app.incidents.content import consent, identities, imported, report, subforms
from app.vocabulary.wording import N_

LINE = 200  # characters of a short line: a name, a place
KEY = 8  # P1, A12, X3

TOO_LONG = N_("This text is too long. Shorten it to %(limit)d characters or less.")
CONTROL = N_("Remove the characters that cannot be shown. They often come in when a text is copied.")
TOO_MANY = N_("These are too many. Give %(limit)d or fewer.")

Place = tuple[type[msgspec.Struct], str]

# Texts of several lines, with the number of characters each may have.
TEXTS: dict[Place, int] = {
    (report.Narrative, "text"): 20_000,
    (report.Narrative, "who"): 4_000,
    (report.Narrative, "what"): 8_000,
    (report.Narrative, "when"): 2_000,
    (report.Narrative, "where"): 2_000,
    (report.Narrative, "how"): 8_000,
    (report.Narrative, "then"): 8_000,
    (report.Act, "words"): 4_000,
    (report.Act, "reason"): 2_000,
    (report.Act, "consequences"): 4_000,
    (report.Previous, "note"): 2_000,
    (report.Report, "work_link_basis"): 4_000,
    (report.Contact, "address"): 400,
    (report.Contact, "hours"): 400,
    (report.Contact, "not_to_say"): 1_000,
    (subforms.Detention, "charge"): 1_000,
    (subforms.Detention, "bail"): 400,
    (subforms.Proceedings, "law"): 1_000,
    (subforms.Proceedings, "outcome"): 2_000,
    (subforms.Digital, "url"): 2_000,
    (subforms.Killing, "prior_threats"): 4_000,
    (subforms.Killing, "investigation"): 4_000,
    (subforms.Property, "what"): 2_000,
    (subforms.Property, "compensation"): 1_000,
    (consent.Consent, "limits"): 2_000,
    (consent.Consent, "how"): 1_000,
    (consent.Consent, "reason"): 2_000,
    (consent.Consent, "assent_reason"): 2_000,
    (identities.Identity, "name"): 400,
    (identities.PerpetratorIdentity, "description"): 4_000,
    (identities.RosterName, "note"): 400,
    (imported.Cell, "heading"): 1_000,
    (imported.Cell, "value"): 20_000,
}

# How many of a kind one report may have.
COUNTS: dict[Place, int] = {
    (report.Report, "persons"): 60,
    (report.Report, "acts"): 60,
    (report.Report, "perpetrators"): 60,
    (report.Previous, "links"): 20,
    (identities.Names, "roster"): 2_000,
    (report.Report, "imported"): 1_000,
    (identities.Names, "imported"): 1_000,
}
MESSAGE = 10_000  # characters of a message or an internal note
REASON = 2_000  # characters of a reason, a purpose, an answer to the filer
MANY = 60  # the most of anything not listed


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_AND_LINES = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def text_problem(text: str, limit: int, lines: bool) -> str:
    """Return the msgid of what is wrong with a text, "" when nothing is."""
    if len(text) > limit:
        return TOO_LONG
    if (_CONTROLS if lines else _CONTROLS_AND_LINES).search(text):
        return CONTROL
    return ""
