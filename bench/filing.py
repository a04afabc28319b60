"""Reports filed a second, end to end: GET of the form and POST with its token, 1,500 characters, 8 clients.

python -m bench.filing [REPORTS] [DATABASE_URL]. The clients run on the same cores; their own work is counted too.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.serving import SUBMISSION, Browser, served, token
from tests.factories import passphrase_of

CLIENTS = 8
TEXT = ("They came to the office at night, broke the lock and took the case files of the land claim. " * 17)[:1500]
FORM = "/incidents/new"
FIELDS = {"country": "COL", "act_group": "organisation", "danger": "no", "text": TEXT, "who": "me", "agree": "yes"}


def client(port: int, name: str, reports: int) -> list[float]:
    """File so many reports as one member and return the seconds each took."""
    browser, times = Browser(port), []
    browser.sign_in(name, passphrase_of(name))
    start = time.perf_counter()
    for _ in range(reports):
        began = time.perf_counter()
        status, _to, page = browser.ask("GET", FORM)
        submission = SUBMISSION.search(page)
        if status != 200 or submission is None:
            raise SystemExit(f"no form: {status}")
        fields = {**FIELDS, "csrf_token": token(page), "submission": submission.group(1), "do": "send"}
        status, _to, page = browser.ask("POST", FORM, fields)
        if status != 303:
            raise SystemExit(f"not filed: {status} {page[-1500:]}")
        times.append(time.perf_counter() - began)
    return [start, *times]


def main(reports: int = 800, database_url: str = "") -> None:
    """Print one line."""
    with served(members=CLIENTS, database_url=database_url) as server, ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(client, server.port, name, reports // CLIENTS) for name in server.members]
        results = [job.result() for job in jobs]
        end = time.perf_counter()
        began = min(result[0] for result in results)
        times = sorted(seconds for result in results for seconds in result[1:])
        rate = len(times) / (end - began)
        p99 = times[int(len(times) * 0.99)] * 1000
        memory = max(server.memory()[1:])
    print(
        f"filing: {rate:.0f} reports/s, p50 {statistics.median(times) * 1000:.0f} ms, p99 {p99:.0f} ms, "
        f"{len(times)} filed, {memory:.0f} MB a worker ({database_url.split(':')[0] or 'sqlite'})"
    )


if __name__ == "__main__":
    main(*(kind(value) for kind, value in zip((int, str), sys.argv[1:], strict=False)))
