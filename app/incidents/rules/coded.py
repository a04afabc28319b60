"""Which fields of a filing hold a code, a date or a plain answer. Anything else is text."""

from app.incidents.content import consent, report, subforms
from app.incidents.rules.limits import Place

# The field and the coded list whose codes it may hold. Empty is "not said" and always allowed here.
CODED: dict[Place, str] = {
    (report.Report, "country"): "country",
    (report.Report, "authorities_country"): "country",
    (report.Report, "person_country"): "country",
    (report.Report, "act_group"): "act_group",
    (report.Report, "urgency"): "urgency",
    (report.Report, "context"): "context",
    (report.Report, "flags"): "sensitivity_flag",
    (report.Report, "needs"): "protection_need",
    (report.Report, "work_link"): "work_link",
    (report.Report, "because_of"): "because_of",
    (report.Where, "geo_precision"): "geo_precision",
    (report.Where, "location_type"): "location_type",
    (report.Person, "role"): "person_role",
    (report.Person, "counting_unit"): "counting_unit",
    (report.Person, "defender_type"): "defender_type",
    (report.Person, "rights_sector"): "rights_sector",
    (report.Person, "engagement"): "engagement",
    (report.Person, "gender"): "gender",
    (report.Person, "age_band"): "age_band",
    (report.Person, "grounds"): "grounds",
    (report.Person, "status_now"): "status_now",
    (report.Act, "code"): "act",
    (report.Act, "channel"): "act_channel",
    (report.Act, "means"): "act_means",
    (report.Perpetrator, "actor_class"): "actor_class",
    (report.Perpetrator, "category"): "actor_category",
    (report.Perpetrator, "involvement"): "involvement",
    (report.Perpetrator, "confidence"): "confidence",
    (report.Perpetrator, "accountability"): "accountability",
    (consent.Consent, "given_by"): "consent_given_by",
}

# Partial dates.
DATES: frozenset[Place] = frozenset(
    {
        (report.Report, "date"),
        (report.Act, "date"),
        (subforms.Detention, "since"),
        (subforms.Detention, "until"),
        (subforms.Detention, "next_hearing"),
        (subforms.Proceedings, "next_date"),
    }
)

# Full days.
DAYS: frozenset[Place] = frozenset({(consent.Consent, "date"), (consent.Consent, "review")})

# A language that somebody wrote or spoke: the code of one of the pages' languages, or any other by its name.
SPOKEN: frozenset[Place] = frozenset({(report.Narrative, "language"), (consent.Consent, "language")})

# Yes, no or unknown.
ANSWERS: frozenset[Place] = frozenset(
    {
        (report.Report, "ongoing"),
        (report.Report, "danger"),
        (report.Person, "legal_representation"),
        (subforms.Detention, "acknowledged"),
        (subforms.Detention, "counsel"),
        (subforms.Detention, "family"),
        (subforms.Detention, "doctor"),
        (subforms.Digital, "captured"),
        (subforms.Digital, "reported"),
        (subforms.Digital, "taken_down"),
        (subforms.Killing, "autopsy"),
        (subforms.Killing, "certificate"),
    }
)

# Short lists of their own.
OWN_LISTS: dict[Place, tuple[str, ...]] = {
    (report.Report, "form"): ("alert", "full"),
    (report.Previous, "answer"): ("none", "yes", "unknown"),
    (consent.Consent, "assent"): consent.ASSENTS,
}
