"""Where a column can go: every field of a report that one cell can fill, and the ways to keep what fits nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import get_origin, get_type_hints

import msgspec

from app.incidents.content import consent, identities, report, subforms
from app.incidents.rules.coded import ANSWERS, CODED, DATES, DAYS, OWN_LISTS
from app.incidents.rules.limits import Place
from app.vocabulary.lists import codes

KEEP = "keep"  # only as written, in the report, where the whole desk reads it
KEEP_NAMES = "names"  # only as written, with the names, for protection officers
LEAVE = "leave"  # not brought in at all
ROW_ID = "row"  # the list's own number of the row: known again by it
WAYS = (KEEP, KEEP_NAMES, LEAVE, ROW_ID)


class Kind(StrEnum):
    """How a cell is read."""

    CODE = "code"
    CODES = "codes"
    DATE = "date"
    DAY = "day"
    COUNT = "count"
    DEGREES = "degrees"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Target:
    """A field. `choices` is the coded list, or the answers themselves; `secret` means that only officers read it."""

    part: str
    field: str
    place: Place
    kind: Kind
    list_name: str = ""
    answers: tuple[str, ...] = ()
    secret: bool = False

    @property
    def name(self) -> str:
        """The name under which a mapping remembers it."""
        return f"{self.part}.{self.field}"

    def codes(self) -> tuple[str, ...]:
        """Return what may be stored."""
        return codes(self.list_name) if self.list_name else self.answers


PARTS: dict[str, tuple[type[msgspec.Struct], tuple[str, ...]]] = {
    "report": (
        report.Report,
        (
            "country", "date", "act_group", "danger", "ongoing", "urgency", "context", "project", "sector", "flags",
            "needs", "work_link", "because_of", "work_link_basis", "authorities_country", "person_country",
        ),
    ),
    "narrative": (report.Narrative, ("text", "who", "what", "when", "where", "how", "then", "language")),
    "where": (report.Where, ("admin1", "place", "location_type", "latitude", "longitude", "geo_precision")),
    "previous": (report.Previous, ("answer", "note")),
    "act": (
        report.Act, ("code", "date", "place", "channel", "means", "words", "reason", "consequences")
    ),
    "person": (
        report.Person,
        (
            "role", "counting_unit", "number", "defender_type", "rights_sector", "engagement", "gender", "age_band",
            "grounds", "status_now", "legal_representation",
        ),
    ),
    "identity": (identities.Identity, ("name", "alias", "organisation")),
    "contact": (report.Contact, ("channel", "address", "hours", "code_word", "not_to_say")),
    "doer": (report.Perpetrator, ("actor_class", "category", "involvement", "confidence", "accountability")),
    "doer_name": (identities.PerpetratorIdentity, ("name", "unit", "rank", "description")),
    "detention": (
        subforms.Detention,
        (
            "authority", "place", "since", "until", "acknowledged", "counsel", "family", "doctor", "charge",
            "next_hearing", "bail",
        ),
    ),
    "consent": (
        consent.Consent,
        ("U1", "U2", "U3", "U7", "U11", "given_by", "how", "language", "date", "limits", "reason", "assent"),
    ),
}  # fmt: skip
SECRET = frozenset({"identity", "contact", "doer_name"})
DETAIL = frozenset({"person", "identity", "contact", "act", "detention", "doer", "doer_name", "consent"})
USE_ANSWERS = ("yes", "no", "ask")


def _kind(place: Place) -> tuple[Kind, str, tuple[str, ...]]:
    struct, name = place
    if name in consent.USES:
        return Kind.CODE, "", USE_ANSWERS
    if name == "number":
        return Kind.COUNT, "", ()
    if place in CODED:
        several = get_origin(get_type_hints(struct)[name]) is tuple
        return (Kind.CODES if several else Kind.CODE), CODED[place], ()
    if place in ANSWERS:
        return Kind.CODE, "", ("yes", "no", "unknown")
    if name == "assent":  # a child called too young needs a reason of its own, which no list has a column for
        return Kind.CODE, "", ("yes", "no", "unknown")
    if place in OWN_LISTS:
        return Kind.CODE, "", OWN_LISTS[place]
    if place in DATES:
        return Kind.DATE, "", ()
    if place in DAYS:
        return Kind.DAY, "", ()
    return (Kind.DEGREES if name in ("latitude", "longitude") else Kind.TEXT), "", ()


def _all() -> dict[str, Target]:
    found = {}
    for part, (struct, names) in PARTS.items():
        for name in names:
            kind, list_name, answers = _kind((struct, name))
            one = Target(part, name, (struct, name), kind, list_name, answers, part in SECRET)
            found[one.name] = one
    return found


TARGETS: MappingProxyType[str, Target] = MappingProxyType(_all())

# What may be said once for every row of a list.
ALWAYS = (
    "report.country", "report.act_group", "act.code", "report.danger", "report.urgency", "report.ongoing",
    "person.role", "person.counting_unit", "person.status_now", "person.defender_type",
)  # fmt: skip


def is_way(name: str) -> bool:
    """Tell whether a column may go there."""
    return name in TARGETS or name in WAYS
