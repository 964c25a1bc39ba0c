"""The focal point's answer under /delegations/<secret>: seen, confirmed, declined, or come after all."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import replying
from eventapp.registration.queries import delegates_of
from eventapp.registration.shapes import RefusalShape
from eventapp.registration.views import bp
from eventapp.registration.views.nominations import invited, list_page, shown_revision, surroundings, who_acts
from eventapp.web.access import may, public
from eventapp.web.forms import Form


@bp.post("/delegations/<secret>/opening")
@public
def note_opening(secret: str) -> ResponseReturnValue:
    """Note that a person has seen the page: its script says so once it is visible. A mail scanner's GET does not."""
    event, delegation = invited(secret)
    if not may(Role.VIEWER, event):
        with transaction():
            replying.note_opening(event, delegation)
    return "", 204


@bp.post("/delegations/<secret>/confirmation")
@public
def confirm_list(secret: str) -> ResponseReturnValue:
    """Confirm that these are the delegates."""
    return _answer(secret, replying.confirm_list, _("The list is confirmed. Thank you."))


@bp.post("/delegations/<secret>/acceptance")
@public
def take_refusal_back(secret: str) -> ResponseReturnValue:
    """Come after all."""
    return _answer(secret, replying.take_refusal_back, _("The refusal is taken back. Now nominate your delegates."))


@bp.get("/delegations/<secret>/refusal")
@public
def ask_refusal(secret: str) -> ResponseReturnValue:
    """Ask once before the invitation is declined, and for the reason."""
    event, delegation = invited(secret)
    return _refusal_page(event, delegation, secret, Form(RefusalShape))


@bp.post("/delegations/<secret>/refusal")
@public
def decline_invitation(secret: str) -> ResponseReturnValue:
    """Decline the invitation."""
    event, delegation = invited(secret)
    form = Form(RefusalShape, request.form)
    if form.ok:
        by, reason = who_acts(event, delegation), form.values["reason"]
        try:
            with transaction():
                replying.decline(event, delegation, reason=reason, shown=shown_revision(), by=by)
            flash(_("The invitation is declined; the organiser sees your reason."))
            return redirect(url_for(".nominations", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _refusal_page(event, delegation, secret, form)


def _answer(secret: str, act: Callable[..., Any], done: str) -> ResponseReturnValue:
    event, delegation = invited(secret)
    try:
        with transaction():
            act(event, delegation, shown=shown_revision(), by=who_acts(event, delegation))
    except DomainError as refusal:
        form = Form(RefusalShape)
        form.refuse(refusal)
        return list_page(event, delegation, secret, form=form)
    flash(done)
    return redirect(url_for(".nominations", secret=secret), 303)


def _refusal_page(event: Event, delegation: Delegation, secret: str, form: Form) -> ResponseReturnValue:
    db.session.refresh(delegation)
    page = render_template(
        "registration/refusal.html",
        form=form,
        people=delegates_of(delegation),
        **surroundings(event, delegation, secret),
    )
    return page, form.status
