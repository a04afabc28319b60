"""An import while it is going on, and how a list is read the next time: sealed for the member alone, like drafts."""

from app.incidents.content.base import Entry, Part
from app.incidents.importing.mapping import Mapping, Statement
from app.incidents.importing.tables import Choices, Row, Shape

IMPORT = "import"  # the kind of record, and its only compartment
PART = "import_part"
MAPPING = "import_mapping"


class Refused(Part, frozen=True):
    """A row, by its place, that was refused when it was to be filed, though nothing was wrong with its cells."""

    at: int
    message: str
    params: dict[str, str] = {}


class Progress(Part, frozen=True):
    """How far an import has come. `next` is the place of the next row, from 0; `changed` are the places of rows that
    came in before and say something else now.
    """

    running: bool = False
    next: int = 0
    filed: int = 0
    known: int = 0
    changed: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()
    problems: int = 0


class ImportSaved(Entry, frozen=True):
    """An import as it is now. The file itself and its rows are in parts: `files` and `pages` count them."""

    name: str = ""
    begun: str = ""
    revision: int = 0
    files: int = 0
    pages: int = 0
    version: int = 0  # of the pages: a file read anew has new ones
    choices: Choices = Choices()
    shape: Shape = Shape()
    mapping: Mapping = Mapping()
    remembered: bool = False
    statement: Statement = Statement()
    to_global: bool = False
    progress: Progress = Progress()


class FilePart(Entry, frozen=True):
    """A piece of the file as it was sent."""

    data: bytes


class PagePart(Entry, frozen=True):
    """A page of its rows."""

    rows: tuple[Row, ...]


class OrderPart(Entry, frozen=True):
    """By what each row is known again, in their order, and the places of rows whose own number came before."""

    tokens: tuple[str, ...]
    again: tuple[int, ...]


class MappingKept(Entry, frozen=True):
    """How a list was read, for the next file of the same kind."""

    name: str
    kept: str  # the day
    mapping: Mapping
