"""Reports made from a real list, as many as are wanted: its rows again and again, later each time, with invented words.

Nothing of the list is in the project: its path is given. The words are drawn so that a search meets what it meets at
a desk: a few in every other text, most in few, some texts in Arabic or Chinese.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from app.incidents.content.consent import Consent
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identity, Names
from app.incidents.content.report import Act, Contact, Narrative, Perpetrator, Person, Report, Where
from app.vocabulary.countries import countries
from bench.synthetic import vocabulary

RARE = "quetzalcoatlus"  # in one text of a hundred
PHRASE = "land claim hearing"  # in another
ARABIC = "هددوا المحامية أمام المحكمة وأخذوا ملفات القضية من المكتب"
CHINESE = "他们在法院外威胁律师并拿走了案件的文件"
AGES = ((18, "0-17"), (30, "18-29"), (45, "30-44"), (60, "45-59"), (999, "60+"))
GENDERS = {"Male": "man", "Female": "woman"}
DOERS = {
    "Police": ("state", "police"),
    "Armed forces": ("state", "military"),
    "Private military actors": ("non_state", "paramilitary"),
    "Organised crime / mafias": ("non_state", "organised_crime"),
    "Landowners": ("non_state", "landowner"),
    "Private security guards": ("non_state", "private_security"),
    "Hitmen": ("non_state", "other"),
}
LATER = timedelta(days=11)  # each time that the list is read again


def reports(path: Path, count: int, seed: int = 1) -> Iterator[Filing]:
    """Yield so many reports, the same ones for the same list and seed."""
    chance = random.Random(seed)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    by_number = {one.numeric: code for code, one in countries().items()}
    words = vocabulary()
    weights = list(accumulate(1 / (at + 8) for at in range(len(words))))
    for number in range(count):
        row = rows[number % len(rows)]
        text = _text(number, " ".join(chance.choices(words, cum_weights=weights, k=chance.randrange(60, 140))))
        when = date.fromisoformat(row["date"]) + LATER * (number // len(rows))
        country = by_number.get(row["country_numeric"].zfill(3), "COL")
        yield _filing(row, country, when, text, " ".join(chance.sample(words, 2)).title())


def _text(number: int, words: str) -> str:
    more = {3: f" {PHRASE}", 7: f" {RARE}"}.get(number % 100, "")
    script = {0: ARABIC, 1: CHINESE}.get(number % 50, "")
    return f"{words}.{more} {script}".strip()


def _filing(row: dict[str, str], country: str, when: date, text: str, name: str) -> Filing:
    age = next((band for limit, band in AGES if row["age"].isdigit() and int(row["age"]) < limit), "unknown")
    kind, category = DOERS.get(row["perpetrator_type"], ("unknown", "unknown"))
    person = Person(
        key="P1", role="targeted_defender", number_min=1, number_max=1, gender=GENDERS.get(row["gender"], "unknown"),
        age_band=age, status_now="dead", defender_type="other",
    )  # fmt: skip
    return Filing(
        report=Report(
            country=country,
            where=Where(admin1=row["local_region"]),
            date=when.isoformat(),
            danger="no",
            narrative=Narrative(text=text, language="en"),
            sector=row["industry_driver"],
            persons=(person,),
            acts=(Act(key="A1", code="K1", against=("P1",)),),
            perpetrators=(Perpetrator(key="X1", actor_class=kind, category=category),),
        ),
        names=Names(persons={"P1": Identity(name=name, contact=Contact(channel="phone", address=_phone_of(name)))}),
        consents=(
            Consent(
                person="P1", given_by="not_obtainable", reason="They are dead and cannot be asked.", date="2026-11-20"
            ),
        ),
    )  # fmt: skip


def _phone_of(name: str) -> str:
    return f"+57 {int.from_bytes(name.encode(), 'big') % 900_000_000 + 100_000_000}"
