"""Step: who did it, as far as it is known."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField

from app.incidents.content.draft import Filing
from app.incidents.content.identities import PerpetratorIdentity
from app.incidents.content.report import Perpetrator, Report
from app.incidents.forms.listed import LISTED, ListForm
from app.incidents.forms.steps import replaced
from app.incidents.forms.wording import PERPETRATOR, PERPETRATOR_NAMES
from app.web.parts import field_for, form_for, shown, typed

DoerEntry = form_for(
    Perpetrator,
    PERPETRATOR,
    key=HiddenField(),
    **{name: field_for(PerpetratorIdentity, name, label) for name, label in PERPETRATOR_NAMES.items()},
)


class DoersForm(ListForm):
    """None, one or several perpetrators."""

    LIST, LETTER = "doers", "X"
    doers = FieldList(FormField(DoerEntry), _l("Those who did it"))
    authorities_country = field_for(Report, "authorities_country", _l("Did the authorities of another country act?"))

    PLACES = {
        "report.perpetrators": "doers",
        "names.perpetrators": "doers",
        "report.authorities_country": "authorities_country",
    }

    @classmethod
    def shown(cls, filing: Filing) -> dict[str, Any]:
        """Return what the fields show."""
        return {"authorities_country": filing.report.authorities_country}

    @classmethod
    def entries(cls, filing: Filing) -> dict[str, dict[str, Any]]:
        """Return what the fields of each perpetrator show."""
        return {doer.key: _shown(doer, filing) for doer in filing.report.perpetrators}

    @classmethod
    def opens(cls, filing: Filing, wanted: str) -> str:
        """Return what to open: often nobody is known, so the list comes first."""
        return super().opens(filing, wanted or LISTED)

    def typed(self, filing: Filing) -> Filing:
        """Return the filing with this step's answers."""
        old = {doer.key: doer for doer in filing.report.perpetrators}
        doers, names = [], {}
        for key, form in self.merged(old):
            doer = old.get(key, Perpetrator(key=key))
            identity = filing.names.perpetrators.get(key, PerpetratorIdentity())
            if form is not None:
                doer, identity = typed(form, doer), typed(form, identity)
                if doer == Perpetrator(key=key) and identity == PerpetratorIdentity():
                    continue
            doers.append(doer)
            if identity != PerpetratorIdentity():
                names[key] = identity
        self.kept = [doer.key for doer in doers]
        country = filing.report.authorities_country
        if self.asked("authorities_country"):
            country = self.authorities_country.data or ""
        return Filing(
            report=replaced(filing.report, perpetrators=tuple(doers), authorities_country=country),
            names=replaced(filing.names, perpetrators=names),
            consents=filing.consents,
        )


def _shown(doer: Perpetrator, filing: Filing) -> dict[str, Any]:
    identity = filing.names.perpetrators.get(doer.key, PerpetratorIdentity())
    return {"key": doer.key, **shown(doer, PERPETRATOR), **shown(identity, PERPETRATOR_NAMES)}
