"""Who signs the letters of invitation: /manage/events/<slug>/delegations/invitations/letterhead."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.invitations import letterheads
from eventapp.invitations.shapes import LetterheadShape
from eventapp.invitations.views import bp
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form


@bp.get("/manage/events/<slug>/delegations/invitations/letterhead")
@staff(Role.ORGANISER)
@with_event
def letterhead(event: Event) -> ResponseReturnValue:
    """Show who signs, where, and under which organ."""
    kept = letterheads.letterhead_of(event)
    return _page(event, Form(LetterheadShape, start={name: getattr(kept, name) for name in LetterheadShape().fields}))


@bp.post("/manage/events/<slug>/delegations/invitations/letterhead")
@staff(Role.ORGANISER)
@with_event
def save_letterhead(event: Event) -> ResponseReturnValue:
    """Change it."""
    form = Form(LetterheadShape, request.form)
    if not form.ok:
        return _page(event, form)
    with transaction():
        letterheads.revise(event, by=actor(), **form.values)
    flash(_("Saved."))
    return redirect(url_for(".preview", slug=event.slug), 303)


def _page(event: Event, form: Form) -> ResponseReturnValue:
    return render_template("invitations/letterhead.html", event=event, form=form), form.status
