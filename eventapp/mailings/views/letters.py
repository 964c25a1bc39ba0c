"""One letter to a delegate as it was sent, and whether his address works."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.mailings import bounces
from eventapp.mailings.queries import find_letter_to
from eventapp.mailings.shapes import BounceShape
from eventapp.mailings.views import bp
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.shapes import read
from eventapp.web.access import actor, staff, with_event
from eventapp.web.letters import pictures, shown_as_sent

SENDER = "no-reply@localhost"  # of a letter that is only looked at


@bp.get("/manage/events/<slug>/delegates/<ref>/letters/<reference>")
@staff(Role.REGISTRAR)
@with_event
def letter(event: Event, ref: str, reference: str) -> ResponseReturnValue:
    """Show a letter as it was sent, or as it would be sent now."""
    registration = _registration(event, ref)
    found = _letter(registration, reference)
    rendered = found.rendered or compose(found, SENDER)
    return render_template(
        "mailings/letter.html",
        event=event,
        registration=registration,
        letter=found,
        shown=shown_as_sent(rendered, pictures(registration)) if rendered else None,
        is_sent=found.rendered is not None,
    )


@bp.post("/manage/events/<slug>/delegates/<ref>/letters/<reference>/bounce")
@staff(Role.REGISTRAR)
@with_event
def note_letter(event: Event, ref: str, reference: str) -> ResponseReturnValue:
    """Note that this letter came back."""
    registration = _registration(event, ref)
    return _note(registration, _letter(registration, reference))


@bp.post("/manage/events/<slug>/delegates/<ref>/bounce")
@staff(Role.REGISTRAR)
@with_event
def note(event: Event, ref: str) -> ResponseReturnValue:
    """Note that the delegate's address does not work."""
    return _note(_registration(event, ref), None)


@bp.post("/manage/events/<slug>/delegates/<ref>/bounce/clearing")
@staff(Role.REGISTRAR)
@with_event
def clear(event: Event, ref: str) -> ResponseReturnValue:
    """Note that the delegate's address works after all."""
    registration = _registration(event, ref)
    with transaction():
        bounces.clear(registration, by=actor())
    flash(_("The address works; letters to all go there again."))
    return _back(registration)


def _note(registration: Registration, found: Letter | None) -> ResponseReturnValue:
    reason = read(BounceShape, request.form).values.get("reason") or ""
    with transaction():
        bounces.note(registration, by=actor(), reason=reason, letter=found)
    flash(_("Noted. No letters to all go there until the address is corrected."))
    return _back(registration)


def _back(registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registration.delegate", slug=registration.event.slug, ref=registration.ref), 303)


def _letter(registration: Registration, reference: str) -> Letter:
    return find_letter_to(registration, reference) or abort(404)


def _registration(event: Event, ref: str) -> Registration:
    return find_by_ref(event, ref) or abort(404)
