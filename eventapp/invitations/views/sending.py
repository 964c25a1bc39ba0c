"""Send invitations and reminders, counted and shown first: /manage/events/<slug>/delegations/invitations."""

from datetime import datetime

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.database import transaction
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import find_by_ref
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.invitations import inviting, letter_writing
from eventapp.invitations.letterheads import lacking
from eventapp.invitations.shapes import Kind, SendingShape
from eventapp.invitations.views import bp
from eventapp.invitations.words import KIND_WORDS, REASON_WORDS
from eventapp.shapes import NoSuchMoment, in_zone
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence

WORTH_A_WORD = (inviting.Reason.NO_ADDRESS, inviting.Reason.OVER)
SHOWN = 12  # names a preview shows before it only counts


@bp.get("/manage/events/<slug>/delegations/invitations")
@staff(Role.REGISTRAR)
@with_event
def preview(event: Event) -> ResponseReturnValue:
    """Show who would get the letter, who would not and why, and what it says. Without references: all it concerns."""
    asked = Form(SendingShape, {"kind": request.args.get("kind", Kind.INVITATION.value)})
    kind = asked.values.get("kind", Kind.INVITATION)
    refs = request.args.getlist("ref") or None
    return _page(event, Form(SendingShape, start={"kind": kind.value}), kind, refs)


@bp.post("/manage/events/<slug>/delegations/invitations")
@staff(Role.REGISTRAR)
@with_event
def send(event: Event) -> ResponseReturnValue:
    """Queue the letters to those who were shown."""
    form = Form(SendingShape, request.form)
    deadline_at, refs = _deadline(event, form), request.form.getlist("ref")
    if form.ok:
        try:
            with transaction():
                number = inviting.send(
                    event, form.values["kind"], refs, by=actor(), now=clock.now(), deadline_at=deadline_at
                )
            flash(ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", number))
            return redirect(url_for("delegations.listed", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form, form.values.get("kind", Kind.INVITATION), refs)


@bp.get("/manage/events/<slug>/delegations/<ref>/invitation.pdf")
@staff(Role.REGISTRAR)
@with_event
def paper(event: Event, ref: str) -> Response:
    """Show the letter of invitation as it would be attached."""
    delegation = find_by_ref(event, ref) or abort(404)
    response = Response(letter_writing.paper(delegation), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="invitation-{delegation.ref.lower()}.pdf"'
    return response


def _deadline(event: Event, form: Form) -> datetime | None:
    typed = form.values.get("deadline")
    try:
        return in_zone(typed, event.tz) if typed else None
    except NoSuchMoment as refusal:
        form.add_fault("deadline", sentence(refusal))
        return None


def _page(event: Event, form: Form, kind: Kind, refs: list[str] | None) -> ResponseReturnValue:
    planned = inviting.plan(event, kind, refs, now=clock.now())
    left_out = planned.left_out if refs is not None else _worth_a_word(planned)
    first = planned.chosen[0] if planned.chosen else None
    page = render_template(
        "invitations/preview.html",
        event=event,
        form=form,
        kind=kind,
        kind_word=_(KIND_WORDS[kind]),
        chosen=planned.chosen,
        shown=SHOWN,
        left_out=[(each, _(REASON_WORDS[reason])) for each, reason in left_out],
        first=first,
        letter=letter_writing.compose(first, kind, has_paper=False) if first else None,
        lacking=[_(word) for word in lacking(event, planned.chosen)],
        without_deadline=sum(each.deadline_at is None for each in planned.chosen),
    )
    return page, form.status


def _worth_a_word(planned: inviting.Plan) -> list[tuple[Delegation, inviting.Reason]]:
    """Where all were meant, only those are named whom something keeps from getting a letter they should have."""
    return [(each, reason) for each, reason in planned.left_out if reason in WORTH_A_WORD]
