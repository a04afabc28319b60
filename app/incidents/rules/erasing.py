"""What may be erased: words and names written by mistake. What was done, decided or agreed to stays."""

from app.incidents.content import identities, inward, outward
from app.incidents.content.base import Entry

ERASABLE: frozenset[type[Entry]] = frozenset(
    {
        outward.Filed,  # once a corrected text follows it
        outward.Amended,
        outward.Message,
        identities.Identities,
        identities.IdentitiesAmended,
        identities.SourceIdentity,
        inward.Matching,
        inward.Note,
        inward.Planned,
        inward.HandedOver,
        inward.ConflictDeclared,
        inward.SourceAdded,
        inward.Linked,
    }
)
