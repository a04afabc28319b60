"""A member brings in lists full of canaries: one wholly, one half, one destroyed again."""

from __future__ import annotations

from app.database import transaction
from app.incidents.importing.mapping import CANNOT, Statement
from app.incidents.service.importing import bringing, keeping, preparing
from app.vault.actor import Actor
from tests.contracts.thief.canaries import ACCENTED, ARABIC, CONTACT, NAME, NOTE, PLACE, WORD

HEADINGS = f"country;story;victim;{WORD} {ARABIC};phone"
ALWAYS = {"report.danger": "no", "act.code": "H5"}


def bring_in(member: Actor, rows: int) -> str:
    """Bring in the first rows of a list of five and leave the rest waiting. Returns the import's id."""
    story = f"{NAME} was at {PLACE}. {NOTE}"
    lines = [f"Peru;{story} {number};{NAME};{ACCENTED} {number};{CONTACT}" for number in range(5)]
    data = "\n".join([HEADINGS, *lines]).encode()
    with transaction():
        name = preparing.begin(member, f"{WORD}.csv", data)
    with transaction():
        one = keeping.opened(member, name)
        preparing.state(member, one, ALWAYS, Statement(basis=CANNOT, reason=f"{NAME} is dead"), False)
    with transaction():
        one = bringing.start(member, keeping.opened(member, name))
    progress = one.saved.progress
    for ready in bringing.upcoming(member, one)[:rows]:
        assert not ready.checked.problems
        with transaction():
            progress = bringing.bring(member, one, ready, progress)
    with transaction():
        bringing.note(member, one, progress)
    assert progress.filed + progress.known == rows
    return name


def lists(member: Actor) -> None:
    """Leave an import half done, one destroyed, and how its list is read remembered."""
    bring_in(member, 3)
    gone = bring_in(member, 5)
    with transaction():
        keeping.discard(member, gone)
