"""What may be erased: words and names written by mistake. What was done, decided or agreed to stays."""

from app.incidents.content import identities, inward, outward
from app.incidents.content.base import Entry

ERASABLE: frozenset[type[Entry]] = frozenset(
    {
        outward.Filed,  # once a corrected text follows it
        outward.Amended,
        outward.FactsCorrected,
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
        inward.ToldApart,
        inward.Linked,
    }
)

# The desk's copies of what the filer wrote: the filer may erase these too, or a name would live on in a copy.
HOLDS_FILERS_WORDS: frozenset[type[Entry]] = frozenset(
    {outward.FactsCorrected, identities.IdentitiesAmended, inward.Matching}
)
