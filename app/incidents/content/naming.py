"""Which of a filing's names are written in its story, where the whole desk would read them. Advice, never a refusal."""

from app.incidents.content.draft import Filing
from app.incidents.content.matched import secrets_of
from app.incidents.matching.folding import words
from app.incidents.matching.identities import PEOPLE
from app.incidents.matching.names import name_words

SHORTEST = 3  # letters; shorter words are too often ordinary ones


def names_told(filing: Filing) -> list[str]:
    """Return the names and contacts, as they were typed, of which a telling word stands in the story."""
    story = filing.report.narrative
    text = " ".join((story.text, story.who, story.what, story.when, story.where, story.how, story.then))
    text += " " + filing.report.previous.note
    said = {word.ascii for word in words(text)}
    found: list[str] = []
    for key, identities in secrets_of(filing).items():
        for one in identities:
            if one.kind in PEOPLE:
                telling = {word.ascii for word in name_words(one.text) if len(word.ascii) >= SHORTEST}
                hit = bool(telling & said)
            else:
                hit = bool(key) and len(one.text) > SHORTEST and one.text.casefold() in text.casefold()
            if hit and one.text not in found and one.text != filing.names.filer_name:
                found.append(one.text)
    return found
