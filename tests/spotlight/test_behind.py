"""The safety review knows every place of a record in which a name, a number or a place can stand."""

from __future__ import annotations

import msgspec
import pytest

from app.incidents.content.consent import Consent
from app.incidents.content.fold import fold
from app.incidents.content.identities import (
    Identities,
    IdentitiesAmended,
    Identity,
    Names,
    PerpetratorIdentity,
    RosterName,
    SourceIdentity,
)
from app.incidents.content.imported import Cell
from app.incidents.content.inward import Note
from app.incidents.content.matched import matching_of
from app.incidents.content.outward import Amended, Consented, FactsCorrected, Filed, Message
from app.incidents.content.report import Act, Contact, Event, Narrative, Previous, Where
from app.incidents.content.subforms import Detention, Digital, Proceedings, Property
from app.spotlight.content.entries import Text
from app.spotlight.leaks import Level
from app.spotlight.service import checking
from app.spotlight.service.reading import Source
from tests.incidents.chains import RECORD, Chain, filing, report

NAME = "Teodora Huanca Mamani"
NOTE = f"the sister {NAME} waits at home"
AUTHORS: dict[type, str] = {SourceIdentity: "omar", Note: "rita", FactsCorrected: "rita"}
TEXT = Text(
    title="The road she walks", alt="She was told to stop.", region="005", year="2025", theme="threat", language="en"
)


def names(**fields: object) -> Identities:
    return Identities(names=Names(**fields))


def filed(**fields: object) -> Filed:
    return Filed(report=report(**fields))


def act(**fields: object) -> Filed:
    return filed(acts=(Act(key="A1", code="L1", **fields),))


def imported(value: str) -> tuple[Cell, ...]:
    return (Cell(heading="Who", value=value),)


def hits(told: str, *written: msgspec.Struct) -> list[tuple[str, Level, str]]:
    """Return what the safety review finds in a story that tells one thing, of a record that holds these entries."""
    chain = Chain()
    for entry in (filed(), *written):
        chain.add(AUTHORS.get(type(entry), "filer"), entry)
    source = Source(RECORD, "desk", len(chain.opened), False, fold(chain.opened), tuple(chain.opened))
    story = msgspec.structs.replace(TEXT, body=f"She walked on and met {told} there.")
    return [(hit.check, hit.level, hit.span_text) for hit in checking.findings([source], story)]


NAMED = {  # where it stands -> the entry, what the story gives away
    "a column kept with the names": (names(imported=imported(NAME)), NAME),
    "one word kept with the names": (names(imported=imported("Teodora")), "Teodora"),
    "a column kept with the names, among other things": (names(imported=imported(f"victim: {NAME}; age 44")), NAME),
    "a column kept with the names, in a sentence": (names(imported=imported(NOTE + " since that day in May")), NAME),
    "a column kept with the names, with no capitals": (
        names(imported=imported("they say that teodora huanca mamani was with her the whole night long")), NAME,
    ),
    "a column kept with the names, in Arabic": (names(imported=imported("محمد يوسف")), "محمد يوسف"),
    "a plate kept with the names": (names(imported=imported("a white car, 2345-XKL")), "2345 XKL"),
    "a phone kept with the names": (names(imported=imported("call 712 345 678 at night")), "0712345678"),
    "names that were amended later": (IdentitiesAmended(names=Names(imported=imported(NAME))), NAME),
    "a person": (names(persons={"P1": Identity(name=NAME)}), NAME),
    "a code word": (names(persons={"P1": Identity(contact=Contact(code_word="Kantuta"))}), "Kantuta"),
    "what must not be said": (names(persons={"P1": Identity(contact=Contact(not_to_say=NOTE))}), NAME),
    "a perpetrator": (names(perpetrators={"X1": PerpetratorIdentity(name=NAME)}), NAME),
    "a perpetrator's unit": (names(perpetrators={"X1": PerpetratorIdentity(unit="Unidad Kanata")}), "Unidad Kanata"),
    "a perpetrator's description": (names(perpetrators={"X1": PerpetratorIdentity(description=NOTE)}), NAME),
    "a plate in a perpetrator's description": (
        names(perpetrators={"X1": PerpetratorIdentity(description="in a car with the plate ABC 1234")}), "ABC-1234",
    ),
    "a spokesperson": (names(spokesperson=Identity(alias="Kantuta Roja")), "Kantuta Roja"),
    "a spokesperson's organisation": (names(spokesperson=Identity(organisation="Kanata Aid")), "Kanata Aid"),
    "a roster": (names(roster=(RosterName(name=NAME),)), NAME),
    "the note in a roster": (names(roster=(RosterName(name="Juma Odhiambo", note=NOTE),)), NAME),
    "the filer": (names(filer_name=NAME), NAME),
    "a source": (SourceIdentity(source="S1", name=NAME), NAME),
    "the note of a source": (SourceIdentity(source="S1", name="Juma Odhiambo", note=NOTE), NAME),
    "the filer's organisation": (filed(organisation="Kallawaya Legal Aid"), "Kallawaya Legal Aid"),
    "a region": (filed(where=Where(admin1="Muyupampa")), "Muyupampa"),
    "coordinates": (filed(where=Where(latitude=-17.39381, longitude=-66.15696)), "17.39381"),
    "a project": (filed(project="Rositas Dam"), "Rositas Dam"),
    "an event": (filed(event=Event(title="Marcha de Muyupampa")), "Marcha de Muyupampa"),
    "another report's reference": (filed(previous=Previous(links=("7K3M9QXT4B2NWZ0D",))), "7K3M9QXT4B2NWZ0D"),
    "who holds somebody": (act(detention=Detention(authority="Unidad Kallawaya")), "Unidad Kallawaya"),
    "where somebody is held": (act(detention=Detention(place="Muyupampa")), "Muyupampa"),
    "a court": (act(proceedings=Proceedings(court="Juzgado de Muyupampa")), "Juzgado de Muyupampa"),
    "an account": (act(digital=Digital(handle="@kantuta.roja")), "kantuta.roja"),
    "an earlier text": (Amended(report=report(where=Where(place="Muyupampa"))), "Muyupampa"),
    "a place that the desk set": (FactsCorrected(facts={"where.place": "Muyupampa"}), "Muyupampa"),
}  # fmt: skip
IN_PASSING = {
    "an imported cell of the report": (filed(imported=imported(NAME)), NAME),
    "an imported cell of the report with no capitals": (filed(imported=imported("teodora huanca mamani")), NAME),
    "a sentence in an imported cell of the report": (filed(imported=imported(NOTE)), NAME),
    "a number in an imported cell of the report": (filed(imported=imported("docket LPZ-77123")), "LPZ 77123"),
    "the narrative": (filed(narrative=Narrative(text=f"They beat {NAME}.")), NAME),
    "a plate in the narrative": (filed(narrative=Narrative(text="The car was ABC 123 D.")), "ABC-123-D"),
    "exact words": (act(words=f"Tell {NAME} that she is next."), NAME),
    "a law with a docket": (act(proceedings=Proceedings(law="as in case LPZ-77123")), "LPZ-77123"),
    "what was taken": (act(property=Property(what="car with the plate 2345-XKL")), "2345-XKL"),
    "a message": (Message(text=f"Ask {NAME} first."), NAME),
    "a desk's note": (Note(text=f"I spoke to {NAME} today."), NAME),
    "a consent": (Consented(consents=(Consent(person="P1", how=f"asked by {NAME} at home"),)), NAME),
}


