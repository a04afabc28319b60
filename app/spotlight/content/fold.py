"""From a story's entries to what they add up to. An entry that may not count is set aside, never an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from app.errors import Refusal
from app.incidents.content.base import Entry
from app.incidents.content.decoding import tag_of
from app.incidents.content.folding.reading import is_minute
from app.spotlight import rules
from app.spotlight.content import entries
from app.spotlight.content.story import Dismissal, Step, Story
from app.spotlight.errors import StepNotOpen
from app.spotlight.rules import Move, State
from app.vault.entries import FILER, Opened, Status

_TABLES = {entries.STORY: entries.STORY_AUTHORS, entries.APPRECIATION: entries.APPRECIATION_AUTHORS}
_DECODERS = {
    tag_of(kind): msgspec.json.Decoder(kind) for table in _TABLES.values() for kind in table
}  # fmt: skip


class _Head(msgspec.Struct, frozen=True):
    type: str
    v: int = 1


_head = msgspec.json.Decoder(_Head)


def fold(opened: Iterable[Opened], kind: str) -> Story:
    """Fold the entries of one record of a kind ("story" or "appreciation"). Never raises for what they hold."""
    story = Story()
    for one in opened:
        story = replace(story, record=one.record, length=one.seq)
        if one.status is not Status.OPEN:
            continue
        entry = _admitted(one, kind)
        if entry is None:
            story = replace(story, set_aside=(*story.set_aside, one.seq))
            continue
        arrived = rules.arrived(story.state, story.published_on, one.at[:10])
        try:
            changed = _apply(replace(story, state=arrived), one, entry)
        except Refusal:
            story = replace(story, set_aside=(*story.set_aside, one.seq))
        else:
            words = getattr(entry, "words", "") or getattr(entry, "why", "")
            step = Step(one.seq, tag_of(type(entry)), one.author, one.at, words)
            story = replace(changed, history=(*changed.history, step))
    return story


def _admitted(one: Opened, kind: str) -> Entry | None:
    try:
        head = _head.decode(one.body)
        if head.v > 1 or head.type not in _DECODERS:
            return None
        entry: Entry = _DECODERS[head.type].decode(one.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    who = _TABLES[kind].get(type(entry), frozenset[str]())
    honest = (one.author == FILER) == (one.roles == {FILER}) and bool(one.author)
    right = honest and one.compartment == entries.STORY and is_minute(one.at)
    return entry if right and one.roles & who else None


def _moved(story: Story, move: Move, **changes: object) -> Story:
    state = rules.after(story.state, move, story.appreciation is not None)
    return replace(story, state=state, **changes)  # type: ignore[arg-type]


def _same(story: Story, digest: str) -> None:
    if digest != story.hash:
        raise StepNotOpen


def _apply(story: Story, one: Opened, entry: Entry) -> Story:
    match entry:
        case entries.StoryStarted() | entries.AppreciationStarted():
            return _started(story, entry)
        case entries.Drafted():
            return _drafted(story, one, entry)
        case entries.Dismissed():
            _same(story, entry.hash)
            officer = entries.OFFICER in one.roles and one.author not in story.writers
            made = Dismissal(entry.hit, entry.level, entry.reason, one.author, officer)
            return replace(story, dismissals=(*story.dismissals, made))
        case entries.ConsentChecked() | entries.LeakChecked() | entries.SubmittedForReview():
            return _sent_in(story, one, entry)
        case entries.Reviewed() | entries.DefenderAnswered() | entries.SentBack():
            return _reviewed(story, one, entry)
        case entries.Approved():
            return _approved(story, one, entry)
        case entries.Published():
            return _published(story, one, entry)
        case entries.Retracted():
            return _moved(story, Move.RETRACT, retracted=entry.reason)
        case _:  # ConsentWithdrawn
            state = State.RETRACTED if story.state is not State.RETRACTED else story.state
            return replace(story, state=state, withdrawn=True, retracted=story.retracted or "withdrawal")


def _started(story: Story, entry: entries.StoryStarted | entries.AppreciationStarted) -> Story:
    if story.sources or story.appreciation or story.history:
        raise StepNotOpen
    if isinstance(entry, entries.StoryStarted):
        return replace(story, sources=entry.sources)
    return replace(story, appreciation=entry)


def _drafted(story: Story, one: Opened, entry: entries.Drafted) -> Story:
    """Take the newer text. Whatever was checked, reviewed or approved counts no more."""
    return _moved(
        story,
        Move.EDIT,
        text=entry.text,
        hash=entry.text.hash,
        writers=story.writers | {one.author},
        reviewers=frozenset(),
        names_of=frozenset(),
        approver="",
        approved_hash="",
        found=(),
        dismissals=(),
        defender_agreed_on="",
    )


def _sent_in(
    story: Story, one: Opened, entry: entries.ConsentChecked | entries.LeakChecked | entries.SubmittedForReview
) -> Story:
    _same(story, entry.hash)
    match entry:
        case entries.LeakChecked():
            return _moved(story, Move.CHECK_LEAKS, found=entry.found)
        case entries.SubmittedForReview():
            return _moved(story, Move.SUBMIT)
        case _ if story.state is State.DRAFT:
            return _moved(story, Move.CHECK_CONSENT)
    return replace(story, asked_on=one.at[:10])


def _reviewed(
    story: Story, one: Opened, entry: entries.Reviewed | entries.DefenderAnswered | entries.SentBack
) -> Story:
    if isinstance(entry, entries.SentBack):
        if story.state in (State.SAFETY_REVIEW, State.DEFENDER_REVIEW):
            raise StepNotOpen  # the review is not the approver's
        if story.state is State.SCHEDULED:  # no reader has seen it
            story = replace(story, version=0, published_hash="", published_on="")
        voided = {"approver": "", "approved_hash": "", "names_of": frozenset[str](), "defender_agreed_on": ""}
        return _moved(story, Move.SEND_BACK, words=entry.words, **voided)
    _same(story, entry.hash)
    if isinstance(entry, entries.DefenderAnswered):
        if entry.agreed:
            return _moved(story, Move.PASS, words="", defender_agreed_on=one.at[:10])
        return _moved(story, Move.SEND_BACK, words=entry.words)
    if one.author in story.writers:
        raise StepNotOpen
    if not entry.passed:
        return _moved(story, Move.SEND_BACK, words=entry.words, names_of=frozenset())
    names_of, found = story.names_of | set(entry.records), {one.id: one for one in (*story.found, *entry.found)}
    changes = {"reviewers": story.reviewers | {one.author}, "names_of": names_of, "found": tuple(found.values())}
    if not set(story.sources) <= names_of:
        return replace(story, **changes)  # type: ignore[arg-type]  # another desk's officer has the other names
    return _moved(story, Move.PASS, words="", **changes)


def _approved(story: Story, one: Opened, entry: entries.Approved) -> Story:
    _same(story, entry.hash)
    if one.author in story.writers | story.reviewers:
        raise StepNotOpen
    if story.publication and (story.publication, story.slug) != (entry.publication, entry.slug):
        raise StepNotOpen  # one story, one address
    by = {"approver": one.author, "approved_hash": entry.hash, "asked_on": one.at[:10]}
    return _moved(story, Move.APPROVE, publication=entry.publication, slug=entry.slug, **by)


def _published(story: Story, one: Opened, entry: entries.Published) -> Story:
    _same(story, entry.hash)
    if entry.hash != story.approved_hash or entry.publication != story.publication or not entries.is_day(entry.on):
        raise StepNotOpen
    move = Move.UPDATE if entry.version > 1 else Move.SCHEDULE if entry.on > one.at[:10] else Move.PUBLISH
    on = entry.on if entry.version == 1 else story.published_on
    return _moved(story, move, version=entry.version, published_hash=entry.hash, published_on=on)
