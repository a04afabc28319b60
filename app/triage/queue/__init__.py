"""A desk's queue, one page at a time, answered by the desk's index.

The interface is `page`: whose desk, which filters, which order, how many rows after which one.
"""

from app.triage.queue.filters import (
    ALL,
    DUE,
    ME,
    NEWEST,
    NOBODY,
    OPEN,
    RISK,
    TABS,
    URGENT,
    Filters,
    filters_of,
    sort_of,
    tab_of,
)
from app.triage.queue.pages import IndexAway, Page, Row, compare, page

__all__ = [
    "ALL",
    "DUE",
    "ME",
    "NEWEST",
    "NOBODY",
    "OPEN",
    "RISK",
    "TABS",
    "URGENT",
    "Filters",
    "IndexAway",
    "Page",
    "Row",
    "compare",
    "filters_of",
    "page",
    "sort_of",
    "tab_of",
]
