"""How an incident appears in an index: its coded fields as columns, dates as ranges of days, its words as text.

A desk's index never holds a name: `put` is given an incident folded without the identities. Names go into the
protection officers' own index (`put_names`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

import apsw

from app.incidents.content.incident import Incident
from app.incidents.content.report import Report
from app.incidents.matching import normalise
from app.incidents.matching.folding import is_spaceless
from app.incidents.rules.guards import was_sensitive
from app.index import terms
from app.index.asking import rows
from app.index.batching import Batch
from app.index.projecting import Projected
from app.vocabulary.acts import act_group
from app.vocabulary.dates import DateError, PartialDate, parse

SCHEMA = (
    """
CREATE TABLE incident (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, desk TEXT NOT NULL, arrival INTEGER NOT NULL,
    verifies INTEGER NOT NULL, state TEXT DEFAULT '', filed TEXT DEFAULT '', documented TEXT DEFAULT '',
    form TEXT DEFAULT '', country TEXT DEFAULT '', authorities TEXT DEFAULT '', person_country TEXT DEFAULT '',
    admin1 TEXT DEFAULT '', place TEXT DEFAULT '', location_type TEXT DEFAULT '',
    date TEXT DEFAULT '', begins TEXT, ends TEXT, ongoing TEXT DEFAULT '', project TEXT DEFAULT '',
    sector TEXT DEFAULT '', language TEXT DEFAULT '', danger TEXT DEFAULT '', urgency TEXT DEFAULT '',
    sensitive INTEGER DEFAULT 1, because_of TEXT DEFAULT '', verification TEXT DEFAULT '', level TEXT DEFAULT '',
    assignee TEXT DEFAULT '', merged_into TEXT DEFAULT '', handed INTEGER DEFAULT 0
);
CREATE INDEX incident_filed ON incident (filed, id);
CREATE INDEX incident_country ON incident (country, begins, ends);
CREATE TABLE person (
    id INTEGER, key TEXT, role TEXT NOT NULL, unit TEXT NOT NULL, least INTEGER, most INTEGER,
    defender_type TEXT NOT NULL, gender TEXT NOT NULL, age_band TEXT NOT NULL, status TEXT NOT NULL,
    PRIMARY KEY (id, key)
) WITHOUT ROWID;
CREATE TABLE act (
    id INTEGER, key TEXT, code TEXT NOT NULL, grp TEXT NOT NULL, begins TEXT, ends TEXT, channel TEXT NOT NULL,
    means TEXT NOT NULL, verification TEXT NOT NULL, PRIMARY KEY (id, key)
) WITHOUT ROWID;
CREATE TABLE act_group (grp TEXT, id INTEGER, PRIMARY KEY (grp, id)) WITHOUT ROWID;
CREATE TABLE perpetrator (
    id INTEGER, key TEXT, class TEXT NOT NULL, category TEXT NOT NULL, involvement TEXT NOT NULL, PRIMARY KEY (id, key)
) WITHOUT ROWID;
CREATE TABLE link (id INTEGER, other TEXT, relation TEXT, PRIMARY KEY (id, other, relation)) WITHOUT ROWID;
CREATE TABLE consent (id INTEGER, person TEXT, use TEXT, answer TEXT NOT NULL, PRIMARY KEY (id, person, use))
    WITHOUT ROWID;
