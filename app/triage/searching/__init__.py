"""Search over a desk's index: what a person types, what it asks of the index, and the words shown around a hit.

`matching` is for the queue's own box; `find` for the pages of results; `named` for the protection officers' names.
"""

from app.triage.searching.asking import Found, Hit, Place, find, place_of
from app.triage.searching.conditions import matching
from app.triage.searching.parsing import Query, parse
from app.triage.searching.reading import Reader
from app.triage.searching.terms import Condition

__all__ = ["Condition", "Found", "Hit", "Place", "Query", "Reader", "find", "matching", "parse", "place_of"]
