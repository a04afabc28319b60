"""The two gates of a story: whether everybody affected agrees, and what the text gives away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from app.incidents.matching import MatchingStrings
from app.spotlight.content.entries import Found, Text
from app.spotlight.content.story import Story
from app.spotlight.errors import ConsentMissing
from app.spotlight.leaks import Hit, Known, Level, Part, advise, review
from app.spotlight.markdown import render
from app.spotlight.service import reading
from app.spotlight.service.behind import secrets_behind, texts_behind, told_behind
from app.spotlight.service.reading import Source
from app.vault.actor import Actor

CERTAIN = frozenset({"hidden", "contacts", "dates", "countries", "copied"})  # checks that are as sure without the names
_LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def require_consent(actor: Actor, story: Story) -> list[Source]:
    """Return the sources, read with the actor's keys now. Raises ConsentMissing unless everybody affected agrees."""
    found = reading.every_source(actor, story.sources)
    missing = [source.record for source in found if not source.agreed]
    if missing or not found:
        raise ConsentMissing(missing)
    return found


def plain(markdown: str) -> str:
    """Return a story's text as a reader meets it, with the addresses of its links: names hide in markup, too."""
    shown = _LINK.sub(lambda link: f"{link[2]} ({unquote(html.unescape(link[1]))})", render(markdown))
    return html.unescape(nh3.clean(shown.replace("<br>", "\n"), tags=set())).strip()


def parts_of(text: Text) -> tuple[Part, ...]:
    """Return the texts that are checked."""
    return Part("title", text.title), Part("alt", text.alt), Part("body", plain(text.body))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a leak check found. `whole` is False where other reports could not be compared, so that more may come."""

    hits: tuple[Hit, ...]
    whole: bool = True


def advice(sources: Iterable[Source], text: Text, others: Iterable[MatchingStrings] = ()) -> list[Hit]:
    """Return what the editor's leak check finds: matching strings and the sources' words, without any name."""
    sources = list(sources)
    known = [
        Known(source.record, person, strings)
        for source in sources
        for matching in source.incident.matching
        for person, strings in matching.strings.items()
    ]
    return advise(
        parts_of(text), known, [each for source in sources for each in texts_behind(source)], others,
        told=[each for source in sources for each in told_behind(source)], language=text.language,
    )  # fmt: skip


def findings(sources: Iterable[Source], text: Text, others: Iterable[MatchingStrings] = ()) -> list[Hit]:
    """Return what the safety review finds on the names themselves."""
    sources = list(sources)
    secrets = dict.fromkeys(secret for source in sources for secret in secrets_behind(source))
    return review(
        parts_of(text), secrets, [each for source in sources for each in texts_behind(source)], others,
        told=[each for source in sources for each in told_behind(source)], language=text.language,
    )  # fmt: skip


def blocking(hits: Iterable[Hit], story: Story) -> list[Hit]:
    """Return the red findings of which no name is needed to be sure, and which nobody has set aside."""
    return [hit for hit in hits if hit.level is Level.RED and hit.check in CERTAIN and hit.id not in story.dismissers]


def found_of(hits: Iterable[Hit]) -> tuple[Found, ...]:
    """Return findings as everybody who works on a story may see them."""
    return tuple(
        Found(id=h.id, check=h.check, level=h.level.value, part=h.part, start=h.start, end=h.end) for h in hits
    )
