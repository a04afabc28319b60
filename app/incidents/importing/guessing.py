"""Where a column probably goes, by its heading. A first choice that somebody looks at, nothing more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.incidents.importing.kobo import OWN_ID
from app.incidents.importing.mapping import Mapping
from app.incidents.importing.repeats import INDEX, PARENT, PARENT_TABLE
from app.incidents.importing.tables import Column, Row, Shape
from app.incidents.importing.targets import DETAIL, KEEP, KEEP_NAMES, LEAVE, ROW_ID, TARGETS

# Two columns of the rows that did not come in, for whoever puts them right.
ROW, REASON = "_amparo_row", "_amparo_reason"
# What only the machine that made the list needs.
MACHINE = frozenset(
    {
        INDEX, PARENT, PARENT_TABLE, "_id", "__version__", "_version_", "_validation_status", "_status", "_tags",
        "_notes", "formhub/uuid", "meta/instanceid", "meta/rootuuid", "instanceid",
        "_submission__id", "_submission__uuid", "_submission__submission_time", "_submission__validation_status",
        "_submission__notes", "_submission__status", "_submission__submitted_by", "_submission___version__",
        "_submission__tags", ROW, REASON,
    }
)  # fmt: skip
HEADINGS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "report.country": ("country", "iso3", "pays", "país", "pais", "البلد", "nchi", "country of incident"),
        "report.date": (
            "date", "incident date", "date of incident", "date of event", "event date", "fecha", "date de l'incident",
            "التاريخ", "tarehe",
        ),
        "narrative.text": (
            "description", "narrative", "story", "what happened", "what happened?", "summary", "details",
            "descripción", "récit", "relato", "maelezo", "الوصف",
        ),
        "report.act_group": ("category", "type of threat", "incident category"),
        "act.code": ("act", "type of act", "incident type", "type of incident", "violation", "violation type", "tipo"),
        "report.danger": ("danger", "in danger", "is anyone in danger now?"),
        "report.urgency": ("urgency", "urgent"),
        "report.project": ("project", "company", "project or company", "empresa", "entreprise"),
        "report.sector": ("sector", "industry", "industry driver"),
        "where.admin1": ("region", "province", "state", "department", "admin1", "local region", "departamento"),
        "where.place": ("place", "town", "village", "city", "location", "lugar", "lieu", "mahali"),
        "where.latitude": ("latitude", "lat"),
        "where.longitude": ("longitude", "lon", "lng", "long"),
        "person.gender": ("gender", "sex", "sexe", "sexo", "género", "jinsia", "الجنس"),
        "person.age_band": ("age", "age band", "age group", "âge", "edad", "umri", "العمر"),
        "person.defender_type": ("defender type", "type of defender", "occupation", "profession"),
        "person.number": ("number of victims", "number of people", "how many", "victims", "number affected"),
        "person.status_now": ("status now", "current status"),
        "identity.name": (
            "name", "victim", "victim name", "name of victim", "full name", "nom", "nombre", "jina", "الاسم",
        ),
        "identity.organisation": ("organisation", "organization", "their organisation"),
        "contact.address": ("phone", "telephone", "contact", "email", "e-mail", "teléfono", "téléphone", "simu"),
        "doer.category": ("perpetrator", "perpetrator type", "type of perpetrator", "alleged perpetrator"),
        "doer_name.name": ("perpetrator name", "name of perpetrator"),
        "consent.U1": ("consent", "consent given", "agreed", "consentement", "consentimiento", "ridhaa", "u1"),
        ROW_ID: ("case id", "case number", "reference", "incident id", OWN_ID),
    }
)  # fmt: skip
# What lists call the number of a row, in the languages of the pages and in Portuguese.
NUMBERS = frozenset(
    {
        "row", "row no", "row number", "no", "nr", "id", "number", "#", "serial", "serial no", "serial number",
        "ligne", "numéro", "numero", "n°", "nº", "num", "identifiant", "fila", "número", "núm", "nro", "identificador",
        "linha", "رقم", "الرقم", "رقم الصف", "م", "صف", "الصف", "معرف", "المعرف", "namba", "nambari", "safu", "mstari",
    }
)  # fmt: skip
LONGEST, DIGITS = 12, 5  # of such a number: one with more digits may be a telephone, or somebody's identity card
_BY_HEADING = {words: target for target, several in HEADINGS.items() for words in several}


def plain(heading: str) -> str:
    """Return a heading as it is compared: without its group, case, underscores or numbering."""
    last = heading if heading.startswith("_") else re.split(r"[/:]", heading)[-1] or heading
    return re.sub(r"\s+", " ", last if last.startswith("_") else last.replace("_", " ")).strip(" .*").casefold()


def guess(column: Column) -> str:
    """Return where a column probably goes; one that tells nothing is kept where the fewest people read it."""
    if column.heading.casefold() in MACHINE:
        return LEAVE
    heading = column.heading.casefold()
    target = _BY_HEADING.get(plain(column.heading), "")
    if not target and heading in TARGETS:
        target = heading
    if column.sheet and target and (target == ROW_ID or TARGETS[target].part not in DETAIL):
        target = ""
    if not target and heading in ("_submission_time", "start", "end", "today"):
        return KEEP
    return target or KEEP_NAMES


def numbering(shape: Shape, rows: Sequence[Row]) -> Column | None:
    """Return the column that probably numbers the rows: every row has a short number of its own there.

    None where another column is called a reference, and where any number could be somebody's: the desk reads them.
    """
    main = shape.main()
    if any(guess(column) == ROW_ID for column in main):
        return None
    for at, column in enumerate(main):
        cells = [row.cells[at] for row in rows if row.cells] if plain(column.heading) in NUMBERS else []
        if cells and len(set(cells)) == len(cells) and all(map(_short, cells)):
            return column
    return None


def _short(cell: str) -> bool:
    return 0 < len(cell) <= LONGEST and 0 < sum(char.isdecimal() for char in cell) <= DIGITS


def first_mapping(shape: Shape, remembered: list[Mapping], rows: Sequence[Row] = ()) -> tuple[Mapping, bool]:
    """Return the mapping to begin with, and whether it is a remembered one: that with the most of these headings."""
    numbers = numbering(shape, rows)
    keys = {column.key for column in shape.columns}
    best = max(remembered, key=lambda mapping: len(keys & set(mapping.columns)), default=None)
    known = len(keys & set(best.columns)) if best else 0
    usable = best if best is not None and known * 2 >= len(keys) else None
    taken: set[str] = set(usable.columns.values()) if usable else set()
    columns: dict[str, str] = {}
    for column in shape.columns:
        target = usable.columns.get(column.key, "") if usable else ""
        if not target:
            target = ROW_ID if column == numbers else guess(column)
            if target in taken and target not in (KEEP, KEEP_NAMES, LEAVE):
                target = KEEP_NAMES  # two columns for one field are for somebody to decide
        taken.add(target)
        columns[column.key] = target
    if usable is None:
        return Mapping(columns=columns), False
    kept = {key: values for key, values in usable.values.items() if key in keys}
    orders = {key: order for key, order in usable.orders.items() if key in keys}
    return Mapping(columns=columns, values=kept, orders=orders, always=usable.always), True
