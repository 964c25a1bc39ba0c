"""One decision on several: what will come of it, the act itself, and its undoing. /manage/events/<slug>/acts."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.audit.words import actor_name
from eventapp.checkin.queries import scanned_tickets
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import acts, awaiting, undoing
from eventapp.registration.models import Decision
from eventapp.registration.shapes import ActShape, ApprovalsShape
from eventapp.registration.views import bp
from eventapp.registration.words import DECISION_WORDS, STATUS_WORDS
from eventapp.shapes import read
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form, sentence

WITH_NOTE = (Decision.RETURN, Decision.REJECTION)
OF_LIST = (Decision.CONFIRMATION, Decision.CANCELLATION)


@bp.post("/manage/events/<slug>/acts/preview")
@staff(Role.REGISTRAR)
@with_event
def preview_act(event: Event) -> ResponseReturnValue:
    """Say exactly what will come of it, before anything is done."""
    form, refs = Form(ActShape, request.form), _refs(event)
    decision = form.values.get("decision")
    if decision is None or not refs:
        flash(_("Tick the delegates first."), "warn")
        return redirect(_list(event, decision), 303)
    return _preview(event, form, refs)


@bp.post("/manage/events/<slug>/acts")
@staff(Role.REGISTRAR)
@with_event
def act(event: Event) -> ResponseReturnValue:
    """Do it to those who were shown; its letters are kept back while it can be undone."""
    form, refs = Form(ActShape, request.form), request.form.getlist("ref")
    decision, note = form.values.get("decision"), form.values.get("note") or ""
    if decision is None or not refs:
        flash(_("Tick the delegates first."), "warn")
        return redirect(_list(event, decision), 303)
    if decision in WITH_NOTE and not note:
        form.add_fault("note", _("Write what the delegates are to read."))
    if not form.ok:
        return _preview(event, form, refs)
    with transaction():
        _act, outcome = acts.carry_out(event, decision, refs, note=note, by=actor())
    flash(_done(decision, outcome.done))
    for name, refusal in outcome.refused:
        flash(f"{name}: {sentence(refusal)}", "warn")
    return redirect(_list(event, decision), 303)


@bp.post("/manage/events/<slug>/acts/<act>/undoing")
@staff(Role.REGISTRAR)
@with_event
def undo_act(event: Event, act: str) -> ResponseReturnValue:
    """Undo it; say who could not be brought back, and why."""
    found = undoing.find_act(event, act) or abort(404)
    try:
        with transaction():
            done, refused = undoing.undo(found, at_door=scanned_tickets(event), by=actor())
        flash(ngettext("Undone: %(num)d stands as before.", "Undone: %(num)d stand as before.", done))
        for name, refusal in refused:
            flash(f"{name}: {sentence(refusal)}", "warn")
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(_list(event, found.decision), 303)


def undoable(event: Event) -> list[dict[str, Any]]:
    """Return what can still be undone, as templates/macros/approvals.html wants it; nothing for who may not."""
    if not may(Role.REGISTRAR, event):
        return []
    return [
        {
            "ref": each.ref,
            "words": _done(each.decision, number),
            "by": actor_name(each.by, _),
            "until": f"{each.closes_at.astimezone(event.tz):%H:%M}",
        }
        for each, number in undoing.open_acts(event)
    ]


def _list(event: Event, decision: Decision | None) -> str:
    """Return the address of the list where such a decision is taken."""
    return url_for(".delegates" if decision in OF_LIST else ".approvals", slug=event.slug)


def _refs(event: Event) -> list[str]:
    """Return those who were ticked or, where all that are filtered are meant, those."""
    if request.form.get("all"):
        wanted = awaiting.wanted_by(read(ApprovalsShape, request.args).values)
        return awaiting.refs_of(event, wanted, most=acts.MOST)
    return request.form.getlist("ref")[: acts.MOST]


def _preview(event: Event, form: Form, refs: list[str]) -> ResponseReturnValue:
    decision, note = form.values["decision"], form.values.get("note") or ""
    with transaction():
        outcome = acts.rehearse(event, decision, refs, note=note, by=actor())
    page = render_template(
        "registration/act.html",
        event=event,
        form=form,
        decision=decision,
        refs=refs,
        outcome=outcome,
        sentences=_sentences(outcome),
        refused=[(name, sentence(refusal)) for name, refusal in outcome.refused],
        asks_note=decision in WITH_NOTE,
        heading=_(DECISION_WORDS[decision]),
        minutes=int(acts.WINDOW.total_seconds() // 60),
        back=_list(event, decision),
    )
    return page, form.status


def _sentences(outcome: acts.Outcome) -> list[str]:
    """Return in words how those it is done to stand afterwards."""
    return [f"{_(STATUS_WORDS[status])}: {number}" for status, number in outcome.by_status.items()]


def _done(decision: Decision, number: int) -> str:
    said = {
        Decision.APPROVAL: lambda: ngettext("%(num)d is approved.", "%(num)d are approved.", number),
        Decision.RETURN: lambda: ngettext("%(num)d is returned.", "%(num)d are returned.", number),
        Decision.REJECTION: lambda: ngettext("%(num)d is rejected.", "%(num)d are rejected.", number),
        Decision.CONFIRMATION: lambda: ngettext(
            "%(num)d delegate is confirmed.", "%(num)d delegates are confirmed.", number
        ),
        Decision.CANCELLATION: lambda: ngettext(
            "%(num)d delegate is cancelled.", "%(num)d delegates are cancelled.", number
        ),
    }
    return str(said[decision]())
