"""One decision on several: what will come of it, the act itself, and its undoing. /manage/events/<slug>/acts."""

from collections import defaultdict
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.checkin.queries import scanned_tickets
from eventapp.database import transaction
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import acts, awaiting, long_acts, search, undoing
from eventapp.registration.act_models import Decision, LongAct
from eventapp.registration.moving import Move
from eventapp.registration.shapes import ActShape, ApprovalsShape, ListShape
from eventapp.registration.views import bp
from eventapp.registration.views.long_acts import OF_LIST, get_long_act, list_of
from eventapp.registration.views.moving import is_as_shown, moving_choices, read_move
from eventapp.registration.words import DECISION_WORDS, STATUS_WORDS
from eventapp.shapes import read
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import Form, sentence
from eventapp.web.origin import own_path
from eventapp.web.zones import clock_time, offset

WITH_NOTE = (Decision.RETURN, Decision.REJECTION)
REASON_WORDS = {"quota_exhausted": N_("Their delegations have no seat allotted left for this form of attendance.")}
"""What many refuse for alike, though each in words of his own."""
NAMED = 5  # of those it is done to; the others stand folded


@bp.post("/manage/events/<slug>/acts/preview")
@staff(Role.REGISTRAR)
@with_event
def preview_act(event: Event) -> ResponseReturnValue:
    """Say exactly what will come of it, before anything is done."""
    form, planned = Form(ActShape, request.form), _planned(event)
    decision = form.values.get("decision")
    refs = planned.refs if planned else _refs(event, decision)
    if decision is None or not refs:
        flash(_("Tick the delegates first."), "warn")
        return redirect(_list(event, decision), 303)
    if planned or len(refs) <= acts.MOST:
        return _preview(event, form, refs, planned)
    with transaction():
        planned = long_acts.plan(event, decision, refs, by=actor())
    return _preview(event, form, refs, planned)


@bp.post("/manage/events/<slug>/acts")
@staff(Role.REGISTRAR)
@with_event
def act(event: Event) -> ResponseReturnValue:
    """Do it to those who were shown; its letters are kept back while it can be undone."""
    form, refs, planned = Form(ActShape, request.form), request.form.getlist("ref"), _planned(event)
    decision, note = form.values.get("decision"), form.values.get("note") or ""
    if decision is None or not (refs or planned):
        flash(_("Tick the delegates first."), "warn")
        return redirect(_list(event, decision), 303)
    if decision in WITH_NOTE and not note:
        form.add_fault("note", _("Write what the delegates are to read."))
    move = read_move(event, form)
    if not form.ok or not is_as_shown(form):
        return _preview(event, form, planned.refs if planned else refs, planned)
    if planned:
        return _begin(event, planned, note, move)
    with transaction():
        _act, outcome = acts.carry_out(event, decision, refs, note=note, by=actor(), move=move)
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
            "by": who(each.by),
            "until": f"{clock_time(each.closes_at, event.zone)} ({offset(each.closes_at, event.zone)})",
        }
        for each, number in undoing.open_acts(event)
    ]


def _list(event: Event, decision: Decision | None) -> str:
    """Return the address of the list where such a decision is taken, with what is filtered there."""
    home = list_of(event, decision)
    question = request.query_string.decode("ascii", "replace")
    return own_path(f"{home}?{question}", home) if question else home


def _planned(event: Event) -> LongAct | None:
    """Return what was planned for very many, where the form is about that."""
    return get_long_act(event, request.form["planned"]) if request.form.get("planned") else None


def _refs(event: Event, decision: Decision | None) -> list[str]:
    """Return those who were ticked or, where all that are filtered are meant, those."""
    if not request.form.get("all"):
        return request.form.getlist("ref")[: acts.MOST]
    if decision in OF_LIST:
        wanted = search.wanted_by(read(ListShape, request.args).values)
    else:
        wanted = awaiting.wanted_by(read(ApprovalsShape, request.args).values)
    return awaiting.refs_of(event, wanted)


def _begin(event: Event, planned: LongAct, note: str, move: Move | None) -> ResponseReturnValue:
    try:
        with transaction():
            long_acts.begin(planned, note=note, by=actor(), move=move)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".long_act", slug=event.slug, ref=planned.ref), 303)


def _preview(event: Event, form: Form, refs: list[str], planned: LongAct | None = None) -> ResponseReturnValue:
    """Show what will come of it; of very many the first are tried, for a trial holds up all who write."""
    decision, note = form.values["decision"], form.values.get("note") or ""
    tried, move = (planned.refs if planned else refs)[: acts.MOST], read_move(event, form)
    is_chosen, outcome = move is not None or decision is not Decision.MOVE, acts.Outcome()
    if is_chosen:
        with transaction():
            outcome = acts.rehearse(event, decision, tried, note=note, by=actor(), move=move)
    page = render_template(
        "registration/act.html",
        event=event,
        form=form,
        decision=decision,
        refs=[] if planned else refs,
        planned=planned,
        asked=len(refs),
        number=len(refs) if planned and is_chosen else outcome.done,
        question=request.query_string.decode("ascii", "replace"),
        names=outcome.names[:NAMED],
        others=outcome.names[NAMED:],
        most=acts.MOST,
        outcome=outcome,
        sentences=_sentences(outcome),
        refused=_by_reason(outcome),
        refused_number=len(outcome.refused),
        asks_note=decision in WITH_NOTE,
        heading=_(DECISION_WORDS[decision]),
        moving=moving_choices(event, form) if decision is Decision.MOVE else None,
        minutes=int(acts.WINDOW.total_seconds() // 60),
        back=_list(event, decision),
        beneath=list_of(event, decision),
    )
    return page, form.status


def _sentences(outcome: acts.Outcome) -> list[str]:
    """Return in words how those it is done to stand afterwards."""
    return [f"{_(STATUS_WORDS[status])}: {number}" for status, number in outcome.by_status.items()]


def _by_reason(outcome: acts.Outcome) -> dict[str, list[str]]:
    """Return the names of those who refuse, by why they do."""
    names = defaultdict[str, list[str]](list)
    for name, refusal in outcome.refused:
        why = REASON_WORDS.get(refusal.code)
        names[_(why) if why else sentence(refusal)].append(name)
    return names


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
        Decision.MOVE: lambda: ngettext(
            "%(num)d delegate attends otherwise now.", "%(num)d delegates attend otherwise now.", number
        ),
    }
    return str(said[decision]())
