"""Folding the `identity` and `match` compartments: who the persons are, and the strings that match them."""

from app.incidents.content import identities, inward
from app.incidents.content import incident as folded
from app.incidents.content.base import Entry
from app.incidents.content.folding.working import AsideError, Working
from app.vocabulary.wording import N_


def apply(work: Working, stamp: folded.Stamp, entry: Entry) -> None:
    """Apply one entry. Raises AsideError for what may not count."""
    match entry:
        case identities.Identities():
            if work.names is not None:
                raise AsideError(N_("The identities were filed before."))
            work.names = entry.names
        case identities.IdentitiesAmended():
            work.names = entry.names
        case identities.SourceIdentity():
            work.source_names[entry.source] = entry
        case inward.Matching():
            work.matching.append(entry)
        case _:
            raise AsideError(N_("Nothing is known of how to apply it."))
