"""Somebody who tries a move, and a report in the state that a test asks for."""

from __future__ import annotations

from app.incidents.content import inward
from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.incidents.rules.guards import Attempt
from app.incidents.rules.states import State
from tests.incidents.chains import consent, filed

WHOLE = {
    "reason": "why",
    "words": "to the filer",
    "outcome": "released",
    "referral": "the ombudsperson",
    "other_record": "0" * 16,
}


def attempt(role: str = "reviewer", account: str = "rita", **fields: object) -> Attempt:
    return Attempt(**{"account": account, "roles": frozenset({role}), **WHOLE, **fields})


def in_state(state: State, level: str = "low", **uses: str) -> Incident:
    risk = inward.RiskAssessed(threat=1, vulnerability=1, capacity=1, level=level) if level else None
    whole = fold(filed(consents=(consent(**{"U7": "yes", **uses}),)).opened)
    return Incident(
        record=whole.record,
        state=state,
        report=whole.report,
        consents=whole.consents,
        risk=risk,
    )
