"""Where every act of a desk ends: what its people wrote may have kept the promise that was due next."""

from __future__ import annotations

from flask import Response, request

from app.database import transaction
from app.triage.queue.pages import AWAY
from app.triage.service import due
from app.triage.views.blueprint import blueprint
from app.triage.views.queue.showing import desks_of
from app.vault.errors import NoKey
from app.web import clock
from app.web.access import actor_or_none


@blueprint.after_request
def keep_the_clocks(answer: Response) -> Response:
    """Write down anew what each of the actor's desks promises next, once an act is committed.

    A refusal comes here as well: of several reports, some may have been changed.
    """
    actor = actor_or_none()
    if request.method != "POST" or actor is None:
        return answer
    for desk in desks_of(actor):
        try:
            with transaction():
                due.keep_after_an_act(actor, desk, clock.now())
        except (NoKey, *AWAY):  # the act itself has landed: the next one who opens the list reckons
            continue
    return answer
