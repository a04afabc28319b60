"""Which entries an incident's chain may hold: where each lives and who may write it. A lawyer could read this table.

An entry found in another compartment, or written by somebody else, is set aside by the fold and reported.
"""

from typing import NamedTuple

from app.incidents.content import identities as names
from app.incidents.content import inward, outward
from app.incidents.content.base import Entry

REPORT = "report"  # the filer and the desk
IDENTITY = "identity"  # the filer and the protection officers
DESK = "desk"  # the desk only
MATCH = "match"  # the desk; the publication ring once shared

FILER = frozenset({"filer"})
REVIEWER = frozenset({"reviewer"})
OFFICER = frozenset({"protection_officer"})
COORDINATOR = frozenset({"coordinator"})
APPROVER = frozenset({"approver"})
DESK_PEOPLE = REVIEWER | OFFICER | COORDINATOR


class Rule(NamedTuple):
    """Where an entry lives, and whose it is."""

    compartment: str
    authors: frozenset[str]


LAYOUT: dict[type[Entry], Rule] = {
    # The filer's report, and what the filer says about it.
    outward.Filed: Rule(REPORT, FILER),
    outward.Consented: Rule(REPORT, FILER),
    outward.ConsentChanged: Rule(REPORT, FILER),
    outward.WithdrawalRequested: Rule(REPORT, FILER),
    outward.Amended: Rule(REPORT, FILER),
    # What both may write.
    outward.Message: Rule(REPORT, FILER | DESK_PEOPLE),
    outward.Erased: Rule(REPORT, FILER | DESK_PEOPLE),
    # What the desk does in the filer's sight.
    outward.FactsCorrected: Rule(REPORT, REVIEWER),
    outward.Moved: Rule(REPORT, REVIEWER | COORDINATOR),
    outward.WithdrawnOnBehalf: Rule(REPORT, DESK_PEOPLE),
    outward.IdentityOpened: Rule(REPORT, OFFICER),
    outward.HandedToEditors: Rule(REPORT, REVIEWER),
    # What editors do in the filer's sight. A withdrawal retracts in the filer's own request.
    outward.ToldInSpotlight: Rule(REPORT, APPROVER),
    outward.SpotlightRetracted: Rule(REPORT, APPROVER | FILER | DESK_PEOPLE),
    # Who the persons and sources are.
    names.Identities: Rule(IDENTITY, FILER),
    names.IdentitiesAmended: Rule(IDENTITY, FILER | OFFICER),
    names.SourceIdentity: Rule(IDENTITY, OFFICER),
    # Matching strings of the identities, and of a place that the desk corrects.
    inward.Matching: Rule(MATCH, FILER | OFFICER | REVIEWER),
    # What the desk keeps to itself.
    inward.Note: Rule(DESK, DESK_PEOPLE),
    inward.Planned: Rule(DESK, REVIEWER),
    inward.NoteErased: Rule(DESK, DESK_PEOPLE),
    inward.Assigned: Rule(DESK, REVIEWER | COORDINATOR),
    inward.HandedOver: Rule(DESK, REVIEWER | COORDINATOR),
    inward.ConflictDeclared: Rule(DESK, DESK_PEOPLE),
    inward.RiskAssessed: Rule(DESK, REVIEWER),
    inward.SourceAdded: Rule(DESK, REVIEWER),
    inward.ActVerified: Rule(DESK, REVIEWER),
    inward.Proposed: Rule(DESK, REVIEWER | COORDINATOR),
    inward.Decided: Rule(DESK, REVIEWER | COORDINATOR),
    inward.SafeguardingSigned: Rule(DESK, OFFICER),
    inward.Shared: Rule(DESK, REVIEWER | COORDINATOR),
    inward.MergedInto: Rule(DESK, REVIEWER),
    inward.Unmerged: Rule(DESK, REVIEWER),
    inward.ToldApart: Rule(DESK, REVIEWER),
    inward.Linked: Rule(DESK, REVIEWER | frozenset({"case_lead"})),
    inward.Unlinked: Rule(DESK, REVIEWER | frozenset({"case_lead"})),
}
