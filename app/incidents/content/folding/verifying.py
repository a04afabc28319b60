"""Folding verification: one act at a time, by the table of steps, resting on sources that count."""

from app.incidents.content import incident as folded
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.content.inward import ActVerified, SourceAdded
from app.incidents.content.report import Act
from app.incidents.rules.verification import REASONING_NEEDED, SOURCES_NEEDED, STEPS, Verification


def counts(source: SourceAdded) -> bool:
    """Tell whether a source corroborates: independent, and neither the filer nor the filer's organisation."""
    return source.independent and not source.is_filer and not source.filers_organisation


def verified(work: Working, stamp: folded.Stamp, entry: ActVerified) -> None:
    """Take one step of verification."""
    act = next((one.act for one in work.acts() if one.act.key == entry.act), None)
    if act is None and work.report is not None:
        raise AsideError("the report has no such act")
    try:
        status = Verification(entry.status)
    except ValueError:
        raise AsideError("there is no such result") from None
    before = work.verified[entry.act].verification if entry.act in work.verified else Verification.UNVERIFIED
    if status not in STEPS[before]:
        raise AsideError(f"{status.value} does not follow {before.value}")
    if status in REASONING_NEEDED and not entry.reasoning.strip():
        raise AsideError("it gives no reasoning")
    usable = {key for key in entry.sources if key in work.sources and counts(work.sources[key])}
    if len(usable) < SOURCES_NEEDED.get(status, 0):
        raise AsideError("too few independent sources")
    known = act or Act(key=entry.act, code="")
    work.verified[entry.act] = folded.ActState(known, status, entry, stamp)
