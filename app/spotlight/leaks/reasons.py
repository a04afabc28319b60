"""Why a place of a story is shown, in plain English; the page translates it.

Every text here is a msgid. `%(person)s` is a label such as P1, `%(record)s` a reference; neither is a name.
"""

from dataclasses import dataclass

from app.spotlight.leaks.hits import Level
from app.vocabulary.wording import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of finding: the check it belongs to, what it does, what it says, and the next coarser wording."""

    check: str
    level: Level
    msgid: str
    suggestion: str = ""


RED, AMBER = Level.RED, Level.AMBER

HIDDEN = Reason("hidden", RED, N_("There is an invisible character here. It can hide a name. Remove it."))
DISGUISED = Reason(
    "hidden", RED, N_("These letters only look like ordinary letters. They can hide a name. Type the word again.")
)
NAME = Reason("names", RED, N_("This looks like the name of %(person)s in record %(record)s."), N_("a defender"))
INITIAL = Reason(
    "names", RED, N_("This looks like an initial and the name of %(person)s in record %(record)s."),
    N_("a defender"),
)  # fmt: skip
JOINED = Reason(
    "names", RED, N_("The name of %(person)s in record %(record)s is written here as one word."), N_("a defender")
)
NICKNAME = Reason(
    "names", RED, N_("This looks like another form of the name of %(person)s in record %(record)s."),
    N_("a defender"),
)  # fmt: skip
TOKEN = Reason(
    "tokens", AMBER, N_("This word is like a part of the name of %(person)s in record %(record)s."),
    N_("a defender"),
)  # fmt: skip
ORGANISATION = Reason(
    "organisations", RED, N_("This looks like an organisation named in record %(record)s."), N_("an organisation")
)
ACRONYM = Reason(
    "organisations", RED, N_("These letters are the initials of an organisation named in record %(record)s."),
    N_("an organisation"),
)  # fmt: skip
PLACE = Reason("places", RED, N_("This looks like a place named in record %(record)s."), N_("a place in the region"))
PLACE_PART = Reason(
    "tokens", AMBER, N_("This word is like a part of a place named in record %(record)s."),
    N_("a place in the region"),
)  # fmt: skip
ORGANISATION_PART = Reason(
    "tokens", AMBER, N_("This word is like a part of an organisation's name in record %(record)s."),
    N_("an organisation"),
)  # fmt: skip
DIGITS = Reason("numbers", RED, N_("These digits are part of a number in record %(record)s. Remove them."))
CODE = Reason("numbers", RED, N_("This is an address, an account or a number from record %(record)s. Remove it."))
ADDRESS = Reason("contacts", RED, N_("This is an address or account at which somebody can be reached. Remove it."))
PHONE = Reason("contacts", RED, N_("This looks like a number that can be called. Remove it."))
WEB = Reason("links", AMBER, N_("A web address can lead to somebody. Check where it leads."))
DATE = Reason("dates", RED, N_("This date is more exact than the year. Keep the year only."), N_("that year"))
MAYBE_DATE = Reason("weekdays", AMBER, N_("This may be an exact date. Keep the year only."), N_("that year"))
WEEKDAY = Reason("weekdays", AMBER, N_("A day of the week can give away a date."), N_("one day"))
CLOCK = Reason("dates", RED, N_("A time of day can give away what happened. Remove it."), N_("during the day"))
AGE = Reason("dates", RED, N_("An exact age can give away who it is. Say adult, young or old."), N_("an adult"))
MAYBE_AGE = Reason("weekdays", AMBER, N_("This may be somebody's exact age."), N_("an adult"))
OTHERS = Reason(
    "others", AMBER, N_("These words sound like the name of somebody in the desk's records. Check who is meant.")
)
TOLD = Reason(
    "told", AMBER,
    N_("These words stand in record %(record)s, too, like a name or a number. Check whom they give away."),
)  # fmt: skip
COPIED = Reason(
    "copied", RED, N_("These %(words)s words in a row are copied from record %(record)s. Say it in other words.")
)
SHARED = Reason(
    "shared", AMBER, N_("%(percent)s%% of this text is also in record %(record)s. Use more words of your own.")
)
INITIALS = Reason("initials", AMBER, N_("Initials can give away a name. Use a role instead."), N_("a defender"))
COUNTRY = Reason("countries", RED, N_("This story may name its region, not the country."))
LANGUAGE = Reason(
    "languages", AMBER, N_("This word can mean a language or a country. This story may not name a country.")
)
STRING_NAME = Reason(
    "names", RED, N_("These words sound like a name of %(person)s in record %(record)s."), N_("a defender")
)
STRING_TOKEN = Reason(
    "tokens", AMBER, N_("This word sounds like a part of a name in record %(record)s (%(person)s)."),
    N_("a defender"),
)  # fmt: skip
STRING_PLACE = Reason(
    "tokens", AMBER, N_("This word sounds like a place named in record %(record)s."), N_("a place in the region")
)
STRING_ORGANISATION = Reason(
    "tokens", AMBER, N_("This word sounds like an organisation named in record %(record)s."), N_("an organisation")
)
