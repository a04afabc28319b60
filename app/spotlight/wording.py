"""What states, steps and checks are called. Every text is a msgid."""

from __future__ import annotations

from app.spotlight.rules import State
from app.vocabulary.wording import N_

STATES: dict[State, str] = {
    State.STARTED: N_("Nothing written yet"),
    State.DRAFT: N_("Draft"),
    State.CONSENT_CHECKED: N_("Draft"),
    State.LEAK_CHECKED: N_("Draft"),
    State.SAFETY_REVIEW: N_("In safety review"),
    State.DEFENDER_REVIEW: N_("Waits for the defender"),
    State.REVIEWED: N_("Waits for approval"),
    State.APPROVED: N_("Approved"),
    State.SCHEDULED: N_("Scheduled"),
    State.PUBLISHED: N_("Published"),
    State.REVIEW_DUE: N_("Ask consent again"),
    State.UPDATED: N_("Published, corrected"),
    State.RETRACTED: N_("Taken down"),
}
LISTED = tuple(  # what a list can be narrowed to: the others pass within one act
    state for state in STATES if state not in (State.CONSENT_CHECKED, State.LEAK_CHECKED)
)
BADGES: dict[State, str] = {
    State.SAFETY_REVIEW: "warning", State.DEFENDER_REVIEW: "warning", State.REVIEWED: "warning",
    State.APPROVED: "info", State.SCHEDULED: "info", State.PUBLISHED: "success", State.UPDATED: "success",
    State.REVIEW_DUE: "high", State.RETRACTED: "danger",
}  # fmt: skip
STEPS: dict[str, str] = {
    "story_started": N_("Story started"),
    "appreciation_started": N_("The defender asked for it"),
    "drafted": N_("Text changed"),
    "dismissed": N_("A finding was set aside"),
    "consent_checked": N_("Consent asked of every report: everybody agrees"),
    "leak_checked": N_("Leak check run"),
    "submitted_for_review": N_("Sent in for review"),
    "reviewed": N_("Safety review done"),
    "defender_answered": N_("The defender answered"),
    "sent_back": N_("Sent back to the editor"),
    "approved": N_("Approved"),
    "published": N_("Published"),
    "retracted": N_("Taken down"),
    "consent_withdrawn": N_("The defender withdrew"),
}
REASONS: dict[str, str] = {
    "withdrawal": N_("Somebody it tells of withdrew their consent."),
    "correction": N_("It was wrong and is being written anew."),
    "editor": N_("The editors decided to take it down."),
}
PARTS: dict[str, str] = {"title": N_("Title"), "alt": N_("Short text"), "body": N_("Story")}
CHECKS: dict[str, str] = {
    "hidden": N_("Hidden or disguised characters"),
    "names": N_("A name"),
    "tokens": N_("A word like a part of a name"),
    "organisations": N_("An organisation"),
    "places": N_("A place"),
    "numbers": N_("A number or address"),
    "contacts": N_("A way to reach somebody"),
    "links": N_("A web address"),
    "dates": N_("An exact date, age or time"),
    "weekdays": N_("Perhaps an exact date or age"),
    "others": N_("Like the name of somebody in the records"),
    "told": N_("A name or number that a report's texts have, too"),
    "copied": N_("Words copied from a report"),
    "shared": N_("Many words shared with a report"),
    "initials": N_("Initials"),
    "countries": N_("A country"),
    "languages": N_("A language or a country"),
}
