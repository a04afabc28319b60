"""A seeded generator of stories with and without a planted leak, and of the secrets behind them."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from app.incidents.matching import Kind
from app.spotlight.leaks import Part, Secret
from tests.spotlight.material import (
    BYSTANDERS,
    FAMILY,
    GIVEN,
    ORGANISATIONS,
    PLACES,
    SENTENCES,
    UNSEEN_FAMILY,
    UNSEEN_GIVEN,
)

SCRIPTS = ("latin", "arabic", "cyrillic")
LANGUAGES = {"latin": ("en", "fr", "es", "sw"), "arabic": ("ar",), "cyrillic": ("ru",)}
Pools = tuple[list[dict[str, list[str]]], list[dict[str, list[str]]]]
HIDDEN = "\u200b\u200d\u00ad\u2060\u202e"


@dataclass(frozen=True)
class Person:
    """One person behind a story: the spellings of both names by script, a phone, a plate, a mail address."""

    given: dict[str, list[str]]
    family: dict[str, list[str]]
    phone: str
    plate: str

    @property
    def name(self) -> str:
        """The name as it stands in the record."""
        return f"{self.given['latin'][0]} {self.family['latin'][0]}"


@dataclass(frozen=True)
class Planted:
    """A story with one leak: where it stands, of which kind, in which script."""

    part: Part
    start: int
    end: int
    kind: str
    script: str
    secrets: list[Secret]


def _pool(table: str) -> list[dict[str, list[str]]]:
    rows = [line.split("|") for line in table.strip().splitlines()]
    return [{"latin": row[0].split(","), "arabic": [row[1]], "cyrillic": [row[2]]} for row in rows]


SEEN = (_pool(GIVEN), _pool(FAMILY))
UNSEEN = (_pool(UNSEEN_GIVEN), _pool(UNSEEN_FAMILY))
NICKNAMES = {
    "Ekaterina": {"latin": "Katya", "cyrillic": "Катя", "arabic": "كاتيا"},
    "José": {"latin": "Pepe", "cyrillic": "Пепе", "arabic": "بيبي"},
    "Natalia": {"latin": "Natasha", "cyrillic": "Наташа", "arabic": "ناتاشا"},
    "Sergei": {"latin": "Seryozha", "cyrillic": "Серёжа", "arabic": "سيريوجا"},
}


def person(rng: random.Random, pools: Pools = SEEN) -> Person:
    """Return a person."""
    phone = "+2547" + "".join(rng.choices("0123456789", k=8))
    plate = "".join(rng.choices("BCDFGHKLMNPRT", k=3)) + " " + str(rng.randint(100, 999)) + rng.choice("ABCDEFG")
    return Person(rng.choice(pools[0]), rng.choice(pools[1]), phone, plate)


def secrets_of(who: Person, organisation: str, place: str, script: str = "latin") -> list[Secret]:
    """Return what the record of a person holds, its name spelt in one script."""
    name = f"{who.given[script][0]} {who.family[script][0]}"
    local = _plain(who.name).lower().replace(" ", ".").replace("-", "").replace("'", "")
    return [
        Secret("R1", "P1", Kind.PERSON, name),
        Secret("R1", "P1", Kind.CONTACT, who.phone),
        Secret("R1", "P1", Kind.CONTACT, f"{local}@example.org"),
        Secret("R1", "P1", Kind.NUMBER, who.plate),
        Secret("R1", "", Kind.ORGANISATION, organisation),
        Secret("R1", "", Kind.PLACE, place),
    ]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def story(rng: random.Random, language: str, sentences: int = 12) -> list[str]:
    """Return the sentences of a story that names nobody."""
    every = SENTENCES[language].strip().splitlines()
    return rng.sample(every, min(sentences, len(every)))


def _typo(rng: random.Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    return rng.choice((word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]))


def _digits(phone: str, base: int) -> str:
    return "".join(chr(base + int(c)) for c in phone if c.isdigit())


def _spaced(text: str, every: int, sign: str) -> str:
    return sign.join(text[at : at + every] for at in range(0, len(text), every))


def _spelt(rng: random.Random, who: Person, script: str) -> tuple[str, str]:
    return rng.choice(who.given[script]), rng.choice(who.family[script])


def _hidden(rng: random.Random, text: str) -> str:
    at = rng.randrange(1, len(text))
    return text[:at] + rng.choice(HIDDEN) + text[at:]


def _bent(rng: random.Random, who: Person, script: str) -> str:
    """Hang on a name what grammar hangs on names: a genitive, a preposition, a case."""
    given, family = _spelt(rng, who, script)
    if script == "latin":
        return f"{given} {family}'s"
    if script == "arabic":
        return f"و{given} {family}"
    return f"{given} {family.rstrip('аьй')}у"


Maker = Callable[[random.Random, Person, str, str, str], str]
MAKERS: dict[str, Maker] = {
    "full name": lambda rng, who, script, org, place: " ".join(_spelt(rng, who, script)),
    "turned round": lambda rng, who, script, org, place: ", ".join(reversed(_spelt(rng, who, script))),
    "no accents": lambda rng, who, script, org, place: _plain(" ".join(_spelt(rng, who, script))),
    "hidden character": lambda rng, who, script, org, place: _hidden(rng, " ".join(_spelt(rng, who, script))),
    "initial": lambda rng, who, script, org, place: (
        f"{who.given[script][0][0]}. {rng.choice(who.family[script])}"
    ),
    "typo": lambda rng, who, script, org, place: (
        f"{who.given[script][0]} {_typo(rng, who.family[script][0])}"
    ),
    "words between": lambda rng, who, script, org, place: (
        f"{who.given[script][0]} {({'latin': '(the sister of', 'arabic': '(أخت', 'cyrillic': '(сестра'})[script]} "
        f"{who.family[script][0]})"
    ),
    "bent by grammar": lambda rng, who, script, org, place: _bent(rng, who, script),
    "nickname": lambda rng, who, script, org, place: (
        f"{NICKNAMES[who.given['latin'][0]][script]} {who.family[script][0]}"
    ),
    "acronym": lambda rng, who, script, org, place: "KLACW",
    "surname": lambda rng, who, script, org, place: rng.choice(who.family[script]),
    "phone": lambda rng, who, script, org, place: (
        _spaced("0" + who.phone[4:], 2, " ") if script == "latin" else
        _spaced(_digits("0" + who.phone[4:], 0x660), 3, " ") if script == "arabic" else who.phone[4:7] + "-" +
        _spaced(who.phone[7:], 2, "-")
    ),
    "plate": lambda rng, who, script, org, place: who.plate.lower().replace(" ", "-"),
    "handle": lambda rng, who, script, org, place: "@" + _plain(
        who.given["latin"][0] + rng.choice(("", "_", ".")) + who.family["latin"][0]
    ).replace(" ", "").replace("-", "").replace("'", "").lower(),
    "organisation": lambda rng, who, script, org, place: org.upper() if script == "latin" else org,
    "place": lambda rng, who, script, org, place: _plain(place),
}  # fmt: skip


def planted(rng: random.Random, kind: str, script: str, pools: Pools = SEEN) -> Planted:
    """Return a story in a language of the script, with one leak of a kind written in that script."""
    who = person(rng, pools)
    if kind == "nickname":
        called = rng.choice([one for one in SEEN[0] if one["latin"][0] in NICKNAMES])
        who = Person(called, who.family, who.phone, who.plate)
    organisation, place = rng.choice(ORGANISATIONS), rng.choice(PLACES)
    if kind == "acronym":
        organisation = ORGANISATIONS[0]
    leak = MAKERS[kind](rng, who, script, organisation, place)
    sentences = story(rng, rng.choice(LANGUAGES[script]), 10)
    at = rng.randrange(len(sentences))
    before = " ".join([*sentences[:at], ""])
    text = before + leak + ". " + " ".join(sentences[at:])
    written = rng.choice(SCRIPTS) if kind != "no accents" else script
    secrets = secrets_of(who, organisation, place, written)
    return Planted(Part("text", text), len(before), len(before) + len(leak), kind, script, secrets)


def clean(rng: random.Random, script: str, people: int = 4, pools: Pools = SEEN) -> tuple[Part, list[Secret]]:
    """Return a story that names nobody, and the secrets of several unrelated people."""
    language = rng.choice(LANGUAGES[script])
    sentences = story(rng, language)
    if rng.random() < 0.5:
        sentences.insert(rng.randrange(len(sentences)), BYSTANDERS[language])
    text = " ".join(sentences)
    secrets: list[Secret] = []
    for _ in range(people):
        secrets += secrets_of(person(rng, pools), rng.choice(ORGANISATIONS), rng.choice(PLACES), rng.choice(SCRIPTS))
    return Part("text", text), secrets
