"""From the entries of an incident to what they add up to, for whatever part of them a reader sees.

Three rules: each entry type lives in one compartment; folding any subset is valid; what is not known is kept and
shown. An entry is set aside only for what this reader can see against it, never for what they cannot see.
"""

from collections.abc import Callable, Iterable

from app.incidents.content import incident as folded
from app.incidents.content.base import Entry
from app.incidents.content.decoding import tag_of
from app.incidents.content.folding import desk, identity, report
from app.incidents.content.folding.erasing import settle
from app.incidents.content.folding.reading import Admitted, Reading, read
from app.incidents.content.folding.working import AsideError, Working
from app.incidents.content.layout import DESK, IDENTITY, MATCH, REPORT
from app.vault.entries import Opened

APPLY: dict[str, Callable[[Working, folded.Stamp, Entry], None]] = {
    REPORT: report.apply,
    IDENTITY: identity.apply,
    DESK: desk.apply,
    MATCH: identity.apply,
}

# The field of an entry that the timeline shows: codes only, never a text.
DETAIL = {
    "moved": "move",
    "risk_assessed": "level",
    "assigned": "to",
    "handed_over": "to",
    "act_verified": "status",
    "erased": "entry",
    "note_erased": "entry",
    "consent_changed": "person",
    "withdrawn_on_behalf": "person",
    "told_in_spotlight": "slug",
    "proposed": "move",
    "linked": "relation",
    "unlinked": "relation",
    "source_added": "key",
}


def fold(entries: Iterable[Opened]) -> folded.Incident:
    """Fold one record's entries, in any order, into an Incident. Never raises for what the entries hold."""
    reading = read(entries)
    gone = settle(reading)
    work = Working(readable=reading.readable)
    for one in reading.admitted:
        if one.stamp.seq in gone:
            continue
        try:
            APPLY[one.compartment](work, one.stamp, one.entry)
        except AsideError as why:
            reading.set_aside.append(folded.SetAside(one.stamp.seq, str(why)))
        else:
            work.timeline.append(line(one))
    return freeze(work, reading, gone)


def line(one: Admitted) -> folded.TimelineItem:
    """Return an entry's line of the timeline."""
    kind = tag_of(type(one.entry))
    detail = str(getattr(one.entry, DETAIL[kind])) if kind in DETAIL else ""
    return folded.TimelineItem(one.stamp, one.compartment, kind, detail)


def freeze(work: Working, reading: Reading, gone: dict[int, folded.Gone]) -> folded.Incident:
    """Turn what was gathered into the frozen result."""
    return folded.Incident(
        record=reading.record,
        last_seq=reading.last_seq,
        state=work.state,
        filed=work.filed,
        documented=work.documented,
        report=work.report,
        repeats=tuple(work.repeats),
        corrections=tuple(work.corrections),
        versions=tuple(work.versions),
        consents=dict(work.consents),
        acts=work.acts(),
        passages=tuple(work.passages),
        messages=tuple(work.messages),
        notes=tuple(work.notes),
        plans=tuple(work.plans),
        names=work.names,
        source_names=dict(work.source_names),
        sources=dict(work.sources),
        matching=tuple(work.matching),
        risk=work.risks[-1][1] if work.risks else None,
        risks=tuple(work.risks),
        assignee=work.assignee,
        conflicts=frozenset(work.conflicts),
        openings=tuple(work.openings),
        proposals=tuple(work.proposals.values()),
        tellings=tuple(work.tellings),
        handed_to_editors=work.handed_to_editors,
        safeguarded=work.safeguarded,
        shared=tuple(work.shared),
        merged_into=work.merged_into,
        links=tuple(work.links),
        apart=frozenset(work.apart),
        erased=tuple(gone[seq] for seq in sorted(gone)),
        timeline=tuple(work.timeline),
        unknown=tuple(reading.unknown),
        set_aside=tuple(sorted(reading.set_aside, key=lambda one: one.seq)),
    )
