"""Words that must be nowhere, and the search for them in every spelling that somebody could have left."""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote_from_bytes

WORD, ACCENTED, ARABIC = "Qvortzilan", "Ñuvörtzêpu", "ذكظغضثقخ"
CORES = (WORD, ACCENTED, ARABIC)
# Where one of these stands in clear, a sealed entry does, whatever it says: countries and acts have no odd words.
MARKERS = ('"narrative":', '"act_group":', '"filer_name":', '"type":"filed"', '"type":"message"', '"type":"drafted"')
MARKERS += ('"type":"import_saved"', '"type":"page_part"', '"type":"file_part"', '"type":"mapping_kept"')

NAME = f"{WORD} Mendax"
PLACE = f"Villa {ACCENTED}"
CONTACT = f"{WORD.lower()}@example.org"
NOTE = f"Ask {ARABIC} about the key"

STREAM = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
MOST_INFLATED = 1 << 22
DEEPEST = 2


@dataclass(frozen=True)
class Found:
    """A canary, how it was spelt and where it stood."""

    core: str
    spelling: str
    place: str
    around: str


def _texts(core: str) -> Iterator[tuple[str, str]]:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, core)
        for case in (text, text.lower(), text.upper(), text.title(), text.swapcase()):
            yield f"{form} ", case
            yield f"{form} reversed ", case[::-1]


def _bytes(text: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1", "cp1256"):
        try:
            yield encoding, text.encode(encoding)
        except UnicodeEncodeError:
            continue


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield what of the data survives in base64 whatever stands before and after it."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + data)
        first = (0, 2, 3)[before]  # characters that hold bits of what stands before
        last = (len(data) + before) * 8 // 6  # and from here on of what comes after
        yield text[first:last]
        yield base64.urlsafe_b64encode(bytes(before) + data)[first:last]


def _base32(data: bytes) -> Iterator[bytes]:
    for before in range(5):
        text = base64.b32encode(bytes(before) + data)
        yield text[-(-before * 8 // 5) : (len(data) + before) * 8 // 5]


def spellings(core: str) -> dict[bytes, str]:
    """Return every way a canary may be written, folded to lower case, with its name."""
    made: dict[bytes, str] = {}
    for form, text in _texts(core):
        for encoding, data in _bytes(text):
            name = form + encoding
            made.setdefault(data, name)
            made.setdefault(data.hex().encode(), f"{name} hex")
            made.setdefault("".join(f"\\x{byte:02x}" for byte in data).encode(), f"{name} escaped")
            made.setdefault("".join(f"%{byte:02x}" for byte in data).encode(), f"{name} %")
            made.setdefault(quote_from_bytes(data).encode(), f"{name} url")
            if encoding in ("utf-8", "utf-16-le"):
                made |= {found: f"{name} base64" for found in _base64(data) if found not in made}
                made |= {found: f"{name} base32" for found in _base32(data) if found not in made}
        made.setdefault("".join(f"\\u{ord(character):04x}" for character in text).encode(), f"{form}json")
        made.setdefault(json.dumps(text)[1:-1].encode(), f"{form}json")
        made.setdefault(html.escape(text).encode("ascii", "xmlcharrefreplace"), f"{form}html")
    folded: dict[bytes, str] = {}
    for data, name in made.items():
        folded.setdefault(data.lower(), name)
    return {data: name for data, name in folded.items() if len(data) >= 8}


def _tree(words: Iterable[bytes]) -> dict[int, dict]:  # type: ignore[type-arg]
    tree: dict[int, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for byte in word:
            node = node.setdefault(byte, {})
        node[-1] = {}
    return tree


def _pattern(node: dict[int, dict]) -> bytes:  # type: ignore[type-arg]
    if -1 in node:  # the shortest spelling is enough
        return b""
    branches = [re.escape(bytes([byte])) + _pattern(child) for byte, child in sorted(node.items())]
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"


@cache
def _search(cores: tuple[str, ...]) -> tuple[re.Pattern[bytes], dict[bytes, tuple[str, str]]]:
    known = {data: (core, name) for core in cores for data, name in spellings(core).items()}
    return re.compile(_pattern(_tree(known)), re.DOTALL), known


def find(place: str, data: bytes, cores: tuple[str, ...] = CORES + MARKERS, depth: int = 0) -> list[Found]:
    """Return every canary in some bytes, in compressed streams inside them too; an empty list is the promise kept."""
    pattern, known = _search(cores)
    folded = data.lower()
    found = []
    for match in pattern.finditer(folded):
        core, spelling = known[match.group()]
        around = data[max(0, match.start() - 40) : match.end() + 40]
        found.append(Found(core, spelling, f"{place} at {match.start()}", repr(around)))
    if depth < DEEPEST:
        for start in STREAM.finditer(data):
            inside = _inflated(memoryview(data)[start.start() :])
            if len(inside) >= 8:
                found += find(f"{place}, inflated from {start.start()}", inside, cores, depth + 1)
    return found


def _inflated(data: memoryview) -> bytes:
    out, machine = b"", zlib.decompressobj(47)  # zlib or gzip, by their own header
    try:
        for start in range(0, min(len(data), MOST_INFLATED), 4096):
            out += machine.decompress(data[start : start + 4096], MOST_INFLATED)
            if machine.eof or len(out) > MOST_INFLATED:
                break
    except zlib.error:
        pass  # chance made it look like a stream; what came out before is searched all the same
    return out
