"""The report: what happened, with people as P1, P2 and perpetrators as X1, X2. Names live in identities.

A quick alert is a Report with few fields. Codes come from the coded lists; dates are EDTF text, "" is not said.
"""

from collections.abc import Iterable

from app.incidents.content.base import Part
from app.incidents.content.imported import Cell
from app.incidents.content.subforms import Detention, Digital, Killing, Proceedings, Property

# The short answer lists that need no labels of their own: "" means not asked yet.
YES_NO_UNKNOWN = ("yes", "no", "unknown")


class Contact(Part, frozen=True):
    """A safe way to reach somebody, and what must not be said there."""

    channel: str = ""
    address: str = ""
    hours: str = ""
    code_word: str = ""
    not_to_say: str = ""


class Where(Part, frozen=True):
    """The place below the country. Coordinates are decimal degrees."""

    admin1: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: str = ""
    location_type: str = ""


class Narrative(Part, frozen=True):
    """The filer's own words: free text, or the guided questions, or both."""

    text: str = ""
    who: str = ""
    what: str = ""
    when: str = ""
    where: str = ""
    how: str = ""
    then: str = ""
    language: str = ""  # the language the words are written in; any, not only those of the pages


class Person(Part, frozen=True):
    """A person or a group. `key` is P1, P2 and so on; an unknown number is None."""

    key: str
    role: str = ""
    counting_unit: str = "individual"
    number_min: int | None = None
    number_max: int | None = None
    defender_type: str = ""
    rights_sector: tuple[str, ...] = ()
    engagement: str = ""
    gender: str = ""
    age_band: str = ""
    grounds: tuple[str, ...] = ()  # aggregate use only
    status_now: str = ""
    legal_representation: str = ""  # yes, no, unknown

    @property
    def minor(self) -> bool:
        """Tell whether this is a child, or a group of children."""
        return self.age_band == "0-17"


class Act(Part, frozen=True):
    """Something done to persons. `key` is A1, A2; `against` holds person keys, none while it is not said."""

    key: str
    code: str
    against: tuple[str, ...] = ()
    date: str = ""  # only where it differs from the report's
    place: str = ""
    channel: str = ""
    means: str = ""
    words: str = ""
    reason: str = ""  # stated reason or law
    consequences: str = ""
    detention: Detention | None = None
    proceedings: Proceedings | None = None
    digital: Digital | None = None
    killing: Killing | None = None
    property: Property | None = None


class Perpetrator(Part, frozen=True):
    """Who did it, in coded fields. `key` is X1, X2; name, unit and rank are in identities."""

    key: str
    actor_class: str = ""
    category: str = ""
    involvement: str = ""
    confidence: str = ""
    accountability: str = ""


class Event(Part, frozen=True):
    """One event with a roster: 200 arrested at a protest is one report. The names are in identities.

    `group` is the key of the person entry that stands for the whole roster; its consent is a named
    spokesperson's.
    """

    title: str = ""
    group: str = "P1"
    count_min: int | None = None
    count_max: int | None = None


class Previous(Part, frozen=True):
    """Earlier incidents against the same persons; `links` are references of reports the filer knows."""

    answer: str = ""  # none, yes, unknown
    links: tuple[str, ...] = ()
    note: str = ""


class Report(Part, frozen=True):
    """Everything a filer tells the desk, apart from names and contacts of persons."""

    form: str = "full"  # alert or full
    country: str = ""  # where it happened, ISO 3166-1 alpha-3
    authorities_country: str = ""
    person_country: str = ""  # where the person is now
    where: Where = Where()
    date: str = ""
    ongoing: str = ""  # yes, no, unknown
    act_group: str = ""  # what is happening, when no act has been chosen yet
    danger: str = ""  # is anyone in danger now: yes, no, unknown
    urgency: str = ""
    narrative: Narrative = Narrative()
    context: tuple[str, ...] = ()
    project: str = ""
    sector: str = ""
    previous: Previous = Previous()
    flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    work_link: str = ""
    because_of: str = ""
    work_link_basis: str = ""
    contact: Contact | None = None  # a quick alert's one contact, for whoever is on duty
    organisation: str = ""  # the filer's, for conflict of interest
    event: Event | None = None
    persons: tuple[Person, ...] = ()
    acts: tuple[Act, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    imported: tuple[Cell, ...] = ()  # the row of a list that this report was made from
    from_list: str = ""  # the same for every row of one list of one filer

    @property
    def listed(self) -> bool:
        """Tell whether the report came out of a list."""
        return bool(self.imported or self.from_list)

    @property
    def has_story(self) -> bool:
        """Tell whether the filer says in words of their own what happened."""
        told = self.narrative
        return any(text.strip() for text in (told.text, told.who, told.what, told.how, told.then))

    @property
    def own_words(self) -> str:
        """What the filer tells in words of their own: of a report out of a list the story alone, and no cell beside it.

        Two reports are compared by this. Places, companies and organisations are not in it: many reports share them.
        """
        told = self.narrative
        story = (told.text, told.who, told.what, told.when, told.where, told.how, told.then)
        return "\n".join(filter(None, story if self.listed else (self._title, *story, *self.details)))

    @property
    def details(self) -> Iterable[str]:
        """What is told in words beside the story: of each act, and of earlier incidents."""
        yield from (words for act in self.acts for words in (act.words, act.reason, act.consequences))
        yield self.previous.note

    @property
    def _title(self) -> str:
        return self.event.title if self.event else ""
