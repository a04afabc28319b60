"""Six words that nobody guesses, or one's own if it is as good."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any

from mnemonic import Mnemonic

WORDS = 6  # of 1,600 or more: at least 63 bits, behind a quarter of a second of Argon2id per guess
LISTS = {"fr": "french", "es": "spanish"}  # BIP-39 lists; the others get English
ENOUGH = 14  # points, each ten times the guesses (about 47 bits): what an own passphrase must reach
SHORTEST = 12
LONGEST = 200

_estimating = Lock()  # zxcvbn keeps its personal dictionary in a module variable


@lru_cache(maxsize=1)
def _zxcvbn() -> Callable[..., dict[str, Any]]:
    # Its dictionaries weigh 12 MB in every worker: loaded when somebody first chooses a passphrase.
    return import_module("zxcvbn").zxcvbn  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def _words(language: str) -> tuple[str, ...]:
    # Only words without accents: they can be typed on any keyboard, and nobody wonders whether an accent counts.
    return tuple(word for word in Mnemonic(LISTS.get(language, "english")).wordlist if word.isascii())


def offered(language: str = "en") -> str:
    """Return a new passphrase of six random words."""
    return " ".join(secrets.choice(_words(language)) for _ in range(WORDS))


def points(passphrase: str, about: tuple[str, ...] = ()) -> int:
    """Return how many powers of ten of guesses a passphrase withstands, by estimate; under ENOUGH if too short.

    `about` lists what an attacker would try first. What is longer than LONGEST reaches no points.
    """
    if not passphrase or len(passphrase) > LONGEST:
        return 0
    with _estimating:
        estimate = _zxcvbn()(passphrase[:72], user_inputs=[word for word in about if word])
    reached = int(float(estimate["guesses_log10"]))
    return reached if len(passphrase) >= SHORTEST else min(reached, ENOUGH - 1)
