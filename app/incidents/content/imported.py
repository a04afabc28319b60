"""A cell of somebody's own list, kept in a report word for word beside what it was read as."""

from app.incidents.content.base import Part


class Cell(Part, frozen=True):
    """One cell: the heading of its column and what stood in it. For a second sheet the heading begins with its name."""

    heading: str
    value: str