CREATE TABLE conflict (account TEXT, id INTEGER, PRIMARY KEY (account, id)) WITHOUT ROWID;
CREATE TABLE match (value TEXT, id INTEGER, person TEXT, kind TEXT, PRIMARY KEY (value, id, person)) WITHOUT ROWID;
CREATE INDEX match_of ON match (id, kind);
CREATE TABLE apart (id INTEGER, other TEXT, PRIMARY KEY (id, other)) WITHOUT ROWID;
CREATE TABLE told (
    id INTEGER PRIMARY KEY, body TEXT NOT NULL, own INTEGER DEFAULT 0, from_list TEXT DEFAULT ''
);
CREATE VIRTUAL TABLE words USING fts5 (body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE parts USING fts5 (body, content = '', contentless_delete = 1,
    tokenize = 'trigram');
"""
    + terms.SCHEMA
)
CHILDREN = ("person", "act", "act_group", "perpetrator", "link", "consent", "conflict", "match", "apart")
NAMES_SCHEMA = """
CREATE TABLE name (
    id INTEGER, key TEXT, kind TEXT, place INTEGER, value TEXT NOT NULL, normal TEXT NOT NULL,
    PRIMARY KEY (id, key, kind, place)
) WITHOUT ROWID;
CREATE TABLE named (id INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE names USING fts5 (body, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2');
"""
# What one shared value of says that two records speak of one person. Sounds alone are too common to be looked up.
STRONG = ("digits", "codes", "pairs")


PUT_INCIDENT = f"INSERT INTO incident VALUES (?, ?, ?, ?, 1{', ?' * 26})"  # noqa: S608 - marks only


def put(cursor: apsw.Cursor, folded: Sequence[tuple[Projected, Incident]], batch: Batch) -> None:
    """Write the rows of incidents that were folded without their identities, and of which there are none."""
    cursor.executemany(PUT_INCIDENT, [_row(record, incident) for record, incident in folded])
    found = [row for record, incident in folded for row in _matches(record.id, incident)]
    cursor.executemany("INSERT OR IGNORE INTO match VALUES (?, ?, ?, ?)", found)
    for record, incident in folded:
        report = incident.report or Report()
        _put_people(record.id, report, batch)
        _put_acts(record.id, incident, report, batch)
        _put_bonds(record.id, incident, batch)
        _put_text(record.id, incident, report, batch)


def _row(record: Projected, incident: Incident) -> tuple[object, ...]:
    report = incident.report or Report()
    begins, ends = days(report.date)
    filed = incident.filed.at if incident.filed else ""
    return (
        record.id, incident.record, record.desk, record.arrival, incident.state.value if incident.state else "",
        filed, incident.documented, report.form, report.country, report.authorities_country, report.person_country,
        report.where.admin1, report.where.place, report.where.location_type, report.date, begins, ends,
        report.ongoing, report.project, report.sector, report.narrative.language, report.danger, report.urgency,
        was_sensitive(incident), report.because_of, incident.verification.value, incident.level,
        incident.assignee, incident.merged_into, incident.handed_to_editors is not None,
    )  # fmt: skip


def _put_text(id: int, incident: Incident, report: Report, batch: Batch) -> None:
    body, own = text_of(incident), len(report.own_words)  # the own words come first, so that they are kept once
    batch.add("INSERT INTO told VALUES (?, ?, ?, ?)", [(id, body, own, report.from_list)])
    searched = normalise(body)
    batch.add("INSERT INTO words (rowid, body) VALUES (?, ?)", [(id, searched)])
    batch.words.update(terms.words_of(searched))
    if is_spaceless(searched):
        # The blanks give the last characters threes of their own: a search for one or two looks at how threes begin.
        batch.add("INSERT INTO parts (rowid, body) VALUES (?, ?)", [(id, f"{searched}  ")])


def put_tampered(cursor: apsw.Cursor, records: Sequence[Projected]) -> None:
    """Write the one row of each record that does not verify: its reference and nothing it holds."""
    cursor.executemany(
        "INSERT INTO incident (id, record, desk, arrival, verifies) VALUES (?, ?, ?, ?, 0)",
        [(record.id, record.record, record.desk, record.arrival) for record in records],
    )


def present(cursor: apsw.Cursor, ids: Sequence[int]) -> list[int]:
    """Return those of some numbers that have rows."""
    found = rows(cursor, "SELECT id FROM incident WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
    return [id for (id,) in found]


def forget(cursor: apsw.Cursor, id: int, batch: Batch) -> None:
    """Remove every row of an incident."""
    cursor.execute("DELETE FROM incident WHERE id = ?", (id,))
    for table in CHILDREN:
        cursor.execute(f"DELETE FROM {table} WHERE id = ?", (id,))  # noqa: S608 - names of the table above
    for (body,) in rows(cursor, "DELETE FROM told WHERE id = ? RETURNING body", (id,)):
        batch.earlier.update(terms.words_of(normalise(body)))
    for table in ("words", "parts"):
        cursor.execute(f"DELETE FROM {table} WHERE rowid = ?", (id,))  # noqa: S608


@lru_cache(maxsize=4096)  # as `parse` itself: reading in reads the same days over and over
def days(text: str) -> tuple[str | None, str | None]:
    """Return the first and last day (ISO) that a partial date can mean; None twice when nothing is known."""
    try:
        known = parse(text) if text else PartialDate()
    except DateError:
        known = PartialDate()
    first, last = known.earliest(), known.latest()
    return (first.isoformat(), last.isoformat()) if first and last else (None, None)


def text_of(incident: Incident) -> str:
    """Return every word that a search of the desk looks at: the filer's own, places, a list's row, messages, notes."""
    report = incident.report
    parts: list[str] = []
    if report is not None:
        parts += [report.own_words, *(report.details if report.listed else ())]
        parts += [report.project, report.where.admin1, report.where.place, report.organisation]
        parts += [act.place for act in report.acts]
        parts.append(" · ".join(cell.value for cell in report.imported))
    parts += [said.text for said in (*incident.messages, *incident.notes, *incident.plans)]
    return "\n".join(part for part in parts if part)


def groups_of(report: Report) -> set[str]:
    """Return the act groups of a report; unknown codes have none."""
    found = {report.act_group} if report.act_group else set()
    return found | {group for act in report.acts if (group := _group(act.code))}


def _group(code: str) -> str:
    try:
        return act_group(code)
    except KeyError:
        return ""


def _put_people(id: int, report: Report, batch: Batch) -> None:
    batch.add(
        "INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                id, one.key, one.role, one.counting_unit, one.number_min, one.number_max, one.defender_type,
                one.gender, one.age_band, one.status_now,
            )
            for one in report.persons
        ],
    )  # fmt: skip
    batch.add(
        "INSERT OR IGNORE INTO perpetrator VALUES (?, ?, ?, ?, ?)",
        [(id, one.key, one.actor_class, one.category, one.involvement) for one in report.perpetrators],
    )


def _put_acts(id: int, incident: Incident, report: Report, batch: Batch) -> None:
    batch.add(
        "INSERT OR IGNORE INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                id, one.act.key, one.act.code, _group(one.act.code), *days(one.act.date or report.date),
                one.act.channel, one.act.means, one.verification.value,
            )
            for one in incident.acts
        ],
    )  # fmt: skip
    batch.add("INSERT INTO act_group VALUES (?, ?)", [(group, id) for group in groups_of(report)])


def _put_bonds(id: int, incident: Incident, batch: Batch) -> None:
    links = [(id, link.record, link.relation) for link in incident.links]
    batch.add("INSERT OR IGNORE INTO link VALUES (?, ?, ?)", links)
    given = [
        (id, person, use, answer)
        for person, consent in incident.consents.items()
        for use, answer in consent.now.uses.items()
    ]
    batch.add("INSERT OR IGNORE INTO consent VALUES (?, ?, ?, ?)", given)
    batch.add("INSERT INTO conflict VALUES (?, ?)", [(account, id) for account in incident.conflicts])
    batch.add("INSERT INTO apart VALUES (?, ?)", [(id, other) for other in incident.apart])


def _matches(id: int, incident: Incident) -> Iterable[tuple[str, int, str, str]]:
    """Yield what says who the persons are. The filer and their contact are left out: they filed other reports, too."""
    for matching in incident.matching:
        for person, strings in matching.strings.items():
            if person.startswith("P"):
                for kind in STRONG if any(getattr(strings, kind) for kind in STRONG) else ("sounds",):
                    yield from ((value, id, person, kind) for value in getattr(strings, kind))


def put_names(cursor: apsw.Cursor, id: int, record: str, incident: Incident) -> None:
    """Write the names and contacts of an incident, into the index of those who may open them."""
    forget_names(cursor, id)
    found = list(_names(incident))
    if not found:
        return
    cursor.execute("INSERT INTO named VALUES (?, ?)", (id, record))
    cursor.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)",
        [(id, key, kind, place, value, normalise(value)) for place, (key, kind, value) in enumerate(found)],
    )
    cursor.execute(
        "INSERT INTO names (rowid, body) VALUES (?, ?)", (id, normalise("\n".join(value for _, _, value in found)))
    )


def forget_names(cursor: apsw.Cursor, id: int) -> None:
    """Remove the names of an incident."""
    if cursor.execute("DELETE FROM named WHERE id = ? RETURNING id", (id,)).fetchall():
        cursor.execute("DELETE FROM name WHERE id = ?", (id,))
        cursor.execute("DELETE FROM names WHERE rowid = ?", (id,))


def _names(incident: Incident) -> Iterable[tuple[str, str, str]]:
    names = incident.names
    if names is None:
        return
    for key, person in names.persons.items():
        contact = person.contact.address if person.contact else ""
        told = (("name", person.name), ("alias", person.alias), ("organisation", person.organisation))
        yield from ((key, kind, value) for kind, value in (*told, ("contact", contact)) if value.strip())
    for key, doer in names.perpetrators.items():
        yield from ((key, kind, value) for kind, value in (("name", doer.name), ("unit", doer.unit)) if value.strip())
    yield from (("", "roster", one.name) for one in names.roster if one.name.strip())
    if names.spokesperson is not None and names.spokesperson.name.strip():
        yield "", "spokesperson", names.spokesperson.name
