"""Milliseconds of a sign-in, for a known and an unknown name: python -m bench.signing_in [RUNS]."""

from __future__ import annotations

import statistics
import sys
import time

from bench.serving import Browser, served, token
from tests.factories import passphrase_of


def attempt(port: int, name: str, passphrase: str) -> float:
    """Return the seconds of one POST."""
    browser = Browser(port)
    _status, _to, page = browser.ask("GET", "/sign-in")
    fields = {"csrf_token": token(page), "sign_in_name": name, "sign_in_passphrase": passphrase}
    began = time.perf_counter()
    browser.ask("POST", "/sign-in", fields)
    return time.perf_counter() - began


def main(runs: int = 15) -> None:
    """Print one line. Failures are few for each name, so that no delay is measured."""
    with served() as server:
        known = [attempt(server.port, "measured", passphrase_of("measured")) for _ in range(runs)]
        unknown = [attempt(server.port, f"nobody{number}", "five wrong words in here") for number in range(runs)]
    print(
        f"sign-in: known name {statistics.median(known) * 1000:.0f} ms, "
        f"unknown name {statistics.median(unknown) * 1000:.0f} ms (medians of {runs})"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
