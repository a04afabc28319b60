"""The pages of one report. Opening any of them writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.desks import service as desks
from app.incidents.content.incident import TimelineItem
from app.incidents.rules.consenting import due_persons
from app.incidents.rules.guards import needs_safeguarding, too_young, was_sensitive
from app.incidents.rules.moves import Guard
from app.incidents.rules.offers import Offer, decisions, offered
from app.incidents.rules.states import Move
from app.incidents.rules.verification import STEPS
from app.incidents.rules.verifying import counts
from app.incidents.rules.wording import ASKS, MOVES
from app.incidents.service.receipts import receipt_of
from app.triage.forms import desk as forms
from app.triage.rules import flags_of
from app.triage.service import alike, assigning, correcting, naming
from app.triage.views import saying, showing
from app.triage.views.blueprint import Answer, blueprint
from app.triage.views.pages import Sheet, part, sheet
from app.vault.roles import Role
from app.vocabulary import lists
from app.web import clock
from app.web.access import Permission, requires
from app.web.language import page_locale

WORKERS = (Role.REVIEWER, Role.COORDINATOR)


def record(page: Sheet) -> str:
    """The report itself."""
    away = page.read is None  # first of all: what arrived may be a conflict of interest
    return page.render(
        "record",
        can=page.has(Role.REVIEWER),
        receipt=receipt_of(page.report.entries).digest,
        sensitive=was_sensitive(page.report.incident),
        links=alike.links(page.actor, page.report),
        alike=alike.Alike() if away else alike.alike(page.actor, page.report),
    )


def talk(page: Sheet) -> str:
    """Messages with the filer, and the desk's notes."""
    incident, me = page.report.incident, page.actor.account
    messages, earlier = part(saying.conversation(incident, me), forms.number(request.args.get("before")))
    notes, _older = part(saying.notes(incident, me), 0)
    return page.render(
        "talk",
        messages=messages,
        earlier=earlier,
        notes=notes,
        message=page.form(forms.MessageForm),
        note=page.form(forms.NoteForm),
    )


def risk(page: Sheet) -> str:
    """The assessment, its red flags, and the plan."""
    incident = page.report.incident
    found = [flag.value for flag in flags_of(incident, clock.now(), page.days_before)]
    last = incident.risk
    known: dict[str, Any] = {"flags": sorted({*found, *(last.flags if last else ())})}
    if last:
        known |= {name: str(getattr(last, name)) for name in forms.SCORES}
    return page.render(
        "risk",
        can=page.has(Role.REVIEWER),
        form=page.form(forms.RiskForm, data=known),
        plan=page.form(forms.PlanForm, data={"text": incident.plans[-1].text if incident.plans else ""}),
        assessed=[(stamp, one) for stamp, one in reversed(incident.risks)][:5],
    )


def act_choices(page: Sheet) -> list[tuple[str, str]]:
    """Return the acts of the report, to be ticked."""
    return [
        (one.act.key, f"{one.act.key} {lists.label('act', one.act.code, page_locale())}")
        for one in page.report.incident.acts
    ]


def source_choices(page: Sheet) -> list[tuple[str, str]]:
    """Return the sources that are known, to be ticked."""
    return [
        (key, f"{key} {lists.label('source_connection', one.connection, page_locale())}")
        for key, one in page.report.incident.sources.items()
    ]


def verify_form(page: Sheet, act: str) -> forms.VerifyForm | None:
    """Return the form for an act's next step, None where there is no such act."""
    state = next((one for one in page.report.incident.acts if one.act.key == act), None)
    if state is None:
        return None
    statuses = [step.value for step in STEPS[state.verification]]
    return page.form(forms.VerifyForm, statuses, source_choices(page), prefix=act, key=act)


def verification(page: Sheet) -> str:
    """Acts and what is known of each; sources."""
    acts = page.report.incident.acts
    wanted = next(iter(page.given), "") or request.args.get("act", "")
    chosen = next((one.act.key for one in acts if one.act.key == wanted), acts[0].act.key if len(acts) == 1 else "")
    return page.render(
        "verification",
        can=page.has(Role.REVIEWER),
        chosen=chosen,
        step=verify_form(page, chosen) if chosen else None,
        counts=counts,
        source=page.form(forms.SourceForm, act_choices(page)),
    )


def people_choices(page: Sheet, first: tuple[str, str] | None, me: bool = True) -> list[tuple[str, str]]:
    """Return who may be given the report, oneself first."""
    incident, account = page.report.incident, page.actor.account
    several = len(page.report.desks) > 1
    found = [
        (one.account, f"{one.name} ({desks.get(one.desk).name})" if several else one.name)
        for one in assigning.colleagues(page.report.desks)
        if one.account not in incident.conflicts and one.account != account
    ]
    own = [(account, _("Me"))] if me and page.has(*WORKERS) else []
    return [*([first] if first else []), *own, *found]


def move_cards(page: Sheet) -> list[dict[str, Any]]:
    """Return the moves offered now, each with its form; what blocks one is said instead of a button."""
    incident = page.report.incident
    offers = offered(incident, page.report.roles, page.actor.account, page.report.own)
    done = incident.handed_to_editors is not None
    return [move_card(page, offer) for offer in offers if not (done and offer.move is Move.HAND_TO_EDITORS)]


