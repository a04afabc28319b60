"""One valid example of every entry an incident's chain may hold, and who may write it."""

from __future__ import annotations

from app.incidents.content import identities, inward, outward
from app.incidents.content.base import Entry
from app.incidents.content.identities import Identity, Names
from app.incidents.matching import MatchingStrings
from tests.incidents.chains import consent, report

OTHER = "0123456789ABCDEF"

EXAMPLES: dict[type[Entry], Entry] = {
    type(entry): entry
    for entry in (
        outward.Filed(report=report(), earlier=(outward.Earlier(record=OTHER, day="2026-11-02"),)),
        outward.Consented(consents=(consent(U7="yes"),)),
        outward.ConsentChanged(person="P1", uses={"U7": "no"}),
        outward.WithdrawalRequested(why="afraid"),
        outward.Amended(report=report(urgency="days")),
        outward.FactsCorrected(facts={"urgency": "days", "acts.A1.means": "firearm"}, why="asked by phone"),
        outward.Message(text="Are you safe?"),
        outward.Erased(entry=1, reason="a name"),
        outward.Moved(move="acknowledge", words="We have it."),
        outward.WithdrawnOnBehalf(person="P1", uses=("U7",), how="by phone"),
        outward.IdentityOpened(purpose="to find a lawyer"),
        outward.HandedToEditors(),
        outward.ToldInSpotlight(publication="p", slug="one", story=OTHER),
        outward.SpotlightRetracted(publication="p"),
        identities.Identities(names=Names(persons={"P1": Identity(name="Asha")})),
        identities.IdentitiesAmended(names=Names(persons={"P1": Identity(name="Asha M.")})),
        identities.SourceIdentity(source="S1", name="Juma"),
        inward.Matching(strings={"P1": MatchingStrings(sounds=("abc",))}),
        inward.Note(text="call her"),
        inward.Planned(text="a lawyer, today"),
        inward.NoteErased(entry=1, reason="wrong record"),
        inward.Assigned(to="rita"),
        inward.HandedOver(to="ravi", left="the lawyer"),
        inward.ConflictDeclared(why="a friend"),
        inward.RiskAssessed(threat=3, vulnerability=3, capacity=3, level="medium"),
        inward.SourceAdded(key="S1", connection="witness", independent=True),
        inward.ActVerified(act="A1", status="in_verification"),
        inward.Proposed(move="not_credible", reason="an old photo"),
        inward.Decided(proposal=1, agreed=True),
        inward.SafeguardingSigned(reason="told without the child"),
        inward.Shared(ring="publication", compartments=("report", "match")),
        inward.MergedInto(record=OTHER, reason="the same arrest"),
        inward.Unmerged(reason="two arrests"),
        inward.ToldApart(record=OTHER),
        inward.Linked(record=OTHER, relation="repeat"),
        inward.Unlinked(record=OTHER, relation="repeat"),
    )
}
