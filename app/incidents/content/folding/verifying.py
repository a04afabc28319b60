"""Folding verification: one act at a time, by the table of steps, resting on sources that count."""

from app.incidents.content import incident as folded
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.content.inward import ActVerified
from app.incidents.content.report import Act
from app.incidents.rules.verification import Verification
from app.incidents.rules.verifying import step_refused
from app.vocabulary.wording import N_


def verified(work: Working, stamp: folded.Stamp, entry: ActVerified) -> None:
    """Take one step of verification."""
    act = next((one.act for one in work.acts() if one.act.key == entry.act), None)
    if act is None and work.report is not None:
        raise AsideError(N_("The report has no such act."))
    seen = work.act(act) if act is not None else work.verified.get(entry.act)
    before = seen.verification if seen is not None else Verification.UNVERIFIED
    if why := step_refused(before, entry, work.sources):
        raise AsideError(why)
    known = act or Act(key=entry.act, code="")
    work.verified[entry.act] = folded.ActState(known, Verification(entry.status), entry, stamp)
