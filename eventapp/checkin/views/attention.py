"""What the door is to mind about a delegate: /manage/events/<slug>/delegates/<ref>/attention."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import minding
from eventapp.checkin.attention_shapes import MindShape
from eventapp.checkin.models import Attention
from eventapp.checkin.views import bp
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.forms import Form


@bp.get("/manage/events/<slug>/delegates/<ref>/attention")
@staff(Role.REGISTRAR)
@with_event
def show_attention(event: Event, ref: str) -> ResponseReturnValue:
    """Show what the door is told when that ticket is scanned."""
    registration = find_by_ref(event, ref) or abort(404)
    known = db.session.get(Attention, registration.id)
    start = {"text": known.text, "is_blocked": "on" if known.is_blocked else ""} if known else {}
    return _page(event, registration, Form(MindShape, start=start))


@bp.post("/manage/events/<slug>/delegates/<ref>/attention")
@staff(Role.REGISTRAR)
@with_event
def mind(event: Event, ref: str) -> ResponseReturnValue:
    """Tell the door what to mind. Only organisers block a ticket, or unblock it."""
    registration, form = find_by_ref(event, ref) or abort(404), Form(MindShape, request.form)
    if not form.ok:
        return _page(event, registration, form)
    blocks = bool(form.values["is_blocked"]) if may(Role.ORGANISER, event) else None
    with transaction():
        minding.mind(registration, form.values["text"], is_blocked=blocks, by=actor())
    flash(_("Saved. The door's telephones learn it within seconds."))
    return redirect(url_for("registration.delegate", slug=event.slug, ref=registration.ref), 303)


def _page(event: Event, registration: Registration, form: Form) -> ResponseReturnValue:
    page = render_template(
        "checkin/attention.html",
        event=event,
        registration=registration,
        form=form,
        may_block=may(Role.ORGANISER, event),
    )
    return page, form.status
