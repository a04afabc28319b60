"""Folding what persons agreed to. Every answer is kept; the last one holds."""

from app.incidents.content import incident as folded
from app.incidents.content.consent import USES, VITAL_INTEREST, Consent
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.content.outward import ConsentChanged, Consented, WithdrawnOnBehalf
from app.incidents.rules.consenting import dated
from app.vocabulary.wording import N_

ANSWERS = frozenset({"yes", "no", "ask", "withdrawn"})
KNOWN = frozenset(USES)


def check(uses: dict[str, str]) -> None:
    """Set aside answers that are none."""
    if not (KNOWN.issuperset(uses) and ANSWERS.issuperset(uses.values())):
        raise AsideError(N_("It holds a use or an answer that does not exist."))


def put(work: Working, stamp: folded.Stamp, now: Consent, changed: dict[str, str], on_behalf: bool = False) -> None:
    """Make `now` the consent of its person and add the changed answers to the history."""
    now, before = dated(now), work.consents.get(now.person)
    history = before.history if before else ()
    same = before is not None and (before.now.assent, before.now.assent_reason) == (now.assent, now.assent_reason)
    assented = before.assented if before and same else stamp if now.assent else None
    new = tuple(folded.ConsentChange(stamp, use, answer, on_behalf) for use, answer in sorted(changed.items()))
    work.consents[now.person] = folded.ConsentState(now, history + new, assented)


def replaced(consent: Consent, uses: dict[str, str], change: ConsentChanged | None = None) -> Consent:
    """Return the consent with some answers changed, and with how that was said."""
    told = change if change and change.assent else consent  # what the child said
    given_by = (change and change.given_by) or consent.given_by
    if given_by == VITAL_INTEREST and "yes" in uses.values():
        given_by = ""  # somebody could be asked: who, is not known
    return Consent(
        person=consent.person,
        given_by=given_by,
        how=(change and change.how) or consent.how,
        language=consent.language,
        date=(change and change.date) or consent.date,
        review=consent.review,
        limits=change.limits if change and change.limits is not None else consent.limits,
        uses={**consent.uses, **uses},
        reason=consent.reason,
        assent=told.assent,
        assent_reason=told.assent_reason,
    )


def current(work: Working, person: str) -> Consent:
    """Return a person's consent as it stands; an empty one for a person never asked."""
    state = work.consents.get(person)
    return state.now if state else Consent(person=person)


def consented(work: Working, stamp: folded.Stamp, entry: Consented) -> None:
    """Take over whole consents."""
    for consent in entry.consents:
        check(consent.uses)
    for consent in entry.consents:
        old = current(work, consent.person).uses
        put(work, stamp, consent, {use: answer for use, answer in consent.uses.items() if old.get(use) != answer})


def changed(work: Working, stamp: folded.Stamp, entry: ConsentChanged) -> None:
    """Change the answers that are named."""
    check(entry.uses)
    put(work, stamp, replaced(current(work, entry.person), entry.uses, entry), entry.uses)


def withdrawn_on_behalf(work: Working, stamp: folded.Stamp, entry: WithdrawnOnBehalf) -> None:
    """Record a withdrawal that the desk was told of. The desk can withdraw and never give."""
    uses = dict.fromkeys(entry.uses, "withdrawn")
    check(uses)
    if not entry.how.strip():
        raise AsideError(N_("It does not say how the person withdrew."))
    put(work, stamp, replaced(current(work, entry.person), uses), uses, on_behalf=True)


def all_withdrawn(work: Working, stamp: folded.Stamp) -> None:
    """The whole record is withdrawn: every use of every person ends."""
    for person in list(work.consents):
        uses = dict.fromkeys(USES, "withdrawn")
        put(work, stamp, replaced(current(work, person), uses), uses)
