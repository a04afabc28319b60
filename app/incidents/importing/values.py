"""From a cell to a value of the vocabulary. Only what somebody chose, or what is word for word a code or its label."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from unicodedata import normalize

from app.incidents.importing import alike
from app.incidents.importing.days import read_date
from app.incidents.importing.targets import Kind, Target
from app.vocabulary.countries import countries
from app.vocabulary.dates import DateError
from app.vocabulary.lists import codes, label
from app.vocabulary.wording import LANGUAGES, N_

AS_WRITTEN = "-"  # chosen for a value that has no place: it is kept only as it was written
DIVIDES = re.compile(r"[;\n|]|,(?!\d)")
AGES = ((17, "0-17"), (29, "18-29"), (44, "30-44"), (59, "45-59"), (120, "60+"))
RANGE = re.compile(r"(\d{1,9})\s*(?:-|–|—|\.\.)\s*(\d{1,9})")
DEGREES = re.compile(r"-?\d{1,3}([.,]\d{1,20})?")

NOT_CHOSEN = N_("No answer is chosen for this value yet.")
NO_NUMBER = N_("Check these numbers. Use whole numbers of 1 or more, the smaller one first.")
NO_DEGREES = N_("Type one number of degrees, such as -12.0464, without letters.")
NO_DAY = N_("Type a full date like this: 2026-03-14.")


class NotRead(Exception):
    """A cell that is no value of its field; `message` is a msgid."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def folded(text: str) -> str:
    """Return the form in which values are compared: case, width and white space do not count."""
    return " ".join(normalize("NFKC", text).casefold().split())


def parts_of(target: Target, cell: str, kobo: bool = False) -> list[str]:
    """Return the values in a cell: one, or for a field of several choices each of them."""
    cell = cell.strip()
    if not cell:
        return []
    if target.kind is not Kind.CODES or exact(target, cell):
        return [cell]
    parts = [part.strip() for part in DIVIDES.split(cell) if part.strip()]
    if kobo and len(parts) == 1 and " " in cell and all(exact(target, word) for word in cell.split()):
        return cell.split()
    return parts


def exact(target: Target, text: str) -> str:
    """Return the code that a text is, word for word: itself or its label in a language of the pages, else ""."""
    return _index(target.list_name, target.answers).get(folded(text), "")


def suggested(target: Target, text: str) -> str:
    """Return the code that a text probably means, "" for none. Somebody confirms it before anything is brought in."""
    if target.list_name == "age_band":
        return exact(target, text) or age_band(text)
    found = exact(target, text) or alike.code(target.list_name or "answer", folded(text))
    return found if found in target.codes() else ""


def read_code(target: Target, text: str, chosen: MappingProxyType[str, str] | dict[str, str]) -> str:
    """Return the code for a text, "" where somebody chose to keep it only as written. Raises NotRead."""
    decided = chosen.get(folded(text), "")
    if decided == AS_WRITTEN:
        return ""
    found = decided or exact(target, text)
    if not found and target.list_name == "age_band":
        found = age_band(text)
    if found not in target.codes():
        raise NotRead(NOT_CHOSEN)
    return found


def age_band(text: str) -> str:
    """Return the band of an age in whole years, "" for what is none."""
    if not (text.isdecimal() and len(text) <= 3):
        return ""
    return next((band for last, band in AGES if int(text) <= last), "")


def read_text(target: Target, text: str, chosen: dict[str, str], order: str) -> str:
    """Return a date or a plain text as it is stored; "" where it is kept only as written. Raises NotRead."""
    decided = chosen.get(folded(text), "")
    if decided == AS_WRITTEN:
        return ""
    text = decided or text
    if target.kind not in (Kind.DATE, Kind.DAY):
        return text
    try:
        found = read_date(text, order)
    except DateError as refusal:
        raise NotRead(refusal.message) from None
    if target.kind is Kind.DAY and (found.start is None or not found.start.day or found.end or found.start.about):
        raise NotRead(NO_DAY)
    return str(found)


def read_count(text: str, chosen: dict[str, str]) -> tuple[int | None, int | None]:
    """Return the least and the most of a number of people, None where it is kept only as written. Raises NotRead."""
    decided = chosen.get(folded(text), "")
    if decided == AS_WRITTEN:
        return None, None
    text = (decided or text).strip()
    if text.isdecimal() and len(text) <= 9:
        return int(text), int(text)
    if found := RANGE.fullmatch(text):
        return int(found[1]), int(found[2])
    raise NotRead(NO_NUMBER)


def read_degrees(text: str, chosen: dict[str, str]) -> float | None:
    """Return a coordinate, None where it is kept only as written. Raises NotRead."""
    decided = chosen.get(folded(text), "")
    if decided == AS_WRITTEN:
        return None
    text = (decided or text).strip().replace("−", "-")
    if not DEGREES.fullmatch(text):
        raise NotRead(NO_DEGREES)
    return float(text.replace(",", "."))


@cache
def _index(list_name: str, answers: tuple[str, ...]) -> MappingProxyType[str, str]:
    """Return the codes by everything that is surely them; a word for two codes is left out."""
    found: dict[str, set[str]] = {}

    def add(text: str, code: str) -> None:
        found.setdefault(folded(text), set()).add(code)

    if not list_name:
        for code in answers:
            add(code, code)
        return MappingProxyType({text: found_codes.pop() for text, found_codes in found.items()})
    for code in codes(list_name):
        for language in LANGUAGES:
            add(label(list_name, code, language), code)
    sure = {text: found_codes.pop() for text, found_codes in found.items() if len(found_codes) == 1}
    if list_name == "country":
        for country in countries().values():
            for text in (country.iso2, country.numeric, country.numeric.lstrip("0")):
                if text:
                    sure[folded(text)] = country.iso3
    return MappingProxyType(sure | {folded(code): code for code in codes(list_name)})