@pytest.mark.parametrize("where", NAMED)
def test_what_was_entered_as_a_name_is_red_wherever_it_stands(where: str) -> None:
    entry, told = NAMED[where]
    found = {check for check, level, _ in hits(told, entry) if level is Level.RED}
    assert found - {check for check, _, _ in hits(told)}, hits(told, entry)


@pytest.mark.parametrize("where", IN_PASSING)
def test_what_was_written_in_passing_asks_for_a_reason(where: str) -> None:
    entry, told = IN_PASSING[where]
    assert ("told", Level.AMBER) in {(check, level) for check, level, _ in hits(told, entry)}
    assert not hits(told)


def test_one_place_of_a_story_is_not_shown_twice_for_the_same_name() -> None:
    both = (names(persons={"P1": Identity(name=NAME)}), filed(narrative=Narrative(text=f"They beat {NAME}.")))
    assert [check for check, _, _ in hits(NAME, *both)] == ["names"]


@pytest.mark.parametrize("entry", [names(imported=imported(NOTE)), filed(imported=imported(NOTE)), Message(text=NOTE)])
def test_words_copied_from_any_text_of_a_record_are_red(entry: msgspec.Struct) -> None:
    long = "they came by night and took every paper out of the house"
    copied = msgspec.convert(
        msgspec.json.decode(msgspec.json.encode(entry).replace(NOTE.encode(), long.encode())), type(entry)
    )
    assert ("copied", Level.RED) in {(check, level) for check, level, _ in hits(long, copied)}


def test_the_editors_first_check_hears_names_that_an_import_kept() -> None:
    """By sound alone: the editor's keys open no name."""
    chain = Chain()
    chain.add("filer", filed())
    chain.add("filer", matching_of(filing(names=Names(imported=imported(f"victim: {NAME}; plate 2345-XKL")))))
    source = Source(RECORD, "desk", 2, False, fold(chain.opened), tuple(chain.opened))
    for told in (NAME, "2345 XKL"):
        story = msgspec.structs.replace(TEXT, body=f"She walked on and met {told} there.")
        assert any(hit.level is Level.RED for hit in checking.advice([source], story))


def test_codes_days_and_counts_of_an_imported_row_stop_no_story() -> None:
    row = ("yes", "2021-05-03", "Indigenous peoples", "Land rights", "2", "Colombia", "n/a", "Threat", "P1")
    cells = tuple(Cell(heading=f"Column {number}", value=value) for number, value in enumerate(row))
    assert not hits("two people of the land", filed(imported=cells))


def test_one_word_of_a_note_about_a_name_asks_for_a_reason_and_no_second_person() -> None:
    note = SourceIdentity(source="S1", name="Juma Odhiambo", note="في المحكمة قانونية في المحكمة")
    assert {level for _, level, _ in hits("قانونية", note)} <= {Level.AMBER}
