"""One decision on very many: how far it is, pause, go on, stop, undo. /manage/events/<slug>/long-acts/<ref>."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import long_work
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import long_acts
from eventapp.registration.act_models import Decision, LongAct, LongStage
from eventapp.registration.models import Status
from eventapp.registration.views import bp
from eventapp.registration.words import DECISION_WORDS, LONG_STAGE_WORDS, STATUS_WORDS
from eventapp.shapes import Fault
from eventapp.web.access import may, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import complaint, sentence

OF_LIST = (Decision.CONFIRMATION, Decision.CANCELLATION, Decision.MOVE)


@bp.get("/manage/events/<slug>/long-acts/<ref>")
@staff(Role.REGISTRAR)
@with_event
def long_act(event: Event, ref: str) -> ResponseReturnValue:
    """Show how far it is, and what came of it."""
    act = get_long_act(event, ref)
    has_failed, total = long_acts.has_failed(act), total_of(act)
    return render_template(
        "registration/long_act.html",
        event=event,
        act=act,
        beneath=list_of(event, act.decision),
        heading=_(DECISION_WORDS[act.decision]),
        stage=_(LONG_STAGE_WORDS[act.stage]),
        by=who(act.by),
        done=_done(act),
        total=total,
        is_under_way=act.stage in long_acts.UNDER_WAY,
        has_failed=has_failed,
        outcome=[f"{_(STATUS_WORDS[Status(status)])}: {number}" for status, number in act.counts.items()],
        refused=[(name, complaint(Fault("", "", message, values))) for name, message, values in act.refused],
        most_refused=long_work.KEPT,
        may_undo=act.stage in long_acts.AT_REST and bool(long_acts.open_slices(act)),
        Stage=LongStage,
    )


@bp.get("/manage/events/<slug>/long-acts/<ref>/progress")
@staff(Role.REGISTRAR)
@with_event
def long_act_progress(event: Event, ref: str) -> ResponseReturnValue:
    """Say as JSON how far it is."""
    act = get_long_act(event, ref)
    is_under_way = act.stage in long_acts.UNDER_WAY and not long_acts.has_failed(act)
    return jsonify(stage=act.stage, done=_done(act), total=total_of(act), is_under_way=is_under_way)


@bp.post("/manage/events/<slug>/long-acts/<ref>/pause")
@staff(Role.REGISTRAR)
@with_event
def pause_long_act(event: Event, ref: str) -> ResponseReturnValue:
    """Let it rest after the slice in hand."""
    return _step(event, ref, long_acts.pause)


@bp.post("/manage/events/<slug>/long-acts/<ref>/resumption")
@staff(Role.REGISTRAR)
@with_event
def resume_long_act(event: Event, ref: str) -> ResponseReturnValue:
    """Go on."""
    return _step(event, ref, long_acts.resume)


@bp.post("/manage/events/<slug>/long-acts/<ref>/interruption")
@staff(Role.REGISTRAR)
@with_event
def stop_long_act(event: Event, ref: str) -> ResponseReturnValue:
    """Leave the rest as it is."""
    return _step(event, ref, long_acts.stop)


@bp.post("/manage/events/<slug>/long-acts/<ref>/undoing")
@staff(Role.REGISTRAR)
@with_event
def undo_long_act(event: Event, ref: str) -> ResponseReturnValue:
    """Undo it, as far as its letters have not gone out."""
    return _step(event, ref, long_acts.undo)


def list_of(event: Event, decision: Decision | None) -> str:
    """Return the address of the list where such a decision is taken."""
    return url_for(".delegates" if decision in OF_LIST else ".approvals", slug=event.slug)


def get_long_act(event: Event, ref: str) -> LongAct:
    """Return the event's decision on very many with that reference, or answer 404."""
    return long_acts.find_long_act(event, ref) or abort(404)


def total_of(act: LongAct) -> int:
    """Return on how many it is decided, or for how many it is undone."""
    if act.stage in (LongStage.UNDOING, LongStage.UNDONE):
        return long_acts.done_number(act)
    return len(act.refs)


def latest(event: Event) -> list[dict[str, Any]]:
    """Return those under way or still to be undone, as templates/macros/approvals.html wants them."""
    if not may(Role.REGISTRAR, event):
        return []
    return [
        {"ref": each.ref, "words": _(DECISION_WORDS[each.decision]), "stage": _(LONG_STAGE_WORDS[each.stage])}
        for each in long_acts.latest(event)
    ]


def _done(act: LongAct) -> int:
    is_undoing = act.stage in (LongStage.UNDOING, LongStage.UNDONE)
    return act.undone_number + act.refused_number if is_undoing else act.position


def _step(event: Event, ref: str, step: Callable[[LongAct], None]) -> ResponseReturnValue:
    act = get_long_act(event, ref)
    try:
        with transaction():
            step(act)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".long_act", slug=event.slug, ref=ref), 303)
