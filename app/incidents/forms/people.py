"""Step: who it happened to. Names go to the identities, everything else to the report."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, StringField, TextAreaField

from app.incidents.content.draft import Filing
from app.incidents.content.identities import Identity, RosterName
from app.incidents.content.report import Contact, Event, Person
from app.incidents.forms.listed import BESIDE, ListForm
from app.incidents.forms.steps import replaced
from app.incidents.forms.wording import CONTACT, IDENTITY, PERSON
from app.web.coded import number
from app.web.parts import field_for, form_for, shown, typed

PersonEntry = form_for(
    Person,
    PERSON,
    key=HiddenField(),
    **{name: field_for(Identity, name, label) for name, label in IDENTITY.items()},
    **{name: field_for(Contact, name, label) for name, label in CONTACT.items()},
)
BLANK = Person(key="")


EVENT = ("event_title", "count_min", "count_max", "speaker", "speaker_address", "roster")


class PeopleForm(ListForm):
    """Persons and groups; and, where one event struck many, their list."""

    LIST, LETTER = "people", "P"
    people = FieldList(FormField(PersonEntry), _l("People"))
    event_title = StringField(_l("What was the event?"))
    count_min = StringField(_l("How many people, at least"))
    count_max = StringField(_l("How many people, at most"))
    speaker = StringField(_l("Who speaks for the group?"))
    speaker_address = StringField(_l("A safe way to reach that person"))
    roster = TextAreaField(_l("Names, one on each line"))

    PLACES = {
        "report.persons": "people",
        "names.persons": "people",
        "report.event.title": "event_title",
        "report.event.count_min": "count_min",
        "report.event.count_max": "count_max",
        "names.spokesperson.name": "speaker",
        "names.spokesperson": "speaker_address",
        "names.roster": "roster",
    }

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        event, speaker = filing.report.event or Event(), filing.names.spokesperson or Identity()
        return {
            "event_title": event.title,
            "count_min": "" if event.count_min is None else str(event.count_min),
            "count_max": "" if event.count_max is None else str(event.count_max),
            "speaker": speaker.name,
            "speaker_address": speaker.contact.address if speaker.contact else "",
            "roster": "\n".join(f"{one.name} | {one.note}" if one.note else one.name for one in filing.names.roster),
        }

    @classmethod
    def entries(cls, filing: Filing) -> dict[str, dict[str, Any]]:
        """Return what the fields of each person show."""
        return {person.key: _shown(person, filing) for person in filing.report.persons}

    @classmethod
    def opens(cls, filing: Filing, wanted: str) -> str:
        """Return what to open; the event has a page of its own."""
        return BESIDE if wanted == BESIDE else super().opens(filing, wanted)

    def beside(self) -> bool:
        """Tell whether the page sent was that of the event."""
        return any(self.asked(name) for name in EVENT)

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers; what pointed at somebody removed is taken out."""
        old = {person.key: person for person in filing.report.persons}
        persons, names = [], {}
        for key, form in self.merged(old):
            person, identity = old.get(key, Person(key=key)), filing.names.persons.get(key, Identity())
            if form is not None:
                person, identity = typed(form, person), _identity(form, identity)
                if replaced(person, key="") == BLANK and identity == Identity():
                    continue
            persons.append(person)
            if identity != Identity():
                names[key] = identity
        self.kept = [person.key for person in persons]
        kept = set(self.kept)
        report = replaced(
            filing.report,
            persons=tuple(persons),
            event=self._event(filing, persons),
            acts=tuple(
                replaced(act, against=tuple(one for one in act.against if one in kept)) for act in filing.report.acts
            ),
        )
        return Filing(
            report=report,
            names=replaced(
                filing.names, persons=names, spokesperson=self._speaker(filing), roster=self._roster(filing)
            ),
            consents=tuple(consent for consent in filing.consents if consent.person in kept),
        )

    def _event(self, filing: Filing, persons: list[Person]) -> Event | None:
        if not self.beside():
            before = filing.report.event
            return before if before is None or before.group in self.kept else self._of_a_group(before, persons)
        title = self.event_title.data or ""
        low, high = number(self.count_min.data), number(self.count_max.data)
        if not persons or not (title or low is not None or high is not None or self.roster.data):
            return None
        return self._of_a_group(Event(title=title, count_min=low, count_max=high), persons)

    def _of_a_group(self, event: Event, persons: list[Person]) -> Event | None:
        groups = [person.key for person in persons if person.counting_unit != "individual"]
        return replaced(event, group=(groups or [persons[0].key])[0]) if persons else None

    def _speaker(self, filing: Filing) -> Identity | None:
        if not self.beside():
            return filing.names.spokesperson
        before = filing.names.spokesperson or Identity()
        address = self.speaker_address.data or ""
        contact = replaced(before.contact or Contact(), address=address)
        found = replaced(before, name=self.speaker.data or "", contact=contact if contact != Contact() else None)
        return found if found != Identity() else None

    def _roster(self, filing: Filing) -> tuple[RosterName, ...]:
        if not self.beside():
            return filing.names.roster
        lines = (line.partition("|") for line in (self.roster.data or "").splitlines() if line.strip())
        return tuple(RosterName(name=name.strip(), note=note.strip()) for name, _bar, note in lines)


def _shown(person: Person, filing: Filing) -> dict[str, Any]:
    identity = filing.names.persons.get(person.key, Identity())
    return {
        "key": person.key,
        **shown(person, PERSON),
        **shown(identity, IDENTITY),
        **shown(identity.contact or Contact(), CONTACT),
    }


def _identity(form: Any, before: Identity) -> Identity:
    contact = typed(form, before.contact or Contact())
    return replaced(typed(form, before), contact=contact if contact != Contact() else None)  # type: ignore[no-any-return]
