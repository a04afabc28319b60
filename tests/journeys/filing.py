"""What a member does in a browser to file, for the stories that begin with it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.incidents.content.fold import fold
from app.incidents.content.incident import Incident
from app.vault import opening, records
from tests.factories import Network
from tests.journeys.pages import form_with, send

ALERT = "/incidents/new"


TEXT = "P1 was taken from the office this morning."


GO_ON = ("do", "continue")


def alert(client: FlaskClient, press: str = "send", **fields: object) -> TestResponse:
    """Send the quick alert, the smallest one unless told otherwise."""
    typed = {"country": "COL", "act_group": "liberty", "danger": "yes", "text": TEXT, "who": "other", "agree": "yes"}
    return send(client, ALERT, ("do", press), **{**typed, **fields})


def reference(answer: TestResponse) -> str:
    found = re.fullmatch(r"/incidents/([0-9A-Z]{16})/receipt", answer.location or "")
    assert found, f"{answer.status} {answer.location} {answer.get_data(as_text=True)[-3000:]}"
    return found.group(1)


def seen_by(net: Network, name: str, record: str) -> Incident:
    with net.app.app_context():
        return fold(opening.read(net.actor(name), record))


def own(net: Network, name: str, kind: str) -> list[str]:
    with net.app.app_context():
        return records.own(net.actor(name), kind)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return answer.get_data(as_text=True)


def fill_in(client: FlaskClient, **story: object) -> str:
    """Fill in the steps of a full report and return its draft."""
    answer = send(client, "/incidents/full", GO_ON, country="PER", danger="no", date__month="3", date__year="2026")
    draft = re.fullmatch(r"/incidents/draft/([0-9A-Z]{16})/who", answer.location or "")
    assert draft, answer.get_data(as_text=True)[-3000:]
    at = f"/incidents/draft/{draft.group(1)}"
    answer = send(client, answer.location, GO_ON, people__0__name="Asha Quispe", people__0__role="targeted_defender")
    assert answer.location == f"{at}/acts", answer.get_data(as_text=True)[-3000:]
    answer = send(client, answer.location, GO_ON, acts__0__code="H1", acts__0__words="You will not live.")
    assert answer.location == f"{at}/doers", answer.get_data(as_text=True)[-3000:]
    answer = send(client, answer.location, GO_ON)
    assert answer.location == f"{at}/story"
    answer = send(client, answer.location, GO_ON, **{"text": "P1 found a letter at the door.", **story})
    assert answer.location.startswith(f"{at}/"), answer.get_data(as_text=True)[-3000:]
    answer = send(
        client, f"{at}/consent", GO_ON, consents__0__U1="yes", consents__0__U7="yes", consents__0__given_by="self"
    )
    assert answer.location == f"{at}/check", answer.get_data(as_text=True)[-3000:]
    return draft.group(1)


def token(client: FlaskClient) -> str:
    return form_with(page(client, ALERT), "do").named("csrf_token")[0]
