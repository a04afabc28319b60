"""Bytes of the first page with everything it loads, and milliseconds to make it: python -m bench.first_page."""

from __future__ import annotations

import re
import statistics
import time

from bench.serving import Browser, served

LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def main(runs: int = 50) -> None:
    """Print one line."""
    with served() as server:
        browser = Browser(server.port)
        _status, _to, page = browser.ask("GET", "/")
        parts = {path: len(browser.ask("GET", path)[2].encode()) for path in set(LOADED.findall(page))}
        times = []
        for _ in range(runs):
            began = time.perf_counter()
            browser.ask("GET", "/")
            times.append(time.perf_counter() - began)
    total = len(page.encode()) + sum(parts.values())
    print(
        f"first page: {total / 1000:.1f} kB uncompressed in {len(parts) + 1} requests, "
        f"p50 {statistics.median(times) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
