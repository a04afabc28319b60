"""When a step of verification may count: the table of steps, the reasoning, and sources that corroborate."""

from collections.abc import Mapping

from app.incidents.content.inward import ActVerified, SourceAdded
from app.incidents.rules.verification import REASONING_NEEDED, SOURCES_NEEDED, STEPS, Verification
from app.vocabulary.wording import N_

NO_SUCH_RESULT = N_("There is no such result. Choose one of the list.")
NOT_NEXT = N_("This result does not follow the one before. Start the verification of this act first.")
NO_REASONING = N_("Write why: what you know, and from whom.")
TOO_FEW_SOURCES = N_(
    "Too few independent sources. Corroborated needs one and verified needs two. "
    "The filer and the filer's organisation do not count."
)
OWN = N_("This is your own report. A colleague or the partner desk must verify it.")
SAME_ORGANISATION = N_("You belong to the filer's organisation. A colleague or the partner desk must verify it.")
CONFLICT = N_("You have a conflict of interest in this report. Ask a colleague to verify it.")


def counts(source: SourceAdded) -> bool:
    """Tell whether a source corroborates: independent, and neither the filer nor the filer's organisation."""
    return source.independent and not source.is_filer and not source.filers_organisation


def step_refused(before: Verification, entry: ActVerified, sources: Mapping[str, SourceAdded]) -> str:
    """Say why this step may not follow `before` with these sources, "" when it may."""
    try:
        status = Verification(entry.status)
    except ValueError:
        return NO_SUCH_RESULT
    if status not in STEPS[before]:
        return NOT_NEXT
    if status in REASONING_NEEDED and not entry.reasoning.strip():
        return NO_REASONING
    usable = {key for key in entry.sources if key in sources and counts(sources[key])}
    if len(usable) < SOURCES_NEEDED.get(status, 0):
        return TOO_FEW_SOURCES
    return ""


def verifier_refused(*, own: bool, same_organisation: bool, in_conflict: bool) -> str:
    """Say why this person may not verify this report, "" when they may.

    Whether it is their own only their own keys can tell, so the caller says.
    """
    if own:
        return OWN
    if in_conflict:
        return CONFLICT
    return SAME_ORGANISATION if same_organisation else ""