def move_card(page: Sheet, offer: Offer) -> dict[str, Any]:
    """Return one move as the page draws it."""
    asked = {field_of(guard): _(ASKS[guard]) for guard in offer.asks}
    if "words" not in asked and offer.move in (Move.ACKNOWLEDGE, Move.RESPOND, Move.MONITOR, Move.REOPEN):
        asked["words"] = ""  # may be sent with it
    return {
        "move": offer.move.value,
        "label": _(MOVES[offer.move]),
        "second": offer.second,
        "blocked": [_(saying.GUARDS[guard]) for guard in offer.blocked],
        "asks": asked,
        "must": {field_of(guard) for guard in offer.asks},
        "form": page.form(forms.MoveForm, offer.move, key=offer.move.value),
    }


def field_of(guard: Guard) -> str:
    """Return the field that answers a guard."""
    words = (Guard.FEEDBACK, Guard.QUESTION)
    return "words" if guard in words else guard.value


def decision_cards(page: Sheet) -> list[dict[str, Any]]:
    """Return the proposals that wait, with a form where this person may decide."""
    may = {one.stamp.seq for one in decisions(page.report.incident, page.report.roles, page.actor.account)}
    return [
        {
            "proposal": one,
            "label": saying.detail_said(TimelineItem(one.stamp, "", "proposed", one.proposed.move)),
            "who": saying.who(one.stamp.author),
            "form": page.form(forms.DecideForm, key=f"p{one.stamp.seq}", prefix=f"p{one.stamp.seq}")
            if one.stamp.seq in may
            else None,
        }
        for one in page.report.incident.waiting
    ]


def work(page: Sheet) -> str:
    """Moves, decisions, who works on it."""
    partner = assigning.partner_for(page.report)
    nobody = ("", _("Nobody"))
    return page.render(
        "work",
        can=page.has(*WORKERS),
        moves=move_cards(page),
        decide=decision_cards(page),
        assign=page.form(forms.AssignForm, people_choices(page, nobody), data={"to": page.report.incident.assignee}),
        hand=page.form(forms.HandOverForm, people_choices(page, None, me=False)),
        conflict=page.form(forms.ConflictForm, people_choices(page, nobody, me=False)),
        partner=partner,
        ask=page.form(forms.ReasonForm, key="partner", prefix="partner") if partner else None,
    )


def consent(page: Sheet) -> str:
    """What each person agreed to."""
    incident = page.report.incident
    sensitive = needs_safeguarding(incident)
    officer = page.has(Role.PROTECTION_OFFICER)
    return page.render(
        "consent",
        guarded=[key for key, state in incident.consents.items() if state.now.given_by == "guardian"],
        young=too_young(incident),
        due=due_persons(incident, clock.today()),
        form=page.form(forms.WithdrawForm, [one.key for one in incident.persons]),
        sign=page.form(forms.ReasonForm, key="sign", prefix="sign") if sensitive and officer else None,
    )


def history(page: Sheet) -> str:
    """Everything that was done, and what can be erased."""
    items, earlier = part(saying.timeline(page.report.incident), forms.number(request.args.get("before")))
    lines = {item["seq"]: f"{item['seq']}: {item['text']}, {item['who']}" for item in items}
    mine = correcting.may_erase(page.actor, page.report)
    choices = [(str(seq), lines[seq]) for seq in sorted(mine, reverse=True) if seq in lines]
    return page.render(
        "history",
        items=list(reversed(items)),
        earlier=earlier,
        erase=page.form(forms.EraseForm, choices) if choices else None,
    )


def names(page: Sheet) -> str:
    """The names, to a protection officer who has stated a purpose in this session."""
    naming.for_officer(page.actor, page.report.record)
    open_now = showing.shown(page.report.record)
    found, sources = naming.names(page.actor, page.report.record) if open_now else (None, {})
    keys = list(page.report.incident.sources)
    return page.render(
        "names",
        shown=open_now,
        names=found,
        source_names=sources,
        form=None if open_now else page.form(forms.NamesForm),
        named=page.form(forms.NameSourceForm, keys) if open_now and keys else None,
    )


PAGES: dict[str, Callable[[Sheet], str]] = {
    "record": record,
    "talk": talk,
    "risk": risk,
    "verification": verification,
    "work": work,
    "consent": consent,
    "history": history,
    "names": names,
}


def _page(tab: str) -> Callable[[str], Answer]:
    def view(ref: str) -> Answer:
        return PAGES[tab](sheet(ref))

    view.__doc__ = PAGES[tab].__doc__
    return view


for _tab in PAGES:
    _permission = Permission.IDENTITY_OPEN if _tab == "names" else Permission.DESK_READ
    _rule = "/<ref>" if _tab == "record" else f"/<ref>/{_tab}"
    blueprint.add_url_rule(_rule, endpoint=_tab, view_func=requires(_permission)(_page(_tab)), methods=["GET"])
