"""Step: where and when, and how urgent it is."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.incidents.content.draft import Filing
from app.incidents.content.report import Report, Where
from app.incidents.forms.steps import StepForm, replaced
from app.incidents.forms.wording import WHERE
from app.web.parts import field_for, shown, typed

ASKED = ("country", "date", "ongoing", "danger", "urgency")


class WhereForm(StepForm):
    """Country, danger, date, place: in the order of the page, so that what is wrong is listed in it."""

    country = field_for(Report, "country", _l("In which country did it happen?"))
    danger = field_for(Report, "danger", _l("Is anyone in danger now?"))
    urgency = field_for(Report, "urgency", _l("How urgent is it?"))
    date = field_for(Report, "date", _l("When did it happen?"))
    ongoing = field_for(Report, "ongoing", _l("Is it still going on?"))
    admin1 = field_for(Where, "admin1", WHERE["admin1"])
    place = field_for(Where, "place", WHERE["place"])
    latitude = field_for(Where, "latitude", WHERE["latitude"])
    longitude = field_for(Where, "longitude", WHERE["longitude"])
    location_type = field_for(Where, "location_type", WHERE["location_type"])
    geo_precision = field_for(Where, "geo_precision", WHERE["geo_precision"])

    PLACES = {f"report.{name}": name for name in ASKED} | {f"report.where.{name}": name for name in WHERE}

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        return {**shown(filing.report, ASKED), **shown(filing.report.where, WHERE)}

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers."""
        report = typed(self, filing.report)
        return replaced(filing, report=replaced(report, where=typed(self, report.where)))  # type: ignore[no-any-return]
