"""From a row to a filing. A cell that cannot be read is a problem of that cell; nothing is filled in for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.incidents.content.consent import USES, Consent
from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identity, Names, PerpetratorIdentity
from app.incidents.content.imported import Cell
from app.incidents.content.report import Act, Contact, Narrative, Perpetrator, Person, Previous, Report, Where
from app.incidents.content.subforms import Detention
from app.incidents.importing.mapping import Mapping, Statement
from app.incidents.importing.tables import Column, Row, Shape
from app.incidents.importing.targets import KEEP, KEEP_NAMES, ROW_ID, TARGETS, Kind, Target
from app.incidents.importing.values import NotRead, parts_of, read_code, read_count, read_degrees, read_text
from app.incidents.rules.filing import ACT
from app.incidents.rules.problems import Problem
from app.vocabulary.wording import N_

TWO_ANSWERS = N_("Two columns give two different answers here.")


@dataclass
class Group:
    """The values read for one person, act or perpetrator, or for the report itself, by target."""

    values: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> dict[str, Any]:
        """Return the fields of one part."""
        start = f"{name}."
        return {target.removeprefix(start): value for target, value in self.values.items() if target.startswith(start)}


@dataclass
class Built:
    """A filing, the cells that could not be read (by column key), and which target came from which column."""

    filing: Filing
    problems: list[tuple[str, Problem]]


class _Builder:
    def __init__(self, shape: Shape, mapping: Mapping) -> None:
        self.shape, self.mapping = shape, mapping
        self.problems: list[tuple[str, Problem]] = []
        self.desk: list[Cell] = []
        self.officers: list[Cell] = []

    def read(self, columns: Iterable[Column], cells: Iterable[str], before: str = "") -> Group:
        """Read the cells of one row of a sheet."""
        group = Group()
        texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column, cell in zip(columns, cells, strict=False):
            name = self.mapping.target_of(column)
            if not cell:
                continue
            heading = before + column.heading
            target = TARGETS.get(name)
            if target is None:
                self._kept(name, heading, cell)
            elif target.kind is Kind.TEXT:
                texts[name].append((heading, cell))
                if target.part == "consent":  # a repeat may tell of a consent and of no person
                    self.desk.append(Cell(heading=heading, value=cell))
            else:
                self._value(group, target, column, cell)
                self.desk.append(Cell(heading=heading, value=cell))  # secret places hold text alone
        for name, found in texts.items():
            several = "\n".join(f"{heading}: {text}" for heading, text in found)
            group.values[name] = found[0][1] if len(found) == 1 else several
        return group

    def _kept(self, name: str, heading: str, cell: str) -> None:
        if name in (KEEP, ROW_ID):
            self.desk.append(Cell(heading=heading, value=cell))
        elif name in (KEEP_NAMES, ""):
            self.officers.append(Cell(heading=heading, value=cell))

    def _value(self, group: Group, target: Target, column: Column, cell: str) -> None:
        chosen = self.mapping.values.get(column.key, {})
        value: Any
        try:
            if target.kind in (Kind.CODE, Kind.CODES):
                found = [read_code(target, part, chosen) for part in parts_of(target, cell, self.shape.kobo)]
                value = tuple(dict.fromkeys(filter(None, found))) if target.kind is Kind.CODES else found[0]
            elif target.kind is Kind.COUNT:
                value = read_count(cell, chosen)
            elif target.kind is Kind.DEGREES:
                value = read_degrees(cell, chosen)
            else:
                value = read_text(target, cell, chosen, self.mapping.orders.get(column.key, ""))
        except NotRead as why:
            self.problems.append((column.key, Problem(target.name, why.message)))
            return
        if value in ("", (), None, (None, None)):
            return
        before = group.values.get(target.name)
        if before is None or target.kind is Kind.CODES:
            group.values[target.name] = tuple(dict.fromkeys((before or ()) + value)) if before else value
        elif before != value:
            self.problems.append((column.key, Problem(target.name, TWO_ANSWERS)))


def build(shape: Shape, mapping: Mapping, statement: Statement, row: Row) -> Built:
    """Return the filing of one row with the rows of other sheets below it. Never raises for what a row holds."""
    builder = _Builder(shape, mapping)
    main = builder.read(shape.main(), row.cells)
    numbered = enumerate(row.below, 1)
    below = [builder.read(shape.of(one.sheet), one.cells, f"{one.sheet} {count} / ") for count, one in numbered]
    below = _joined(below, [one.under for one in row.below])
    return Built(_filing(builder, main, below, statement), builder.problems)


def _joined(groups: list[Group], under: list[int]) -> list[Group]:
    """Join what a repeat within a repeat tells to what it belongs to, where the two do not tell of the same thing."""
    found: list[Group] = list(groups)
    for at in sorted(range(len(groups)), key=lambda one: -one):
        parent = under[at]
        if parent >= 0 and not found[parent].values.keys() & found[at].values.keys():
            found[parent] = Group(found[parent].values | found[at].values)
            found[at] = Group()
    return found


def _always(mapping: Mapping, group: Group) -> Group:
    said = {name: value for name, value in mapping.always.items() if name in TARGETS and value}
    return Group(said | group.values)


def _filing(builder: _Builder, main: Group, below: list[Group], statement: Statement) -> Filing:
    said = _always(builder.mapping, main)
    persons, names, consents = _persons(builder.mapping, main, below, statement)
    keys = tuple(person.key for person in persons)
    doers, doer_names = _doers(main, below)
    fields = said.part("report")
    report = Report(
        **fields,
        where=Where(**said.part("where")),
        narrative=Narrative(**said.part("narrative")),  # none where the list has none: the row stands beside it
        previous=Previous(**said.part("previous")),
        persons=persons,
        acts=_acts(builder, said, below, keys),
        perpetrators=doers,
        imported=tuple(builder.desk),
    )
    whole = Names(persons=names, perpetrators=doer_names, imported=tuple(builder.officers))
    return Filing(report=report, names=whole, consents=consents)


def _details(main: Group, below: list[Group], parts: tuple[str, ...]) -> list[Group]:
    """Return the groups that tell of one kind of thing: the main row first, then the rows below."""
    return [group for group in (main, *below) if any(group.part(part) for part in parts)]


def _persons(
    mapping: Mapping, main: Group, below: list[Group], statement: Statement
) -> tuple[tuple[Person, ...], dict[str, Identity], tuple[Consent, ...]]:
    groups = _details(main, below, ("person", "identity", "contact")) or [main]
    persons, names, consents = [], {}, []
    for number, one in enumerate(groups, 1):
        key, group = f"P{number}", _always(mapping, one)
        fields = group.part("person")
        least, most = fields.pop("number", (None, None))
        persons.append(Person(key=key, number_min=least, number_max=most, **fields))
        contact = Contact(**group.part("contact"))
        identity = Identity(**group.part("identity"), contact=contact if contact != Contact() else None)
        if identity != Identity():
            names[key] = identity
        consents.append(_consent(statement, key, main.part("consent") | group.part("consent")))
    return tuple(persons), names, tuple(consents)


def _consent(statement: Statement, key: str, said: dict[str, Any]) -> Consent:
    stated = statement.consent(key)
    uses = stated.uses | {use: said.pop(use) for use in USES if use in said}
    return msgspec.structs.replace(stated, uses=uses, **said)


def _acts(builder: _Builder, said: Group, below: list[Group], against: tuple[str, ...]) -> tuple[Act, ...]:
    acts: list[Act] = []
    for group in _details(said, below, ("act", "detention")):
        fields = group.part("act")
        detention = Detention(**group.part("detention"))
        if "code" not in fields:  # what else the row says of it would have nowhere to be
            builder.problems.append(("", Problem("act.code", ACT)))
            continue
        mine = detention if detention != Detention() else None
        acts.append(Act(key=f"A{len(acts) + 1}", against=against, detention=mine, **fields))
    return tuple(acts)


def _doers(main: Group, below: list[Group]) -> tuple[tuple[Perpetrator, ...], dict[str, PerpetratorIdentity]]:
    doers, names = [], {}
    for number, group in enumerate(_details(main, below, ("doer", "doer_name")), 1):
        key = f"X{number}"
        doers.append(Perpetrator(key=key, **group.part("doer")))
        if name := group.part("doer_name"):
            names[key] = PerpetratorIdentity(**name)
    return tuple(doers), names
