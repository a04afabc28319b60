"""What a story's page shows to the person who opens it: findings in place, and the steps open to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext

from app.accounts.service.people import work_name
from app.spotlight import rules, wording
from app.spotlight.content.entries import APPRECIATION, Found
from app.spotlight.content.story import Story
from app.spotlight.errors import NamesClosed
from app.spotlight.forms import StepForm
from app.spotlight.leaks import Hit
from app.spotlight.marking import Piece, pieces
from app.spotlight.rules import Move, State
from app.spotlight.service import behind, checking, publishing, reading, reviewing, writing
from app.vault.actor import Actor
from app.vault.entries import FILER
from app.vault.roles import Role
from app.web import clock, grouped
from app.web.access import current_actor


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding as its reader may see it. `why` and `matches` are empty where they are not for them."""

    number: int
    id: str
    level: str
    label: str
    part: str
    start: int
    end: int
    span: str
    why: str = ""
    suggestion: str = ""
    matches: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    to_settle: bool = False


def draw(record: str, form: StepForm | None = None) -> str:
    """Draw a story's page for whoever is signed in."""
    actor = current_actor()
    story, kind = reading.load(actor, record)
    mode = mode_of(actor, story, kind)
    sources = reading.sources(actor, story.sources)
    findings, names_closed, whole = _findings(actor, story, mode)
    today = clock.today()
    values: dict[str, Any] = {
        "story": story,
        "kind": kind,
        "mode": mode,
        "findings": findings,
        "names_closed": names_closed,
        "whole": whole,
        "state": reading.state_of(story, today),
        "public": reading.standing(story),
        "sources": sources,
        "parts": _parts(story, findings),
        "form": form or StepForm(),
        "wording": wording,
        "today": today.isoformat(),
        "may_edit": actor.has(Role.EDITOR) and Move.EDIT in rules.offered(story.state, kind == APPRECIATION),
        "may_retract": actor.has(Role.APPROVER) and story.publication and story.state is not State.RETRACTED,
        "untold": [one.own for one in publishing.still_told(story, sources)] if actor.has(Role.APPROVER) else [],
        "consent": all(one.agreed for one in sources) and len(sources) == len(story.sources),
        "history": _history(story),
    }
    return render_template("spotlight/story.html", **values)


def mode_of(actor: Actor, story: Story, kind: str) -> str:
    """Return as what somebody looks at a story now: officer, approver, editor, or only a reader."""
    officer = actor.has(Role.PROTECTION_OFFICER) and story.state is State.SAFETY_REVIEW
    if officer and actor.account not in story.writers and reviewing.sources_of(actor, story):
        return "officer"
    mine = actor.account in story.writers | story.reviewers
    if actor.has(Role.APPROVER) and not mine and story.state not in (State.STARTED, State.DRAFT, State.SAFETY_REVIEW):
        return "approver"
    return "editor" if actor.has(Role.EDITOR) and story.state in (State.STARTED, State.DRAFT) else "reader"


def _findings(actor: Actor, story: Story, mode: str) -> tuple[list[Finding], bool, bool]:
    """Return what was found, whether the names must be opened first, and whether all other reports were compared."""
    if not story.hash:
        return [], False, True
    if mode not in ("officer", "editor"):
        return _kept(actor, story, mode, story.found), False, True
    try:
        checked = reviewing.findings(actor, story) if mode == "officer" else writing.advice(actor, story)
    except NamesClosed:
        return [], True, True
    hits = checked.hits
    matches = _matches(actor, story) if mode == "officer" and hits else {}
    found = [_live(actor, story, mode, hit, n, matches) for n, hit in enumerate(hits, 1)]
    if mode == "officer":
        found += _kept(actor, story, mode, reviewing.kept(story, hits), first=len(hits) + 1)
    return found, False, checked.whole


def _live(actor: Actor, story: Story, mode: str, hit: Hit, number: int, matches: dict[tuple[str, str], str]) -> Finding:
    return Finding(
        number=number,
        part=hit.part,
        start=hit.start,
        end=hit.end,
        span=hit.span_text,
        why=_why(hit),
        suggestion=gettext(hit.suggestion) if hit.suggestion else "",
        matches=matches.get((hit.record, hit.person), "") if hit.record else "",
        **_settling(actor, story, mode, hit.id, hit.check, hit.level.value),
    )


def _why(hit: Hit) -> str:
    params = {name: grouped(value) if name == "record" else value for name, value in hit.reason_params.items()}
    return str(gettext(hit.reason_msgid)) % params


def _kept(actor: Actor, story: Story, mode: str, found: Sequence[Found], first: int = 1) -> list[Finding]:
    """Return findings that are kept with the story: where they are and who set them aside, never whom they match."""
    texts = {part.name: part.text for part in checking.parts_of(story.text)}
    return [
        Finding(
            number=number,
            part=one.part,
            start=one.start,
            end=one.end,
            span=texts.get(one.part, "")[one.start : one.end],
            **_settling(actor, story, mode, one.id, one.check, one.level),
        )
        for number, one in enumerate(found, first)
    ]


def _settling(actor: Actor, story: Story, mode: str, hit: str, check: str, level: str) -> dict[str, Any]:
    reasons = tuple((work_name(one.author), one.reason) for one in story.dismissals if one.hit == hit)
    label = gettext(wording.CHECKS.get(check, check))
    to_settle = _to_settle(actor, story, hit, level, mode)
    return {"id": hit, "level": level, "label": label, "reasons": reasons, "to_settle": to_settle}


def _to_settle(actor: Actor, story: Story, hit: str, level: str, mode: str) -> bool:
    by_me = any(name.endswith(f":{actor.account}") for name in story.dismissers.get(hit, ()))
    if mode == "officer":
        return not rules.settled(story.dismissers, "amber", hit)
    if mode == "approver":
        return story.state is State.REVIEWED and not by_me and not rules.settled(story.dismissers, level, hit)
    return mode == "editor" and story.appreciation is None and not by_me


def _matches(actor: Actor, story: Story) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], list[str]] = {}
    for source in reviewing.sources_of(actor, story):
        for secret in behind.secrets_behind(source):
            texts = found.setdefault((secret.record, secret.person), [])
            if secret.text not in texts:
                texts.append(secret.text)
    return {key: " · ".join(texts) for key, texts in found.items()}


def _parts(story: Story, findings: list[Finding]) -> list[tuple[str, list[Piece]]]:
    return [
        (part.name, pieces(part.text, [(one.start, one.end, one.number) for one in findings if one.part == part.name]))
        for part in checking.parts_of(story.text)
        if part.text
    ]


def _history(story: Story) -> list[dict[str, str]]:
    return [
        {
            "at": step.at,
            "text": gettext(wording.STEPS.get(step.kind, step.kind)),
            "who": gettext("The defender") if step.author == FILER else work_name(step.author),
            "detail": step.words,
        }
        for step in story.history
    ]
