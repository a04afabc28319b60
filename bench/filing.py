"""Reports filed a second, end to end: GET of the form and POST with its token, 1,500 characters, 8 clients.

python -m bench.filing [REPORTS A ROUND] [ROUNDS] [DATABASE_URL]. The clients run on the same cores, in one process;
their own work is printed too. Each round has members of its own: after 120 reports in an hour a sender must wait.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import dataclass

from bench.filers import file_all
from bench.serving import Browser, Server, served
from tests.factories import passphrase_of

CLIENTS = 8
WARMING = 8  # reports of each client before anything is measured
TEXT = ("They came to the office at night, broke the lock and took the case files of the land claim. " * 17)[:1500]
FORM = "/incidents/new"
FIELDS = {"country": "COL", "act_group": "organisation", "danger": "no", "text": TEXT, "who": "me", "agree": "yes"}


@dataclass(frozen=True)
class Round:
    """What one round gave: reports a second; p50 and p99, and CPU a report of server and clients, in milliseconds."""

    rate: float
    p50: float
    p99: float
    server: float
    clients: float


def signed_in(server: Server, name: str) -> dict[str, str]:
    """Sign a member in and return the cookies."""
    browser = Browser(server.port)
    browser.sign_in(name, passphrase_of(name))
    browser.connection.close()
    return browser.cookies


def measured(server: Server, names: list[str], reports: int) -> Round:
    """File so many reports by these members, all at once."""
    sessions = [signed_in(server, name) for name in names]
    file_all(server.port, sessions, {**FIELDS, "do": "send"}, WARMING)
    busy, own = server.seconds(), time.process_time()
    times, whole = file_all(server.port, sessions, {**FIELDS, "do": "send"}, reports // len(names))
    busy, own, times = server.seconds() - busy, time.process_time() - own, sorted(times)
    p99 = times[int(len(times) * 0.99)] * 1000
    each = 1000 / len(times)
    return Round(len(times) / whole, statistics.median(times) * 1000, p99, busy * each, own * each)


def main(reports: int = 800, rounds: int = 3, database_url: str = "") -> None:
    """Print one line: the round of median rate, and the rates of all."""
    with served(members=CLIENTS * rounds, database_url=database_url) as server:
        names = [server.members[at : at + CLIENTS] for at in range(0, CLIENTS * rounds, CLIENTS)]
        every = sorted((measured(server, some, reports) for some in names), key=lambda one: one.rate)
        memory = max(server.memory()[1:])
    middle, load = every[len(every) // 2], os.getloadavg()[0]
    print(
        f"filing: {middle.rate:.0f} reports/s (of {', '.join(f'{one.rate:.0f}' for one in every)}), "
        f"p50 {middle.p50:.0f} ms, p99 {middle.p99:.0f} ms, {reports * rounds} filed; CPU a report: server "
        f"{middle.server:.1f} ms, {CLIENTS} clients in one process {middle.clients:.1f} ms; "
        f"{memory:.0f} MB a worker ({database_url.split(':')[0] or 'sqlite'}, load {load:.1f})"
    )


if __name__ == "__main__":
    main(*(kind(value) for kind, value in zip((int, int, str), sys.argv[1:], strict=False)))
