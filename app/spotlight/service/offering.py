"""An editor starts an appreciation for a defender: a link, given outside the system, opens what the editor wrote.

The defender takes it over with their own keys, and the record is then like one that they asked for themselves: they
give U8 and U9, and answer to the very text. Until then nothing but the link's secret opens it, and nothing that the
server keeps says for whom it is.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import delete

from app.audit import service as audit
from app.audit.events import Event
from app.crypto import primitives
from app.crypto.padding import pad, unpad
from app.crypto.passphrase import new_code, normal_code
from app.crypto.primitives import CannotOpen
from app.database import begin_writing, db
from app.spotlight.content.entries import AppreciationStarted
from app.spotlight.errors import BadStory, NoSuchOffer
from app.spotlight.models import StoryOfferRow
from app.spotlight.service import appreciations
from app.spotlight.service.appreciations import NAME, TELLING
from app.spotlight.service.writing import require
from app.vault.actor import Actor
from app.vault.instance import instance
from app.vault.roles import Role
from app.vocabulary import lists
from app.vocabulary.wording import LANGUAGES, N_

VALID_DAYS = 14


class Offer(msgspec.Struct, frozen=True):
    """What an editor proposes. It is no consent: only the defender gives that."""

    name: str
    country: str
    telling: str
    language: str


def offer(actor: Actor, proposed: Offer, today: date) -> str:
    """Keep what an editor proposes and return the secret of the link that opens it. Raises BadStory."""
    require(actor, Role.EDITOR)
    checks = (
        (0 < len(proposed.name) <= NAME, N_("Write the name as it should be shown.")),
        (0 < len(proposed.telling) <= TELLING, N_("Write what the story should tell.")),
        (lists.is_code("country", proposed.country), N_("Choose the country from the list.")),
        (proposed.language in LANGUAGES, N_("Choose the language of the story.")),
    )
    problem = next((message for holds, message in checks if not holds), "")
    if problem:
        raise BadStory(problem)
    token = new_code()
    name, key = _place(token)
    sealed = primitives.seal(key, pad(msgspec.json.encode(proposed)), name.encode())
    expires_on = (today + timedelta(days=VALID_DAYS)).isoformat()
    db.session.add(StoryOfferRow(id=name, sealed=sealed, expires_on=expires_on))
    audit.record(Event.STORY_CHANGED, actor=actor)
    return token


def look_at(token: str, today: date) -> Offer:
    """Return what a link opens. Raises NoSuchOffer for one that was used, has expired or never was."""
    name, key = _place(token)
    row = db.session.get(StoryOfferRow, name, populate_existing=True)
    if row is None or row.expires_on < today.isoformat():
        raise NoSuchOffer
    try:
        return msgspec.json.decode(unpad(primitives.unseal(key, row.sealed, name.encode())), type=Offer)
    except CannotOpen:
        raise NoSuchOffer from None


def take(actor: Actor, token: str, asked: AppreciationStarted, today: date) -> str:
    """Let the defender take it over, in their own words and with their own consent; return the record's id.

    Raises NoSuchOffer or BadStory.
    """
    look_at(token, today)
    _use_up(token)
    return appreciations.start(actor, asked)


def refuse(token: str) -> None:
    """Destroy what a link opens. Raises NoSuchOffer."""
    _use_up(token)


def drop_expired_offers(today: date) -> int:
    """Remove what nobody took in time, unread. Returns how many."""
    begin_writing()
    gone = db.session.execute(
        delete(StoryOfferRow)
        .where(StoryOfferRow.expires_on < today.isoformat())
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _use_up(token: str) -> None:
    """Remove the row; of two who have the link, one is refused."""
    begin_writing()
    gone = db.session.execute(
        delete(StoryOfferRow).where(StoryOfferRow.id == _place(token)[0]).execution_options(synchronize_session=False)
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NoSuchOffer


def _place(token: str) -> tuple[str, bytes]:
    secret = normal_code(token).encode()
    # The id is keyed by the instance, so that it says nothing without it; the seal needs the link alone.
    return instance().mac("story offer", secret)[:16].hex(), primitives.derive(secret, "story offer")
