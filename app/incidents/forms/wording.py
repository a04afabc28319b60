"""The questions of the full report, by the struct that holds the answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PERSON = {
    "role": _l("Part in this"),
    "counting_unit": _l("One person, or a group?"),
    "number_min": _l("How many, at least"),
    "number_max": _l("How many, at most"),
    "defender_type": _l("Kind of defender"),
    "rights_sector": _l("Works mainly on"),
    "engagement": _l("Paid or volunteer"),
    "gender": _l("Gender"),
    "age_band": _l("Age"),
    "grounds": _l("Belongs to a group that is treated badly"),
    "status_now": _l("How are they now?"),
    "legal_representation": _l("Do they have a lawyer?"),
}
IDENTITY = {
    "name": _l("Name"),
    "alias": _l("Other name, or the name to use"),
    "organisation": _l("Their organisation"),
}
CONTACT = {
    "channel": _l("By what: phone, message, a friend?"),
    "address": _l("A safe way to reach them"),
    "hours": _l("When is it safe?"),
    "code_word": _l("A word by which they know you"),
    "not_to_say": _l("What must not be said there?"),
}
ACT = {"code": _l("What was done?"), "words": _l("Exact words, if it was a threat")}
ACT_MORE = {
    "date": _l("When was this, if on another day?"),
    "place": _l("Where was this, if somewhere else?"),
    "channel": _l("How did it reach them?"),
    "means": _l("With what?"),
    "reason": _l("What reason or law did they give?"),
    "consequences": _l("What followed from it?"),
}
DETENTION = {
    "authority": _l("Who holds them?"),
    "place": _l("Where are they held?"),
    "since": _l("Since when?"),
    "until": _l("Until when, if it is over?"),
    "acknowledged": _l("Does the authority admit that it holds them?"),
    "counsel": _l("Could they see a lawyer?"),
    "family": _l("Could they see their family?"),
    "doctor": _l("Could they see a doctor?"),
    "charge": _l("What are they accused of?"),
    "next_hearing": _l("When is the next hearing?"),
    "bail": _l("Was bail given or refused?"),
}
PROCEEDINGS = {
    "kind": _l("What kind of case is it?"),
    "court": _l("Which court or authority?"),
    "stage": _l("How far is it?"),
    "law": _l("Under which law?"),
    "next_date": _l("When is the next date?"),
    "outcome": _l("How did it end?"),
}
DIGITAL = {
    "platform": _l("On which platform?"),
    "handle": _l("Under which name?"),
    "url": _l("Address of the page"),
    "captured": _l("Did somebody keep a copy?"),
    "reported": _l("Was it reported to the platform?"),
    "taken_down": _l("Was it taken down?"),
}
KILLING = {
    "prior_threats": _l("Were there threats before?"),
    "autopsy": _l("Was there an autopsy?"),
    "certificate": _l("Is there a death certificate?"),
    "investigation": _l("Is anybody investigating?"),
}
PROPERTY = {
    "what": _l("What was taken or destroyed?"),
    "value": _l("What was it worth?"),
    "compensation": _l("Was anything paid for it?"),
}
PERPETRATOR = {
    "actor_class": _l("Are they part of the State?"),
    "category": _l("Who are they?"),
    "involvement": _l("What did they do?"),
    "confidence": _l("How sure are you?"),
    "accountability": _l("Is anybody holding them to account?"),
}
PERPETRATOR_NAMES = {
    "name": _l("Name"),
    "unit": _l("Unit or office"),
    "rank": _l("Rank"),
    "description": _l("What did they look like?"),
}
WHERE = {
    "admin1": _l("Region or province"),
    "place": _l("Town, village or street"),
    "location_type": _l("What kind of place?"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
    "geo_precision": _l("How exact is this?"),
}
NARRATIVE = {
    "text": _l("What happened?"),
    "who": _l("Who was there?"),
    "what": _l("What did they do?"),
    "when": _l("When, hour by hour?"),
    "where": _l("Where exactly?"),
    "how": _l("How did they do it?"),
    "then": _l("What happened then?"),
}
REACH = {
    "channel": _l("By what: phone, message, a friend?"),
    "hours": _l("When is it safe?"),
    "code_word": _l("A word by which you know us"),
    "not_to_say": _l("What must not be said there?"),
}
STORY = {
    "project": _l("Is a project or company involved?"),
    "sector": _l("In which line of business?"),
    "work_link": _l("Is it because of their work for others' rights?"),
    "because_of": _l("Why were they chosen?"),
    "work_link_basis": _l("How do you know?"),
}
